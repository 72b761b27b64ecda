// SPDX-License-Identifier: BSL-1.0
#include "parvis/adapters/eml_mailer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "message.hpp"

namespace parvis::inline v1 {
namespace {

failure system_failure(std::string_view doing) {
  return {errc::unavailable, {}, std::string{doing} + ": " + std::generic_category().message(errno)};
}

/// An open file. Closing can lose nothing, since what matters was synchronised before.
class descriptor {
 public:
  explicit descriptor(int number) noexcept : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_;
};

result<> write_all(int file, std::string_view octets) {
  while (!octets.empty()) {
    const auto written = ::write(file, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_failure("write");
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file) != 0) return system_failure("fsync");
  return success();
}

/// The file at `path` is the old one or the new one, whole, whenever the machine stops.
result<> replace_file(const std::string& directory, const std::string& path, std::string_view octets) {
  std::string temporary = directory + "/.eml-XXXXXX";
  const descriptor file{::mkostemp(temporary.data(), O_CLOEXEC)};
  if (file.get() < 0) return system_failure("mkostemp");
  auto written = write_all(file.get(), octets);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = system_failure("rename");
  if (!written) ::unlink(temporary.c_str());
  return written;
}

}  // namespace

eml_mailer::eml_mailer(options how) : options_(std::move(how)) {}

result<> eml_mailer::send(const mail& what) {
  PARVIS_TRY(const auto message, write_message(what, options_.from, options_.from_name));
  const auto& directory = options_.directory;
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return system_failure("mkdir");
  PARVIS_TRYV(replace_file(directory, directory + '/' + to_string(what.id) + ".eml", message));
  const descriptor folder{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return system_failure("fsync of the directory");
  return success();
}

}  // namespace parvis::inline v1
