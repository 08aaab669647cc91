#include "equipment/grading/scheme.hpp"

namespace equipment {

bool valid_on(const GradingScheme& scheme, base::Day day) {
  if (scheme.valid_from && day < *scheme.valid_from) return false;
  return !scheme.valid_to || day <= *scheme.valid_to;
}

const std::string& category_of(const std::vector<CategoryStep>& steps, int points) {
  CHECK(!steps.empty());
  const CategoryStep* found = &steps.front();
  for (const CategoryStep& step : steps)
    if (step.from_points <= points) found = &step;
  return found->category;
}

}  // namespace equipment
