#include "sanitization/keystream.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace sanitization {
namespace {

constexpr std::size_t piece =
    16384;  // of zeros that stay in the first-level cache while they are encrypted into the buffer
constexpr std::array<std::uint8_t, piece> zeros{};

std::uint64_t block_bytes(Cipher cipher) {
  switch (cipher) {
    case Cipher::aes_256_ctr:
      return 16;
    case Cipher::chacha20:
      return 64;
  }
  return 16;
}

const EVP_CIPHER* evp(Cipher cipher) {
  switch (cipher) {
    case Cipher::aes_256_ctr:
      return EVP_aes_256_ctr();
    case Cipher::chacha20:
      return EVP_chacha20();
  }
  return nullptr;
}

/// AES: the block number, big-endian, in the last eight bytes. OpenSSL's ChaCha20: a little-endian counter of 64 bits, then the nonce.
std::array<std::uint8_t, 16> counter_of(Cipher cipher, std::uint64_t block) {
  std::array<std::uint8_t, 16> counter{};
  for (std::size_t i = 0; i < 8; ++i) {
    const auto byte = static_cast<std::uint8_t>(block >> (8 * i));
    counter.at(cipher == Cipher::aes_256_ctr ? 15 - i : i) = byte;
  }
  return counter;
}

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

}  // namespace

struct Keystream::State {
  Cipher cipher;
  std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context;
  std::uint64_t next = 0;  ///< offset where the context stands

  void seek(std::uint64_t offset) {
    const std::uint64_t block = block_bytes(cipher);
    const auto counter = counter_of(cipher, offset / block);
    CHECK(EVP_EncryptInit_ex(context.get(), nullptr, nullptr, nullptr, counter.data()) == 1);
    std::array<std::uint8_t, 64> before{};
    next = offset - offset % block;
    fill({before.data(), static_cast<std::size_t>(offset % block)});
  }

  void fill(std::span<std::uint8_t> out) {
    next += out.size();
    while (!out.empty()) {
      const std::size_t count = std::min(out.size(), piece);
      int written = 0;
      CHECK(EVP_EncryptUpdate(context.get(), out.data(), &written, zeros.data(), static_cast<int>(count)) == 1);
      CHECK(static_cast<std::size_t>(written) == count);
      out = out.subspan(count);
    }
  }
};

std::string_view code(Cipher cipher) {
  switch (cipher) {
    case Cipher::aes_256_ctr:
      return "aes_256_ctr";
    case Cipher::chacha20:
      return "chacha20";
  }
  return {};
}

Keystream::Keystream(Cipher cipher, std::string_view key) : state_(std::make_unique<State>()) {
  CHECK(key.size() == 32);
  state_->cipher = cipher;
  state_->context.reset(EVP_CIPHER_CTX_new());
  CHECK(state_->context != nullptr);
  std::array<std::uint8_t, 32> bytes{};
  std::ranges::copy(key, bytes.begin());
  const auto counter = counter_of(cipher, 0);
  CHECK(EVP_EncryptInit_ex(state_->context.get(), evp(cipher), nullptr, bytes.data(), counter.data()) == 1);
}

Keystream::Keystream(Keystream&&) noexcept = default;
Keystream& Keystream::operator=(Keystream&&) noexcept = default;
Keystream::~Keystream() = default;

void Keystream::generate(std::uint64_t offset, std::span<std::uint8_t> out) {
  if (offset != state_->next || offset % 64 != 0) state_->seek(offset);
  state_->fill(out);
}

Cipher best_cipher() { return __builtin_cpu_supports("aes") != 0 ? Cipher::aes_256_ctr : Cipher::chacha20; }

