// The rule file, section by section. The format is the field's own; README.md documents it with our additions.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "equipment/fields/csv.hpp"
#include "equipment/grading/scheme.hpp"

namespace equipment {
namespace {

using base::Outcome;
using base::Refusal;
using base::Result;
using Arguments = std::map<std::string, std::string>;

constexpr std::size_t most_bytes = 1 << 20;
constexpr int most_points = 10000;
constexpr double largest_threshold = 1e9;

Refusal refuse(const CsvRow& row, const std::string& reason, Arguments arguments = {}) {
  return {.code = "equipment.grading.rules." + reason, .line = row.line, .arguments = std::move(arguments)};
}

std::optional<int> to_points(const std::string& text) {
  const auto number = base::to_integer(text);
  if (!number || *number < -most_points || *number > most_points) return {};
  return static_cast<int>(*number);
}

std::optional<Thousandths> to_threshold(const std::string& text) {
  const auto number = base::to_number(text);
  if (!number || !(*number >= 0) || *number > largest_threshold) return {};
  return std::llround(*number * 1000);
}

/// Cells after the last one in use must be empty: a value there would be silently lost.
Outcome nothing_from(const CsvRow& row, std::size_t column) {
  for (; column < row.cells.size(); ++column)
    if (!row.at(column).empty()) return refuse(row, "extra_cell", {{"value", row.at(column)}});
  return base::Done{};
}

class RulesReader {
 public:
  Result<GradingScheme> read(const std::vector<CsvRow>& rows) {
    for (const CsvRow& row : rows) {
      if (row.blank() || row.at(0).starts_with("# ")) continue;
      if (row.at(0).starts_with('#')) {
        TRY_DONE(open(row));
      } else {
        TRY_DONE(read_row(row));
      }
    }
    TRY_DONE(check_complete());
    if (scheme_.cosmetic_grades.empty()) scheme_.cosmetic_grades = {"A", "B", "C", "D"};
    return std::move(scheme_);
  }

 private:
  enum class Section { none, points, modifiers, categories };

  Outcome open(const CsvRow& row) {
    const std::string name = base::upper(row.at(0));
    section_ = Section::none;
    // Only the points of phones come in several tables: AnTuTu, memory and storage each have their own scale.
    if (name != "#NOTE-PHONE" && !seen_.insert(name).second)
      return refuse(row, "repeated_section", {{"section", name}});
    if (name == "#NOTE-LINUX") return open_points(row, scheme_.linux_points);
    if (name == "#NOTE-WIN") return open_points(row, scheme_.windows_points);
    if (name == "#NOTE-PHONE") return open_points(row, scheme_.phone_points);
    if (name == "#MODIF") return open_modifiers(row);
    if (name == "#CATEGORIE") return open_categories(row, scheme_.categories);
    if (name == "#CATEGORIE-PHONE") return open_categories(row, scheme_.phone_categories);
    if (name == "#MARGIN") return read_margin(row);
    if (name == "#VERSION") return read_text(row, scheme_.version);
    if (name == "#SOURCE") return read_text(row, scheme_.source);
    if (name == "#VALID") return read_validity(row);
    if (name == "#COSMETIC") return read_cosmetic_grades(row);
    return refuse(row, "unknown_section", {{"section", row.at(0)}});
  }

  Outcome read_row(const CsvRow& row) {
    switch (section_) {
      case Section::none:
        return refuse(row, "outside_section", {{"value", row.at(0)}});
      case Section::points:
        return read_points(row);
      case Section::modifiers:
        return read_modifier(row);
      case Section::categories:
        return read_category(row);
    }
    return base::Done{};
  }

  // ---- #NOTE-… : the header gives the points of each column, a row the thresholds of one component ----

