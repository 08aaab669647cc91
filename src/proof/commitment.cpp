#include "proof/commitment.hpp"

#include "base/result.hpp"

namespace proof {

std::string salted_commitment(std::string_view salt, std::string_view text) {
  CHECK(salt.size() == salt_bytes);
  return base::to_hex(base::sha256(std::string(salt) + std::string(text)));
}

bool opens_commitment(std::string_view commitment, std::string_view salt, std::string_view text) {
  return salt.size() == salt_bytes && salted_commitment(salt, text) == commitment;
}

}  // namespace proof
