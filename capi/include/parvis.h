/* SPDX-License-Identifier: BSL-1.0 */
/** @file
 * parvis for C and everything that calls C: who may enter a client portal. */
#ifndef PARVIS_H
#define PARVIS_H

#include "parvis/access.h"
#include "parvis/accounts.h"
#include "parvis/approval.h"
#include "parvis/audit.h"
#include "parvis/bans.h"
#include "parvis/base.h"
#include "parvis/configuration.h"
#include "parvis/data.h"
#include "parvis/groups.h"
#include "parvis/inspection.h"
#include "parvis/invites.h"
#include "parvis/licenses.h"
#include "parvis/model.h"
#include "parvis/orders.h"
#include "parvis/outbox.h"
#include "parvis/portal.h"
#include "parvis/ports.h"
#include "parvis/search.h"
#include "parvis/sign_in.h"
#include "parvis/signup.h"
#include "parvis/storage.h"

#endif
