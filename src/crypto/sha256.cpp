// SPDX-License-Identifier: BSL-1.0

// As in hmac.cpp: a plain state on the stack cannot fail, where EVP fetches and allocates for every digest.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "sha256.hpp"

#include <openssl/sha.h>

namespace parvis::inline v1 {

std::string sha256(std::string_view octets) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, octets.data(), octets.size());
  SHA256_Final(reinterpret_cast<unsigned char*>(out.data()), &state);  // NOLINT: characters as octets
  return out;
}

}  // namespace parvis::inline v1
