// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The version of these headers. Semantic; before 1.0 a minor step may break source.
#define PARVIS_VERSION_MAJOR 0
#define PARVIS_VERSION_MINOR 1
#define PARVIS_VERSION_PATCH 0
