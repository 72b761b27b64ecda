// SPDX-License-Identifier: BSL-1.0
//go:build !parvis_static

package parvis

// #cgo pkg-config: parvis-capi
import "C"
