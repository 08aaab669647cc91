#include "accounts/password.hpp"

#include <sodium.h>

#include "base/bytes.hpp"

namespace accounts {

base::Result<std::string> hash_password(std::string_view password) {
  if (password.size() < 10) return base::Refusal{.code = "accounts.password.too_short", .field = "password"};
  if (password.size() > 200) return base::Refusal{.code = "accounts.password.too_long", .field = "password"};
  CHECK(sodium_init() >= 0);
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  hash.resize(hash.find('\0'));
  return hash;
}

bool password_matches(std::string_view hash, std::string_view given) {
  const std::string password(given);  // never a null pointer, which an empty view may hold
  // A hash of nobody's password, so that an unknown address answers as slowly as a known one.
  static const std::string nobody = hash_password(new_secret()).value();
  const std::string known(hash.empty() ? std::string_view(nobody) : hash);
  const bool matches =
      password.size() <= 200 && crypto_pwhash_str_verify(known.c_str(), password.data(), password.size()) == 0;
  return matches && !hash.empty();
}

std::string secret_hash(std::string_view secret) { return base::to_hex(base::sha256(secret)); }

std::string new_secret() { return base::to_base64url(base::random_bytes(32)); }

}  // namespace accounts
