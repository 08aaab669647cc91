#include "base/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace base {
namespace {

/// Bytes of the character that starts at `at`, or 0 if it is not well-formed UTF-8 (RFC 3629).
std::size_t character_size(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && byte(at + 1) < 0xA0) return 0;
    if (first == 0xED && byte(at + 1) > 0x9F) return 0;
    return continues(at + 1) && continues(at + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0 && byte(at + 1) < 0x90) return 0;
    if (first == 0xF4 && byte(at + 1) > 0x8F) return 0;
    return continues(at + 1) && continues(at + 2) && continues(at + 3) ? 4 : 0;
  }
  return 0;
}

std::uint32_t code_point(std::string_view text, std::size_t at, std::size_t size) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  if (size == 1) return byte(at);
  if (size == 2) return (byte(at) & 0x1FU) << 6U | (byte(at + 1) & 0x3FU);
  if (size == 3) return (byte(at) & 0x0FU) << 12U | (byte(at + 1) & 0x3FU) << 6U | (byte(at + 2) & 0x3FU);
  return (byte(at) & 0x07U) << 18U | (byte(at + 1) & 0x3FU) << 12U | (byte(at + 2) & 0x3FU) << 6U |
         (byte(at + 3) & 0x3FU);
}

void append(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

bool is_space(std::uint32_t code) {
  return code == ' ' || (code >= 9 && code <= 13) || code == 0xA0 || code == 0x202F || code == 0xFEFF || code == 0x2009;
}

/// The unaccented letters of Latin-1 and of « œ Œ », which is all that French headings and names use.
std::string_view unaccented(std::uint32_t code) {
  static constexpr std::array<std::string_view, 64> latin = {
      "a", "a", "a", "a", "a", "a", "ae", "c", "e",  "e",  "e", "e", "i", "i", "i", "i", "d",  "n", "o",  "o", "o", "o",
      "o", "",  "o", "u", "u", "u", "u",  "y", "th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e",  "e", "e", "e",
      "i", "i", "i", "i", "d", "n", "o",  "o", "o",  "o",  "o", "",  "o", "u", "u", "u", "u",  "y", "th", "y"};
  if (code >= 0xC0 && code <= 0xFF) return latin[code - 0xC0];
  if (code == 0x152 || code == 0x153) return "oe";
  return {};
}

/// Windows-1252 between 0x80 and 0x9F; the holes become the replacement character.
constexpr std::array<std::uint32_t, 32> windows_1252 = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                        0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = character_size(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

std::string to_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string result;
  result.reserve(text.size() * 2);
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    append(result, byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80U] : byte);
  }
  return result;
}

std::string trim(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t size = character_size(text, begin);
    if (size == 0 || !is_space(code_point(text, begin, size))) break;
    begin += size;
  }
  std::size_t end = begin;
  for (std::size_t at = begin; at < text.size();) {
    const std::size_t size = character_size(text, at);
    const bool space = size != 0 && is_space(code_point(text, at, size));
    at += size == 0 ? 1 : size;
    if (!space) end = at;
  }
  return std::string(text.substr(begin, end - begin));
}

std::string fold(std::string_view text) {
  std::string result;
  bool gap = false;
  const auto letters = [&](std::string_view some) {
    if (gap && !result.empty()) result.push_back(' ');
    gap = false;
    result.append(some);
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = character_size(text, at);
    const std::uint32_t code = size == 0 ? ' ' : code_point(text, at, size);
    at += size == 0 ? 1 : size;
    if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9')) {
      const char letter = static_cast<char>(code);
      letters({&letter, 1});
    } else if (code >= 'A' && code <= 'Z') {
      const char letter = static_cast<char>(code + 32);
      letters({&letter, 1});
    } else if (const auto plain = unaccented(code); !plain.empty()) {
      letters(plain);
    } else if (code > 0x24F && code < 0x300) {
      gap = true;
    } else if (code >= 0x370 && !is_space(code) && (code < 0x2000 || code > 0x206F)) {
      std::string other;
      append(other, code);
      letters(other);
    } else if (code < 0x300 || code > 0x36F) {  // combining accents vanish, everything else separates
      gap = true;
    }
  }
  return result;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return result;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(separator, begin);
    if (end == std::string_view::npos) break;
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.emplace_back(text.substr(begin));
  return parts;
}

bool starts_with_folded(std::string_view text, std::string_view prefix) { return fold(text).starts_with(fold(prefix)); }

std::optional<long long> to_integer(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> to_number(std::string_view text) {
  std::string plain = trim(text);
  if (const auto comma = plain.find(','); comma != std::string::npos && plain.find('.') == std::string::npos)
    plain[comma] = '.';
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || end != plain.data() + plain.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string shorten(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = character_size(text, at);
    if (size == 0) {
      ++at;
      continue;
    }
    const std::uint32_t code = code_point(text, at, size);
    const bool control = (code < 32 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
    if (!control) result.append(text.substr(at, size));
    at += size;
  }
  return result;
}

}  // namespace base