namespace {

base::Bytes stream(Cipher cipher, std::string_view key, std::uint64_t offset, std::size_t count) {
  std::string bytes(count, '\0');
  Keystream(cipher, key).generate(offset, {reinterpret_cast<std::uint8_t*>(bytes.data()), count});
  return bytes;
}

struct KnownBlock {
  Cipher cipher;
  std::string_view key, counter, answer;  ///< hexadecimal
};
struct KnownPlace {
  Cipher cipher;
  std::uint64_t offset;
  std::string_view answer;
};

// NIST SP 800-38A F.5.5 (output blocks 1 and 2) and RFC 8439 §2.3.2.
constexpr std::array<KnownBlock, 2> known_blocks = {{
    {Cipher::aes_256_ctr, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
     "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "0bdf7df1591716335e9a8b15c860c5025a6e699d536119065433863c8f657b94"},
    {Cipher::chacha20, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "01000000000000090000004a00000000",
     "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4ed2826446079faa0914c2d705d98b02a2"
     "b5129cd1de164eb9cbd083e8a2503c4e"},
}};

// Computed once by other means (AES: block by block, ChaCha20: the RFC's arithmetic) with the key 00 01 … 1f: at zero, across the place
// where a counter of 32 bits would wrap (64 GiB, 256 GiB), and on a drive of 20 TB.
constexpr std::string_view places_key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr std::array<KnownPlace, 6> known_places = {{
    {Cipher::aes_256_ctr, 0, "f29000b62a499fd0a9f39a6add2e7780f05d76ae4ab99fe5a6f69b3148c2363d"},
    {Cipher::aes_256_ctr, 68719476672,
     "8d482e6bb1f99bc20c66884893af0dac473fbb84c5f88dc17cfeb8b99fcc863c"
     "fd9fa3f92c22eba19a686bb924f6e674b9c2739810cba157a9fe6a108c6e569e"},
    {Cipher::aes_256_ctr, 20000000000000, "5d516dcc1488c9c083f265fef475d9203268324ca6bff0bba7e05936f90634ff"},
    {Cipher::chacha20, 0, "39fd2b7dd9c5196a8dbd0377b8dc4a498a35d86fbcde6accb2cc7d4cd8ea2492"},
    {Cipher::chacha20, 274877906880,
     "1ce0deb8925fccea2d5587e850054559edcbbeb1a6c8e1c02c1e89abba08b01cad6048fe5ab5242ed6befbef6b4040fc"
     "b666a5f3858d942a912c4e8800301a42d838fb09536e2e3a10e8f23f486273a6"},
    {Cipher::chacha20, 20000000000000, "5fbdbdc85ebc708fe81c00bff3ba9ec4002b8020d977ab86c2f28c61c870d0eb"},
}};

bool answers(const KnownBlock& known) {
  const auto key = base::from_hex(known.key), counter = base::from_hex(known.counter),
             answer = base::from_hex(known.answer);
  if (!key.ok() || !counter.ok() || !answer.ok()) return false;
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
  const auto bytes = [](const base::Bytes& text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  std::string out(answer->size(), '\0');
  int written = 0;
  return context != nullptr &&
         EVP_EncryptInit_ex(context.get(), evp(known.cipher), nullptr, bytes(*key), bytes(*counter)) == 1 &&
         EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &written, zeros.data(),
                           static_cast<int>(out.size())) == 1 &&
         out == *answer;
}

bool answers(const KnownPlace& known) {
  const auto key = base::from_hex(places_key), answer = base::from_hex(known.answer);
  return key.ok() && answer.ok() && stream(known.cipher, *key, known.offset, answer->size()) == *answer;
}

}  // namespace

base::Outcome keystream_self_test() {
  const base::Refusal failed{.code = "sanitization.self_test_failed"};
  for (const auto& known : known_blocks)
    if (!answers(known)) return failed;
  for (const auto& known : known_places)
    if (!answers(known)) return failed;
  // The same bytes in one call and in several, at any place: what a resumed pass and a verification rest on.
  for (const auto cipher : {Cipher::aes_256_ctr, Cipher::chacha20}) {
    const std::string key(32, 'k');
    const auto whole = stream(cipher, key, 1024, 3 * piece);
    if (stream(cipher, key, 1024 + piece - 512, 1024) != whole.substr(piece - 512, 1024)) return failed;
  }
  return base::Done{};
}

}  // namespace sanitization
