// SPDX-License-Identifier: BSL-1.0
#include <cstdlib>
#include <filesystem>

#include "flow/firm.hpp"
#include "parvis/adapters/sqlite_storage.hpp"

using namespace flow_test;

namespace {

/// A file of its own in a new folder, both gone with the object.
class file_for_one_test {
 public:
  file_for_one_test() {
    auto name = (std::filesystem::temp_directory_path() / "parvis-flow-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::filesystem::filesystem_error("mkdtemp", {});
    folder_ = name;
  }
  ~file_for_one_test() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  file_for_one_test(const file_for_one_test&) = delete;
  file_for_one_test& operator=(const file_for_one_test&) = delete;
  [[nodiscard]] std::string path() const { return (folder_ / "firm.sqlite").string(); }

 private:
  std::filesystem::path folder_;
};

/// SQLite for the length of a test: what survives the loss of power is another test's matter.
class temporary_sqlite final : public storage {
 public:
  temporary_sqlite()
      : inner_(sqlite_storage::open({.path = file_.path(), .synchronous = sqlite_synchronous::normal}).value()) {}

  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    return inner_->load(workspace, keys, context);
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    return inner_->scan(workspace, what, context);
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    return inner_->commit(workspace, batches, context);
  }

 private:
  file_for_one_test file_;
  std::unique_ptr<sqlite_storage> inner_;
};

std::unique_ptr<storage> make_sqlite() { return std::make_unique<temporary_sqlite>(); }

[[maybe_unused]] const bool offered = [] {
  storage_makers().push_back({"sqlite", 64, make_sqlite});
  return true;
}();

}  // namespace

TEST_CASE("every flow runs on SQLite too") {
  const auto& all = storage_makers();
  CHECK(std::any_of(all.begin(), all.end(), [](const auto& one) { return one.make == make_sqlite; }));
}
