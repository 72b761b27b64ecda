// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "parvis/testkit/seeded_random.hpp"
#include "rounds.hpp"

// replay DIRECTORY: feeds a target with every file of its corpus, then with some hundred inputs made from each: cut
// off, with other bits, and with a piece of another. The same ones in every run. The input that ends the program is
// found again by `PARVIS_REPLAY_TO`, a file that each one is written to before it is tried.

namespace {

using parvis::testkit::splitmix;

std::string octets_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void feed(const std::string& octets) {
  if (const char* const copy = std::getenv("PARVIS_REPLAY_TO")) std::ofstream(copy, std::ios::binary) << octets;
  // A block of its own size on the heap: reading past it is seen.
  const std::vector<std::uint8_t> exactly(octets.begin(), octets.end());
  LLVMFuzzerTestOneInput(exactly.data(), exactly.size());
}

std::string changed(const std::string& from, const std::string& other, splitmix& chance) {
  std::string out = from;
  const auto somewhere = [&](const std::string& in) { return chance.below(in.size() + 1); };
  switch (chance.below(3)) {
    case 0:
      return out.substr(0, somewhere(out));
    case 1:
      for (auto flips = out.empty() ? 0 : 1 + chance.below(4); flips > 0; --flips) {
        auto& octet = out[chance.below(out.size())];
        octet = static_cast<char>(octet ^ (1 << chance.below(8)));
      }
      return out;
    default: {
      const auto cut = somewhere(out), taken = somewhere(other);
      return out.replace(cut, std::min(out.size() - cut, chance.below(9)), other, taken, 1 + chance.below(16));
    }
  }
}

void replay(const char* directory) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus;
  for (const auto& file : files) corpus.push_back(octets_of(file));

  splitmix chance(1);
  feed({});
  for (const auto& one : corpus) {
    feed(one);
    for (auto left = rounds_of(300); left > 0; --left) feed(changed(one, corpus[chance.below(corpus.size())], chance));
  }
  std::printf("%zu files replayed\n", corpus.size());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  try {
    replay(arguments[1]);
  } catch (const std::exception& thrown) {
    std::fprintf(stderr, "%s\n", thrown.what());
    return 1;
  }
  return 0;
}
