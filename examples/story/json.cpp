// SPDX-License-Identifier: BSL-1.0
// Boost.JSON without a library to link: its sources, once.
#include <boost/json/src.hpp>
