#include "base/check_digits.hpp"

#include <algorithm>
#include <numeric>

namespace base {

bool all_figures(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool passes_luhn(std::string_view figures) {
  if (!all_figures(figures)) return false;
  int sum = 0;
  for (std::size_t from_end = 0; from_end < figures.size(); ++from_end) {
    const int figure = figures[figures.size() - 1 - from_end] - '0';
    const int weighted = from_end % 2 == 1 ? figure * 2 : figure;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 == 0;
}

bool is_siret(std::string_view figures) {
  if (figures.size() != 14 || !all_figures(figures)) return false;
  const int sum =
      std::accumulate(figures.begin(), figures.end(), 0, [](int so_far, char c) { return so_far + c - '0'; });
  return passes_luhn(figures) || (figures.starts_with("356000000") && sum % 5 == 0);
}

}  // namespace base
