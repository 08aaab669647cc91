#pragma once
// Who signed: Ed25519 keys (RFC 8032), how people compare and keep them, and the one secret they all come from.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace proof {

/// 32 secret bytes, overwritten when let go. Moves, never copies.
class Secret {
 public:
  /// "proof.key.not_a_secret" unless 32 bytes. The caller wipes its own copy.
  static base::Result<Secret> from_bytes(std::string_view bytes);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  /// Valid as long as the secret is.
  std::string_view bytes() const;

 private:
  Secret() = default;
  std::array<std::uint8_t, 32> bytes_{};
};

/// The secret of its own for one purpose: BLAKE2b-256 keyed with the master secret, over "boucle-derived-key-v1 " and the
/// purpose. Purposes in use: "log-signing <origin>", "session", "blind-index", "person-wrap"; a new one needs no new file.
Secret derive(const Secret& master, std::string_view purpose);

/// The line kept outside the data folder (--key-file): "boucle-master-key-v1 <base64 of 32 bytes>".
std::string write_master_key(const Secret& master);
/// `mode` is the file's permission bits: refuses a file that its group or others may touch ("proof.key.file_too_open", mode),
/// and anything but that one line ("proof.key.not_a_master_key").
base::Result<Secret> read_master_key(std::string_view text, unsigned mode);

/// An Ed25519 public key. Its only text form is the W3C Multikey: "z" and base 58 of 0xed 0x01 and the 32 bytes ("z6Mk…").
class PublicKey {
 public:
  static base::Result<PublicKey> from_bytes(std::string_view bytes);
  /// "proof.key.not_a_key" unless it is an Ed25519 Multikey.
  static base::Result<PublicKey> parse(std::string_view multibase);

  base::Bytes bytes() const;
  std::string multibase() const;
  /// What two people compare on paper or by telephone: the first 16 bytes of the key's SHA-256, as
  /// "1f2e 3d4c 5b6a 7988 0011 2233 4455 6677".
  std::string fingerprint() const;
  bool verify(std::string_view message, std::string_view signature) const;
  bool operator==(const PublicKey&) const = default;

 private:
  explicit PublicKey(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
  std::array<std::uint8_t, 32> bytes_;
};

/// An Ed25519 private key, overwritten when let go.
class SigningKey {
 public:
  explicit SigningKey(const Secret& seed);
  SigningKey(SigningKey&& other) noexcept;
  SigningKey& operator=(SigningKey&& other) noexcept;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  ~SigningKey();

  PublicKey public_key() const;
  /// 64 bytes, the same each time for the same message.
  base::Bytes sign(std::string_view message) const;

 private:
  std::array<std::uint8_t, 64> bytes_{};
};

/// The log of one organisation and the key that signs it. The origin names the log for ever, such as
/// "boucle.exemple.fr/atelier-du-vallon".
struct Issuer {
  std::string origin;
  PublicKey key;
  bool operator==(const Issuer&) const = default;
};

/// An origin is 1 to 200 printable ASCII characters without space or plus sign, first a letter or a digit (a signed note and
/// a signed JSON document can then never be the same bytes). "proof.key.bad_origin" otherwise.
base::Outcome check_origin(std::string_view origin);

/// The line that an organisation publishes: "boucle-public-key-v1 <origin> <multibase>".
std::string write_public_key(const Issuer& issuer);
/// A file for --trust: such lines, empty lines, and lines that begin with #. Refuses the file for one bad line
/// ("proof.key.not_a_key_file", with the line), and a file without any key.
base::Result<std::vector<Issuer>> read_trusted_keys(std::string_view text);

}  // namespace proof
