// SPDX-License-Identifier: BSL-1.0
#pragma once

// All that an application needs: the portal, what goes in and out of it, the ports, and the adapters that come with the
// library. Who writes a storage adds parvis/model/schema.hpp; who tests one, parvis/testkit/; who checks a form before
// the portal does, parvis/values/: the portal takes plain strings, and what nobody needs is not compiled every time.

#include "parvis/adapters/eml_mailer.hpp"
#include "parvis/adapters/memory_storage.hpp"
#include "parvis/adapters/system.hpp"
#include "parvis/crypto.hpp"
#include "parvis/messages.hpp"
#include "parvis/portal.hpp"
#include "parvis/ports/cases.hpp"
#include "parvis/ports/clock.hpp"
#include "parvis/ports/log.hpp"
#include "parvis/ports/mailer.hpp"
#include "parvis/ports/participant.hpp"
#include "parvis/ports/password_hasher.hpp"
#include "parvis/ports/payments.hpp"
#include "parvis/ports/random.hpp"
#include "parvis/ports/storage.hpp"
#include "parvis/ports/text_policy.hpp"
#include "parvis/values/token.hpp"
#include "parvis/version.hpp"
