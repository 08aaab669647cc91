#pragma once
#include <compare>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// An amount in euro cents. Never a double.
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money cents(std::int64_t cents) { return Money(cents); }
  /// « 45 », « 45,50 », « 45.5 », « 1 250,00 € ». Refuses negatives, three decimals, and more than ten million euros.
  static Result<Money> parse(std::string_view text);
  /// A share in hundredths of a percent (basis points), halves rounded up.
  constexpr Money share(std::int64_t basis_points) const { return Money((cents_ * basis_points + 5000) / 10000); }

  constexpr std::int64_t in_cents() const { return cents_; }
  constexpr auto operator<=>(const Money&) const = default;
  constexpr Money operator+(Money other) const { return Money(cents_ + other.cents_); }
  constexpr Money operator-(Money other) const { return Money(cents_ - other.cents_); }
  constexpr Money& operator+=(Money other) {
    cents_ += other.cents_;
    return *this;
  }

 private:
  constexpr explicit Money(std::int64_t cents) : cents_(cents) {}
  std::int64_t cents_ = 0;
};

}  // namespace base
