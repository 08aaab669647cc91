#include "drives/reading.hpp"

namespace drives {

std::string text_of(Answer bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (byte == 0) {
      text += ' ';
    } else {
      text += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '?';
    }
  }
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool constant(Answer bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [&](std::uint8_t byte) { return byte == bytes[0]; });
}

}  // namespace drives
