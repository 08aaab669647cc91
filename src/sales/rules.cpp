#include "sales/rules.hpp"

namespace sales {

std::string_view code(Subject subject) {
  switch (subject) {
    case Subject::prices:
      return "prices";
    case Subject::caps:
      return "caps";
    case Subject::vat:
      return "vat";
    case Subject::warranty:
      return "warranty";
  }
  return {};
}

std::optional<Subject> subject_from_code(std::string_view text) {
  for (const Subject subject : all_subjects)
    if (code(subject) == text) return subject;
  return std::nullopt;
}

Rules default_rules() {
  return {.prices = default_prices(), .caps = default_caps(), .vat = default_vat(), .warranty = {}};
}

}  // namespace sales