  Outcome open_points(const CsvRow& row, std::optional<PointSection>& section) {
    std::vector<int> points;
    for (std::size_t column = 1; column < row.cells.size() && !row.at(column).empty(); ++column) {
      const auto number = to_points(row.at(column));
      if (!number) return refuse(row, "bad_points", {{"value", row.at(column)}});
      points.push_back(*number);
    }
    if (points.empty()) return refuse(row, "no_points");
    TRY_DONE(nothing_from(row, points.size() + 1));
    if (!section) section.emplace();
    points_ = std::move(points);
    current_ = &*section;
    section_ = Section::points;
    return base::Done{};
  }

  bool known_component(const std::string& name) const {
    static constexpr std::array computer{"RAM", "SSD", "HDD", "NVME", "CPUMARK"};
    static constexpr std::array phone{"ANTUTU", "RAM", "STORAGE"};
    const auto is_name = [&](const char* known) { return name == known; };
    const bool of_phone = scheme_.phone_points && current_ == &*scheme_.phone_points;
    return of_phone ? std::any_of(phone.begin(), phone.end(), is_name)
                    : std::any_of(computer.begin(), computer.end(), is_name);
  }

  Outcome read_points(const CsvRow& row) {
    if (row.at(0).empty()) return base::Done{};  // the field switches a row off by emptying its first cell
    const std::string component = base::upper(row.at(0));
    if (!known_component(component)) return refuse(row, "unknown_component", {{"component", row.at(0)}});
    if (current_->contains(component)) return refuse(row, "repeated_component", {{"component", component}});
    ComponentPoints read{.points = points_, .below = {}};
    for (std::size_t column = 1; !row.at(column).empty(); ++column) {
      const std::string& text = row.at(column);
      const auto threshold = to_threshold(text);
      if (!threshold) return refuse(row, "bad_threshold", {{"component", component}, {"value", text}});
      if (read.below.size() == points_.size())
        return refuse(row, "threshold_without_points", {{"component", component}, {"value", text}});
      if (!read.below.empty() && *threshold <= read.below.back())
        return refuse(row, "threshold_order",
                      {{"component", component}, {"value", text}, {"previous", row.at(column - 1)}});
      read.below.push_back(*threshold);
    }
    if (read.below.empty()) return refuse(row, "no_threshold", {{"component", component}});
    TRY_DONE(nothing_from(row, read.below.size() + 1));
    current_->emplace(component, std::move(read));
    return base::Done{};
  }

  // ---- #MODIF : columns by their names, as the field's tools read them ----

  Outcome open_modifiers(const CsvRow& row) {
    columns_.clear();
    for (std::size_t column = 1; column < row.cells.size(); ++column) {
      if (row.at(column).empty()) continue;
      const std::string name = base::upper(row.at(column));
      const bool criterion = name.size() == 5 && name.starts_with("CRIT") && name[4] >= '0' && name[4] <= '9';
      const bool value = name.size() == 4 && name.starts_with("VAL") && name[3] >= '0' && name[3] <= '9';
      if (!criterion && !value && name != "DELTA" && name != "MAX" && name != "DESCRIPTION")
        return refuse(row, "unknown_column", {{"column", row.at(column)}});
      if (!columns_.emplace(name, column).second) return refuse(row, "repeated_column", {{"column", name}});
    }
    for (const char* needed : {"DELTA", "MAX", "CRIT1", "VAL1"})
      if (!columns_.contains(needed)) return refuse(row, "missing_column", {{"column", needed}});
    section_ = Section::modifiers;
    return base::Done{};
  }

  const std::string& cell(const CsvRow& row, const std::string& name) const {
    static const std::string nothing;
    const auto found = columns_.find(name);
    return found == columns_.end() ? nothing : row.at(found->second);
  }

