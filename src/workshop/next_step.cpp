#include "workshop/next_step.hpp"

#include "equipment/tests.hpp"

namespace workshop {

using equipment::Status;

Step next_step(const equipment::Item& item, const std::vector<base::Refusal>& unproven,
               const std::vector<base::Refusal>& untested) {
  switch (item.status) {
    case Status::received:
      return Step::triage;
    case Status::in_work:
      if (!unproven.empty()) return Step::erase;
      if (!untested.empty()) return Step::test;
      if (equipment::is_graded(item.kind) && item.category.empty()) return Step::grade;
      return Step::close;
    case Status::ready:
      return item.location.empty() ? Step::store : Step::depart;
    case Status::reserved:
    case Status::in_delivery:
      return Step::depart;
    case Status::for_parts:
    case Status::for_waste:
      return unproven.empty() ? Step::depart : Step::erase;
    case Status::given:
    case Status::sold:
    case Status::dismantled:
    case Status::wasted:
    case Status::returned:
    case Status::missing:
    case Status::after_sales:
      return Step::none;
  }
  return Step::none;
}

}  // namespace workshop
