#include "proof/signature.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "proof/base58.hpp"

namespace proof {
namespace {

using base::Refusal;
using base::Result;

constexpr std::string_view master_mark = "boucle-master-key-v1 ";
constexpr std::string_view public_mark = "boucle-public-key-v1";
/// Multicodec ed25519-pub, as a variable-length integer.
constexpr std::string_view multicodec("\xed\x01", 2);
constexpr std::size_t longest_origin = 200;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

Result<Issuer> read_public_key_line(std::string_view line) {
  const auto words = base::split(line, ' ');
  if (words.size() != 3 || words[0] != public_mark) return Refusal{.code = "proof.key.not_a_key_file"};
  TRY_DONE(check_origin(words[1]));
  TRY(key, PublicKey::parse(words[2]));
  return Issuer{.origin = words[1], .key = key};
}

}  // namespace

Result<Secret> Secret::from_bytes(std::string_view bytes) {
  Secret secret;
  if (bytes.size() != secret.bytes_.size()) return Refusal{.code = "proof.key.not_a_secret"};
  std::copy(bytes.begin(), bytes.end(), secret.bytes_.begin());
  return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
}
Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  bytes_ = other.bytes_;
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
  return *this;
}
Secret::~Secret() { sodium_memzero(bytes_.data(), bytes_.size()); }

std::string_view Secret::bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

Secret derive(const Secret& master, std::string_view purpose) {
  const std::string message = "boucle-derived-key-v1 " + std::string(purpose);
  base::Bytes derived(32, '\0');
  crypto_generichash(raw(derived), derived.size(), raw(message), message.size(), raw(master.bytes()),
                     master.bytes().size());
  auto secret = Secret::from_bytes(derived);
  sodium_memzero(derived.data(), derived.size());
  return std::move(secret).value();
}

std::string write_master_key(const Secret& master) {
  return std::string(master_mark) + base::to_base64(master.bytes()) + "\n";
}

Result<Secret> read_master_key(std::string_view text, unsigned mode) {
  if ((mode & 077U) != 0) {
    std::array<char, 4> octal{};
    for (std::size_t i = 0; i < 3; ++i) octal[i] = static_cast<char>('0' + ((mode >> (6 - 3 * i)) & 7U));
    return Refusal{.code = "proof.key.file_too_open", .arguments = {{"mode", octal.data()}}};
  }
  const Refusal refusal{.code = "proof.key.not_a_master_key"};
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (!text.starts_with(master_mark)) return refusal;
  auto bytes = base::from_base64(text.substr(master_mark.size()));
  if (!bytes) return refusal;
  auto secret = Secret::from_bytes(*bytes);
  sodium_memzero(bytes->data(), bytes->size());
  if (!secret) return refusal;
  return secret;
}

Result<PublicKey> PublicKey::from_bytes(std::string_view bytes) {
  std::array<std::uint8_t, 32> key{};
  if (bytes.size() != key.size()) return Refusal{.code = "proof.key.not_a_key"};
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return PublicKey(key);
}

Result<PublicKey> PublicKey::parse(std::string_view multibase) {
  const Refusal refusal{.code = "proof.key.not_a_key"};
  if (!multibase.starts_with('z')) return refusal;
  const auto bytes = from_base58(multibase.substr(1));
  if (!bytes || !bytes->starts_with(multicodec)) return refusal;
  return from_bytes(std::string_view(*bytes).substr(multicodec.size()));
}

base::Bytes PublicKey::bytes() const { return base::Bytes(bytes_.begin(), bytes_.end()); }

std::string PublicKey::multibase() const {
  return std::string("z").append(to_base58(std::string(multicodec) + bytes()));
}

std::string PublicKey::fingerprint() const {
  const std::string hex = base::to_hex(base::sha256(bytes()).substr(0, 16));
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 4) {
    if (i > 0) text += ' ';
    text.append(hex, i, 4);
  }
  return text;
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(raw(signature), raw(message), message.size(), bytes_.data()) == 0;
}

SigningKey::SigningKey(const Secret& seed) {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  crypto_sign_seed_keypair(public_key.data(), bytes_.data(), raw(seed.bytes()));
}
SigningKey::SigningKey(SigningKey&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
}
SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this == &other) return *this;
  bytes_ = other.bytes_;
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
  return *this;
}
SigningKey::~SigningKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

PublicKey SigningKey::public_key() const {
  // libsodium keeps the public half behind the seed.
  const std::string_view both(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
  return PublicKey::from_bytes(both.substr(32)).value();
}

base::Bytes SigningKey::sign(std::string_view message) const {
  base::Bytes signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(raw(signature), nullptr, raw(message), message.size(), bytes_.data());
  return signature;
}

base::Outcome check_origin(std::string_view origin) {
  const auto allowed = [](char c) { return c > ' ' && c <= '~' && c != '+'; };
  if (origin.empty() || origin.size() > longest_origin || !is_letter_or_digit(origin.front()) ||
      !std::all_of(origin.begin(), origin.end(), allowed))
    return Refusal{.code = "proof.key.bad_origin"};
  return base::Done{};
}

std::string write_public_key(const Issuer& issuer) {
  return std::string(public_mark) + " " + issuer.origin + " " + issuer.key.multibase() + "\n";
}

Result<std::vector<Issuer>> read_trusted_keys(std::string_view text) {
  std::vector<Issuer> issuers;
  std::int64_t number = 0;
  for (const std::string& line : base::split(text, '\n')) {
    ++number;
    const std::string content = base::trim(line);
    if (content.empty() || content.starts_with('#')) continue;
    const auto issuer = read_public_key_line(content);
    if (!issuer) return Refusal{.code = "proof.key.not_a_key_file", .line = number};
    issuers.push_back(*issuer);
  }
  if (issuers.empty()) return Refusal{.code = "proof.key.not_a_key_file", .line = 1};
  return issuers;
}

}  // namespace proof
