#include <string>

#include "base/mass.hpp"
#include "base/money.hpp"
#include "base/text.hpp"

namespace base {
namespace {

/// « 1 250,5 » with `decimals` = 3 → 1250500. Nothing for signs, other characters or too many decimals.
std::optional<std::int64_t> fixed_point(std::string_view text, int decimals) {
  std::int64_t value = 0;
  int after = -1;
  bool digits = false;
  for (const char c : text) {
    if (c == ',' || c == '.') {
      if (after >= 0) return std::nullopt;
      after = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = true;
    if (after == decimals) {
      if (c != '0') return std::nullopt;
      continue;
    }
    if (after >= 0) ++after;
    if (value > 1'000'000'000'000) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  if (!digits) return std::nullopt;
  for (int i = after < 0 ? 0 : after; i < decimals; ++i) value *= 10;
  return value;
}

std::string without_spaces(std::string_view text) {
  std::string result;
  for (const auto& part : split(text, ' ')) result += trim(part);
  std::string plain;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result.compare(i, 2, "\xC2\xA0") == 0) {
      ++i;
    } else if (result.compare(i, 3, "\xE2\x80\xAF") == 0) {
      i += 2;
    } else {
      plain.push_back(result[i]);
    }
  }
  return plain;
}

}  // namespace

Result<Mass> Mass::parse(std::string_view text) {
  std::string plain = lower(without_spaces(text));
  int decimals = 3;
  if (plain.ends_with("kg")) {
    plain.resize(plain.size() - 2);
  } else if (plain.ends_with("g")) {
    plain.resize(plain.size() - 1);
    decimals = 0;
  }
  const auto grams = fixed_point(plain, decimals);
  if (!grams) return Refusal{.code = "base.mass.unreadable", .arguments = {{"text", shorten(text, 40)}}};
  if (*grams > 10'000'000) return Refusal{.code = "base.mass.too_heavy", .arguments = {{"text", shorten(text, 40)}}};
  return Mass(*grams);
}

Result<Money> Money::parse(std::string_view text) {
  std::string plain = without_spaces(text);
  if (plain.ends_with("€")) plain.resize(plain.size() - 3);
  const auto cents = fixed_point(plain, 2);
  if (!cents) return Refusal{.code = "base.money.unreadable", .arguments = {{"text", shorten(text, 40)}}};
  if (*cents > 1'000'000'000) return Refusal{.code = "base.money.too_much", .arguments = {{"text", shorten(text, 40)}}};
  return Money(*cents);
}

}  // namespace base
