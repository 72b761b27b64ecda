// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace parvis::inline v1 {

/// What a call carries through the library to the host's storage: the library never looks at it. Built-in storages hand
/// it to their participant; a batch with a context never shares a transaction with others. nullptr: none.
using host_context = void*;

}  // namespace parvis::inline v1
