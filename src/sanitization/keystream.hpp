#pragma once
// The bytes of a keyed overwrite, and of canaries: a stream that anyone who knows the key can compute again for any sector.
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace sanitization {

enum class Cipher {
  aes_256_ctr,  ///< block counter = byte offset / 16, big-endian 128 bits, from 0; nonce none (a key is used for one drive, once)
  chacha20,  ///< RFC 8439 with a 64-bit counter = byte offset / 64 (the original layout), nonce zero
};
std::string_view code(Cipher cipher);

/// One key's stream from any offset. Not thread-safe.
class Keystream {
 public:
  /// 32 bytes of key. CHECKs the length.
  Keystream(Cipher cipher, std::string_view key);
  Keystream(Keystream&&) noexcept;
  Keystream& operator=(Keystream&&) noexcept;
  ~Keystream();
  /// Fills `out` with the stream at `offset` (any; cheapest where the last call ended, then at multiples of 64).
  void generate(std::uint64_t offset, std::span<std::uint8_t> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// AES-256-CTR when the processor has AES instructions, else ChaCha20.
Cipher best_cipher();
/// Known answers (NIST SP 800-38A F.5.5, RFC 8439 §2.3.2, a jump to a far offset), before any drive is written. A refusal
/// ("sanitization.self_test_failed") means that the processor or the memory lies: nothing may be erased with it.
base::Outcome keystream_self_test();

}  // namespace sanitization
