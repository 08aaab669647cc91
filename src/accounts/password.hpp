#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace accounts {

/// Argon2id (libsodium, interactive limits: 64 MiB, about 0.1 s). Refuses fewer than 10 characters ("accounts.password.too_short")
/// and more than 200.
base::Result<std::string> hash_password(std::string_view password);
/// Takes the same time whether the hash is empty or not.
bool password_matches(std::string_view hash, std::string_view password);

/// SHA-256 in hexadecimal of a random secret (session cookie, API token, invitation): what the database keeps in its place.
std::string secret_hash(std::string_view secret);
/// 32 random bytes as base64url.
std::string new_secret();

}  // namespace accounts
