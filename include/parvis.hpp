// SPDX-License-Identifier: BSL-1.0
#pragma once

// The portal, what it is opened with, and what goes in and out of it. Whatever else a file names it includes, so that
// what nobody needs is not compiled every time: an adapter from parvis/adapters/, a port that the host implements from
// parvis/ports/. Who writes a storage adds parvis/model/schema.hpp; who tests one, parvis/testkit/; who checks a form
// before the portal does, parvis/values/: the portal takes plain strings.

#include "parvis/adapters/system.hpp"
#include "parvis/crypto.hpp"
#include "parvis/messages.hpp"
#include "parvis/portal.hpp"
#include "parvis/version.hpp"