  Outcome read_modifier(const CsvRow& row) {
    if (row.at(0).empty()) return base::Done{};  // no « x » in the first cell: the rule is switched off
    Modifier modifier{
        .line = row.line, .delta = {}, .most = {}, .criteria = {}, .description = cell(row, "DESCRIPTION")};
    TRY_DONE(read_effect(row, "DELTA", modifier.delta));
    TRY_DONE(read_effect(row, "MAX", modifier.most));
    if (!modifier.delta && !modifier.most) return refuse(row, "no_effect");
    for (char digit = '0'; digit <= '9'; ++digit) {
      const std::string& name = cell(row, std::string("CRIT") + digit);
      const std::string& value = cell(row, std::string("VAL") + digit);
      if (name.empty() && !value.empty()) return refuse(row, "value_without_criterion", {{"value", value}});
      if (name.empty()) continue;
      TRY(criterion, read_criterion(row, name, value));
      modifier.criteria.push_back(criterion);
    }
    if (modifier.criteria.empty()) return refuse(row, "no_criterion");
    std::size_t width = 0;
    for (const auto& [name, column] : columns_) width = std::max(width, column + 1);
    TRY_DONE(nothing_from(row, width));
    scheme_.modifiers.push_back(std::move(modifier));
    return base::Done{};
  }

  Outcome read_effect(const CsvRow& row, const char* column, std::optional<int>& effect) const {
    const std::string& text = cell(row, column);
    if (text.empty()) return base::Done{};
    effect = to_points(text);
    if (!effect) return refuse(row, "bad_effect", {{"column", column}, {"value", text}});
    return base::Done{};
  }

  static Result<Criterion> read_criterion(const CsvRow& row, const std::string& name, const std::string& value) {
    static const std::map<std::string, CriterionKind> kinds = {
        {"NVME", CriterionKind::nvme},       {"SSD", CriterionKind::ssd},         {"HDD", CriterionKind::hdd},
        {"WIN10", CriterionKind::windows10}, {"CPUMARK", CriterionKind::cpumark}, {"RAM", CriterionKind::ram}};
    const auto found = kinds.find(base::upper(name));
    if (found == kinds.end()) return refuse(row, "unknown_criterion", {{"criterion", name}});
    Criterion criterion{.kind = found->second, .below = {}};
    const bool measured = criterion.kind == CriterionKind::cpumark || criterion.kind == CriterionKind::ram;
    if (value.empty() && measured) return refuse(row, "criterion_needs_value", {{"criterion", name}});
    if (value.empty()) return criterion;
    if (criterion.kind == CriterionKind::windows10)
      return refuse(row, "criterion_without_value", {{"criterion", name}, {"value", value}});
    criterion.below = to_threshold(value);
    if (!criterion.below) return refuse(row, "bad_criterion_value", {{"criterion", name}, {"value", value}});
    return criterion;
  }

  // ---- #CATEGORIE : one line per number of points, or only the first of each category ----

  Outcome open_categories(const CsvRow& row, std::vector<CategoryStep>& steps) {
    if (base::upper(row.at(1)) != "NOTE") return refuse(row, "missing_column", {{"column", "NOTE"}});
    TRY_DONE(nothing_from(row, 2));
    steps_ = &steps;
    section_ = Section::categories;
    return base::Done{};
  }

  Outcome read_category(const CsvRow& row) {
    static constexpr std::array known{"INVENDABLE", "HC", "D", "C", "B", "A", "PREMIUM"};
    const std::string category = base::upper(row.at(0));
    if (std::none_of(known.begin(), known.end(), [&](const char* name) { return category == name; }))
      return refuse(row, "unknown_category", {{"category", row.at(0)}});
    const auto points = to_points(row.at(1));
    if (!points) return refuse(row, "bad_note", {{"value", row.at(1)}});
    if (!steps_->empty() && *points <= steps_->back().from_points)
      return refuse(row, "note_order",
                    {{"value", row.at(1)}, {"previous", std::to_string(steps_->back().from_points)}});
    TRY_DONE(nothing_from(row, 2));
    steps_->push_back({.from_points = *points, .category = category});
    return base::Done{};
  }

  // ---- our one-line sections ----

  Outcome read_margin(const CsvRow& row) {
    const auto margin = base::to_number(row.at(1));
    if (!margin || !(*margin >= 0) || *margin > 0.5) return refuse(row, "bad_margin", {{"value", row.at(1)}});
    scheme_.margin = static_cast<int>(std::lround(*margin * 10000));
    return nothing_from(row, 2);
  }

