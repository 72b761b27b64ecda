// SPDX-License-Identifier: BSL-1.0
//go:build parvis_static

package parvis

// #cgo pkg-config: --static parvis-capi-static
import "C"
