#include "sales/wording.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "equipment/tests.hpp"
#include "erasure/departure_rule.hpp"

namespace sales {

std::string_view code(Wording wording) {
  switch (wording) {
    case Wording::second_hand:
      return "second_hand";
    case Wording::refurbished:
      return "refurbished";
  }
  return {};
}

Wording wording_of(const equipment::Item& item, const collection::AgreementTerms& terms) {
  const bool tested = !equipment::tests_required(item.kind).empty() && erasure::missing_for_tests(item).empty();
  const bool works = std::none_of(item.tests.begin(), item.tests.end(),
                                  [](const auto& test) { return test.second == equipment::TestOutcome::fail; });
  const bool erased = erasure::missing_for_erasure(item, terms).empty();
  return tested && works && erased && item.locks.empty() ? Wording::refurbished : Wording::second_hand;
}

boost::json::object to_json(const Warranty& warranty) {
  return {{"months", warranty.months},
          {"presumption_months", warranty.presumption_months},
          {"repair_days", warranty.repair_days},
          {"extension_months", warranty.extension_months}};
}

base::Result<Warranty> check_warranty(const Warranty& warranty) {
  const auto refused = [](std::string field) {
    return base::Refusal{.code = "sales.warranty.bad", .field = std::move(field)};
  };
  const auto reasonable = [](std::int64_t value) { return value >= 0 && value <= 120; };
  if (!reasonable(warranty.months)) return refused("months");
  if (!reasonable(warranty.presumption_months) || warranty.presumption_months > warranty.months)
    return refused("presumption_months");
  if (!reasonable(warranty.repair_days)) return refused("repair_days");
  if (!reasonable(warranty.extension_months)) return refused("extension_months");
  return warranty;
}

base::Result<Warranty> warranty_from_json(const boost::json::value& json) {
  if (!json.is_object()) return base::Refusal{.code = "sales.warranty.bad"};
  Warranty warranty;
  for (const auto& [name, value] : {std::pair("months", &warranty.months),
                                    {"presumption_months", &warranty.presumption_months},
                                    {"repair_days", &warranty.repair_days},
                                    {"extension_months", &warranty.extension_months}}) {
    const auto* found = json.get_object().if_contains(name);
    if (found == nullptr || !found->is_int64()) return base::Refusal{.code = "sales.warranty.bad", .field = name};
    *value = found->get_int64();
  }
  return check_warranty(warranty);
}

}  // namespace sales