  static Outcome read_text(const CsvRow& row, std::string& text) {
    text = base::printable(row.at(1));
    if (text.empty() || text.size() > 200) return refuse(row, "bad_text", {{"section", row.at(0)}});
    return nothing_from(row, 2);
  }

  static Outcome read_day(const CsvRow& row, std::size_t column, std::optional<base::Day>& day) {
    if (row.at(column).empty()) return base::Done{};
    const auto read = base::parse_day(row.at(column));
    if (!read) return refuse(row, "bad_day", {{"value", row.at(column)}});
    day = *read;
    return base::Done{};
  }

  Outcome read_validity(const CsvRow& row) {
    TRY_DONE(read_day(row, 1, scheme_.valid_from));
    TRY_DONE(read_day(row, 2, scheme_.valid_to));
    if (!scheme_.valid_from && !scheme_.valid_to) return refuse(row, "bad_day", {{"value", ""}});
    if (scheme_.valid_from && scheme_.valid_to && *scheme_.valid_to < *scheme_.valid_from)
      return refuse(row, "day_order", {{"from", row.at(1)}, {"to", row.at(2)}});
    return nothing_from(row, 3);
  }

  Outcome read_cosmetic_grades(const CsvRow& row) {
    for (std::size_t column = 1; column < row.cells.size(); ++column) {
      const std::string code = base::upper(row.at(column));
      if (code.empty()) continue;
      const auto& known = scheme_.cosmetic_grades;
      if (code.size() > 12 || std::find(known.begin(), known.end(), code) != known.end())
        return refuse(row, "bad_cosmetic_grade", {{"value", row.at(column)}});
      scheme_.cosmetic_grades.push_back(code);
    }
    if (scheme_.cosmetic_grades.empty()) return refuse(row, "bad_cosmetic_grade", {{"value", ""}});
    return base::Done{};
  }

  // ---- a truncated file must not grade anything ----

  static Outcome check_components(const std::optional<PointSection>& section, const char* name,
                                  std::initializer_list<const char*> needed) {
    if (!section) return base::Done{};
    for (const char* component : needed)
      if (!section->contains(component))
        return Refusal{.code = "equipment.grading.rules.missing_component",
                       .arguments = {{"section", name}, {"component", component}}};
    return base::Done{};
  }

  static Refusal missing(const char* section) {
    return {.code = "equipment.grading.rules.missing_section", .arguments = {{"section", section}}};
  }

  Outcome check_complete() const {
    if (!scheme_.linux_points && !scheme_.windows_points && !scheme_.phone_points) return missing("#NOTE-LINUX");
    if ((scheme_.linux_points || scheme_.windows_points) && scheme_.categories.empty()) return missing("#CATEGORIE");
    if (scheme_.phone_points && scheme_.phone_categories.empty()) return missing("#CATEGORIE-PHONE");
    TRY_DONE(check_components(scheme_.linux_points, "#NOTE-LINUX", {"RAM", "SSD", "HDD", "CPUMARK"}));
    TRY_DONE(check_components(scheme_.windows_points, "#NOTE-WIN", {"RAM", "SSD", "HDD", "CPUMARK"}));
    return check_components(scheme_.phone_points, "#NOTE-PHONE", {"ANTUTU", "RAM", "STORAGE"});
  }

  GradingScheme scheme_;
  std::set<std::string> seen_;
  Section section_ = Section::none;
  std::vector<int> points_;                     ///< of the open section of points
  PointSection* current_ = nullptr;             ///< the open section of points
  std::vector<CategoryStep>* steps_ = nullptr;  ///< the open section of categories
  std::map<std::string, std::size_t> columns_;  ///< of #MODIF
};

}  // namespace

Result<GradingScheme> parse_grading_rules(std::string_view bytes) {
  TRY(rows, read_semicolons(bytes, most_bytes));
  TRY(scheme, RulesReader().read(rows));
  if (scheme.version.empty()) scheme.version = "sha256:" + base::to_hex(base::sha256(bytes)).substr(0, 16);
  return scheme;
}

}  // namespace equipment
