#pragma once
#include <compare>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// A mass in whole grams. Never a double: sums over a year must be exact.
class Mass {
 public:
  constexpr Mass() = default;
  static constexpr Mass grams(std::int64_t grams) { return Mass(grams); }
  /// « 1,65 », « 1.65 », « 1,65 kg » or « 1650 g » → 1650 g. Refuses negatives, more than 10 t, and fractions of a gram.
  static Result<Mass> parse(std::string_view text);

  constexpr std::int64_t in_grams() const { return grams_; }
  constexpr auto operator<=>(const Mass&) const = default;
  constexpr Mass operator+(Mass other) const { return Mass(grams_ + other.grams_); }
  constexpr Mass operator-(Mass other) const { return Mass(grams_ - other.grams_); }
  constexpr Mass& operator+=(Mass other) {
    grams_ += other.grams_;
    return *this;
  }

 private:
  constexpr explicit Mass(std::int64_t grams) : grams_(grams) {}
  std::int64_t grams_ = 0;
};

}  // namespace base
