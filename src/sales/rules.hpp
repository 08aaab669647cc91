#pragma once
// The dated rules of sale in force in an organisation on a day. A version is never changed: a newer one supersedes it.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sales/cap.hpp"
#include "sales/price.hpp"
#include "sales/vat.hpp"
#include "sales/wording.hpp"

namespace sales {

enum class Subject { prices, caps, vat, warranty };
inline constexpr std::array all_subjects = {Subject::prices, Subject::caps, Subject::vat, Subject::warranty};
std::string_view code(Subject subject);
std::optional<Subject> subject_from_code(std::string_view code);

struct Rules {
  PriceTable prices;
  CapTable caps;
  VatRule vat;
  Warranty warranty;
};
/// What Boucle starts with, each with its source in the README of this folder.
Rules default_rules();

struct RuleVersion {
  Subject subject = Subject::prices;
  std::string valid_from;  ///< day, « 2026-11-21 »
  std::string content;     ///< JSON
  std::string source;      ///< who says so: « CA du 12 mai », « JO du … »
  std::string actor;
};

}  // namespace sales
