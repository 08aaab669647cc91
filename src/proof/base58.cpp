#include "proof/base58.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace proof {
namespace {

constexpr std::string_view alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t longest_text = 128;

/// number = number × base + digit; digits of `number` stand lowest first, in base `radix`.
void multiply_and_add(std::vector<std::uint8_t>& number, unsigned radix, unsigned factor, unsigned digit) {
  unsigned carry = digit;
  for (auto& place : number) {
    carry += place * factor;
    place = static_cast<std::uint8_t>(carry % radix);
    carry /= radix;
  }
  for (; carry > 0; carry /= radix) number.push_back(static_cast<std::uint8_t>(carry % radix));
}

}  // namespace

std::string to_base58(std::string_view bytes) {
  const auto zeros = std::min(bytes.find_first_not_of('\0'), bytes.size());
  std::vector<std::uint8_t> digits;
  for (const char byte : bytes.substr(zeros)) multiply_and_add(digits, 58, 256, static_cast<unsigned char>(byte));
  std::string text(zeros, alphabet.front());
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) text += alphabet[*digit];
  return text;
}

base::Result<base::Bytes> from_base58(std::string_view text) {
  const base::Refusal refusal{.code = "proof.key.not_base58"};
  if (text.size() > longest_text) return refusal;
  const auto zeros = std::min(text.find_first_not_of(alphabet.front()), text.size());
  std::vector<std::uint8_t> reversed;
  for (const char letter : text.substr(zeros)) {
    const auto digit = alphabet.find(letter);
    if (digit == std::string_view::npos) return refusal;
    multiply_and_add(reversed, 256, 58, static_cast<unsigned>(digit));
  }
  base::Bytes bytes(zeros, '\0');
  bytes.append(reversed.rbegin(), reversed.rend());
  return bytes;
}

}  // namespace proof
