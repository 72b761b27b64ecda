// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "boundary.hpp"

namespace parvis::capi {

/// Every port of a host but its storage: those it has, as the library calls them.
class host_ports {
 public:
  host_ports() noexcept;
  /// Throws `refused` when a slot is missing.
  explicit host_ports(const parvis_host& from);
  host_ports(host_ports&&) noexcept;
  host_ports& operator=(host_ports&&) noexcept;
  ~host_ports();

  /// Puts each port that the host has.
  void fill(parvis::host& into) const noexcept;
  /// From now on the tables are destroyed with this.
  void keep() noexcept;

 private:
  struct all;
  std::unique_ptr<all> all_;
};

}  // namespace parvis::capi
