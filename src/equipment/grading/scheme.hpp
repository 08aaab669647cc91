#pragma once
// A grading scheme: the published rule that turns CPU mark, memory and storage into points and points into a category.
// It is data with a version and a period; an item keeps the version that graded it. File format: README.md here.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace equipment {

/// Sizes and marks inside a scheme are in thousandths, so that comparisons are exact.
using Thousandths = std::int64_t;

/// One row of a section of points: `points[i]` for a value strictly below `below[i]`, and above all the thresholds
/// the next points, or the last ones if every column has a threshold.
struct ComponentPoints {
  std::vector<int> points;
  std::vector<Thousandths> below;
};

/// Component (RAM, SSD, HDD, NVME, CPUMARK; for phones ANTUTU, RAM, STORAGE) → its points.
using PointSection = std::map<std::string, ComponentPoints, std::less<>>;

enum class CriterionKind { nvme, ssd, hdd, windows10, cpumark, ram };

/// True for the machine; with `below`, only when the value (disk size, memory, CPU mark) is strictly below it.
struct Criterion {
  CriterionKind kind = CriterionKind::nvme;
  std::optional<Thousandths> below;
};

/// An adjustment (delta), a cap (most) or both, for the machines that fulfil all the criteria.
struct Modifier {
  std::int64_t line = 0;  ///< in the file, for messages
  std::optional<int> delta;
  std::optional<int> most;
  std::vector<Criterion> criteria;
  std::string description;  ///< as written in the file
};

/// From these points on, up to the next step.
struct CategoryStep {
  int from_points = 0;
  std::string category;  ///< INVENDABLE, HC, D, C, B, A or PREMIUM
};

struct GradingScheme {
  std::string version;  ///< of the file, or "sha256:" and 16 digits of its fingerprint if it states none
  std::string source;   ///< who published it, empty if not stated
  std::optional<base::Day> valid_from;
  std::optional<base::Day> valid_to;  ///< last day included
  int margin = 0;  ///< ten-thousandths: a value scores below a threshold when value < (1 - margin) × threshold
  std::optional<PointSection> linux_points;
  std::optional<PointSection> windows_points;
  std::optional<PointSection> phone_points;
  std::vector<Modifier> modifiers;
  std::vector<CategoryStep> categories;
  std::vector<CategoryStep> phone_categories;
  std::vector<std::string> cosmetic_grades;  ///< best first
};

/// Reads a rule file: the field's own `regles.csv` unchanged, or our variants. Every malformed line is refused with its
/// number, under "equipment.grading.rules.*" or "equipment.csv.*".
base::Result<GradingScheme> parse_grading_rules(std::string_view bytes);

bool valid_on(const GradingScheme& scheme, base::Day day);

/// The category of these points: below the first step the first one, above the last the last one.
const std::string& category_of(const std::vector<CategoryStep>& steps, int points);

}  // namespace equipment
