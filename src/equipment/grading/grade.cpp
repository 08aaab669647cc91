#include "equipment/grading/grade.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "base/text.hpp"
#include "equipment/grading/nominal_size.hpp"

namespace equipment {
namespace {

using base::Refusal;
using base::Result;
using Arguments = std::map<std::string, std::string>;

constexpr int largest_mark = 10'000'000;
constexpr double largest_ram_gb = 100'000;
constexpr double largest_disk_gb = 1'000'000;

Refusal refuse(const std::string& reason, const std::string& field, Arguments arguments = {}) {
  return {.code = "equipment.grading." + reason, .field = field, .arguments = std::move(arguments)};
}

Thousandths thousandths(double value) { return std::llround(value * 1000); }

/// « 16 », « 15.35 »: no zeros that nobody measured.
std::string show(Thousandths value) {
  std::string text = std::to_string(value / 1000);
  if (value % 1000 == 0) return text;
  std::string decimals = std::to_string(1000 + value % 1000).substr(1);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return text + "." + decimals;
}

bool is_below(Thousandths value, Thousandths threshold, int margin) {
  return value * 10'000 < threshold * (10'000 - margin);
}

/// The running total with its explanation.
class Sum {
 public:
  void add(const std::string& reason, Arguments arguments, int delta) {
    set(reason, std::move(arguments), total_ + delta);
  }

  void set(const std::string& reason, Arguments arguments, int total) {
    reasons_.push_back({.code = "equipment.grading.reason." + reason,
                        .arguments = std::move(arguments),
                        .before = total_,
                        .after = total});
    total_ = total;
  }

  /// `name` is the component as the sentences call it: "ram", "ssd"…
  void add_component(const std::string& name, const ComponentPoints& component, Thousandths value, int margin) {
    const auto threshold = std::find_if(component.below.begin(), component.below.end(),
                                        [&](Thousandths below) { return is_below(value, below, margin); });
    const auto column =
        std::min(static_cast<std::size_t>(threshold - component.below.begin()), component.points.size() - 1);
    const int points = component.points[column];
    const bool above_all = threshold == component.below.end();
    add(name + (above_all ? "_above" : "_below"),
        {{"value", show(value)},
         {"threshold", show(above_all ? component.below.back() : *threshold)},
         {"points", std::to_string(points)}},
        points);
  }

  int total() const { return total_; }

  Grade finish(const GradingScheme& scheme, const std::vector<CategoryStep>& steps) && {
    const std::string& category = category_of(steps, total_);
    set("total", {{"points", std::to_string(total_)}, {"category", category}}, total_);
    return {.points = total_, .category = category, .reasons = std::move(reasons_), .scheme_version = scheme.version};
  }

 private:
  int total_ = 0;
  std::vector<Reason> reasons_;
};

/// What criteria test, once checked and summed up.
struct Machine {
  Thousandths cpumark;
  Thousandths ram;
  Thousandths storage;
  GradingDiskKind kind;
  bool windows10;
};

Result<Machine> check(const GradingInput& input) {
  if (!input.cpumark) return refuse("no_cpumark", "cpumark");
  if (*input.cpumark < 0 || *input.cpumark > largest_mark) return refuse("bad_cpumark", "cpumark");
  if (!(input.ram_gb > 0) || input.ram_gb > largest_ram_gb) return refuse("bad_ram", "ram");
  if (input.disks.empty()) return refuse("no_disk", "disk");
  double storage = 0;
  for (const GradingDisk& disk : input.disks) {
    if (!(disk.gb > 0) || disk.gb > largest_disk_gb) return refuse("bad_disk", "disk");
    storage += disk.gb;
  }
  return Machine{.cpumark = *input.cpumark * Thousandths{1000},
                 .ram = thousandths(nominal_ram_gb(input.ram_gb)),
                 .storage = thousandths(storage),
                 .kind = input.disks.front().kind,
                 .windows10 = input.windows10};
}

bool holds(const Criterion& criterion, const Machine& machine) {
  const auto below = [&](Thousandths value) { return !criterion.below || value < *criterion.below; };
  switch (criterion.kind) {
    case CriterionKind::nvme:
      return machine.kind == GradingDiskKind::nvme && below(machine.storage);
    case CriterionKind::ssd:
      return machine.kind != GradingDiskKind::hdd && below(machine.storage);
    case CriterionKind::hdd:
      return machine.kind == GradingDiskKind::hdd && below(machine.storage);
    case CriterionKind::windows10:
      return machine.windows10;
    case CriterionKind::cpumark:
      return below(machine.cpumark);
    case CriterionKind::ram:
      return below(machine.ram);
  }
  return false;
}

void add_storage(Sum& sum, const PointSection& section, const Machine& machine, const GradingInput& input, int margin) {
  if (input.disks.size() > 1)
    sum.add("disks_added", {{"count", std::to_string(input.disks.size())}, {"value", show(machine.storage)}}, 0);
  const auto own_row = section.find("NVME");
  const bool nvme = machine.kind == GradingDiskKind::nvme;
  const std::string name = nvme ? "nvme" : machine.kind == GradingDiskKind::ssd ? "ssd" : "hdd";
  const bool has_own_row = nvme && own_row != section.end();
  const auto row = has_own_row ? own_row : section.find(machine.kind == GradingDiskKind::hdd ? "HDD" : "SSD");
  CHECK(row != section.end());  // parse_grading_rules requires both
  sum.add_component(name, row->second, machine.storage, margin);
}

Arguments describe(const Modifier& modifier) {
  return {{"description", modifier.description}, {"line", std::to_string(modifier.line)}};
}

void apply_modifiers(Sum& sum, const GradingScheme& scheme, const Machine& machine) {
  std::vector<const Modifier*> matching;
  for (const Modifier& modifier : scheme.modifiers)
    if (std::all_of(modifier.criteria.begin(), modifier.criteria.end(),
                    [&](const Criterion& criterion) { return holds(criterion, machine); }))
      matching.push_back(&modifier);
  for (const Modifier* modifier : matching) {
    if (!modifier->delta) continue;
    Arguments arguments = describe(*modifier);
    arguments["delta"] = (*modifier->delta > 0 ? "+" : "") + std::to_string(*modifier->delta);
    sum.add("adjustment", std::move(arguments), *modifier->delta);
  }
  for (const Modifier* modifier : matching) {
    if (!modifier->most) continue;
    Arguments arguments = describe(*modifier);
    arguments["max"] = std::to_string(*modifier->most);
    arguments["category"] = category_of(scheme.categories, *modifier->most);
    const bool lowers = sum.total() > *modifier->most;
    sum.set(lowers ? "cap_lowered" : "cap_unchanged", std::move(arguments), std::min(sum.total(), *modifier->most));
  }
}

void state_margin(Sum& sum, int margin) {
  if (margin != 0) sum.add("margin", {{"percent", show(margin * Thousandths{10})}}, 0);
}

Result<Grade> compute(const GradingScheme& scheme, const GradingInput& input, const ManualAdjustment& manual) {
  TRY(machine, check(input));
  const bool windows = input.windows10 || input.windows;
  const auto& wanted = windows ? scheme.windows_points : scheme.linux_points;
  const auto& section = wanted ? wanted : windows ? scheme.linux_points : scheme.windows_points;
  if (!section) return refuse("no_computer_rules", "rules");
  const auto cpumark = section->find("CPUMARK");
  const auto ram = section->find("RAM");
  CHECK(cpumark != section->end() && ram != section->end());
  Sum sum;
  state_margin(sum, scheme.margin);
  sum.add_component("cpumark", cpumark->second, machine.cpumark, scheme.margin);
  sum.add_component("ram", ram->second, machine.ram, scheme.margin);
  add_storage(sum, *section, machine, input, scheme.margin);
  if (manual.delta != 0)
    sum.add("manual",
            {{"delta", (manual.delta > 0 ? "+" : "") + std::to_string(manual.delta)}, {"reason", manual.reason}},
            manual.delta);
  apply_modifiers(sum, scheme, machine);
  return std::move(sum).finish(scheme, scheme.categories);
}

}  // namespace

Result<Grade> grade(const GradingScheme& scheme, const GradingInput& input) { return compute(scheme, input, {}); }

Result<Grade> grade_phone(const GradingScheme& scheme, const PhoneInput& input) {
  if (!scheme.phone_points) return refuse("no_phone_rules", "rules");
  if (!input.antutu) return refuse("no_antutu", "antutu");
  if (*input.antutu < 0 || *input.antutu > largest_mark) return refuse("bad_antutu", "antutu");
  if (!(input.ram_gb > 0) || input.ram_gb > largest_ram_gb) return refuse("bad_ram", "ram");
  if (!(input.storage_gb > 0) || input.storage_gb > largest_disk_gb) return refuse("bad_disk", "storage");
  Sum sum;
  state_margin(sum, scheme.margin);
  const PointSection& section = *scheme.phone_points;
  sum.add_component("antutu", section.at("ANTUTU"), *input.antutu * Thousandths{1000}, scheme.margin);
  sum.add_component("ram", section.at("RAM"), thousandths(nominal_ram_gb(input.ram_gb)), scheme.margin);
  sum.add_component("storage", section.at("STORAGE"), thousandths(input.storage_gb), scheme.margin);
  return std::move(sum).finish(scheme, scheme.phone_categories);
}

Result<AdjustedGrade> adjust(const GradingScheme& scheme, const GradingInput& input, const ManualAdjustment& adjustment,
                             const std::optional<std::string>& cosmetic_grade) {
  constexpr int most_manual_points = 20;
  ManualAdjustment kept{.delta = adjustment.delta, .reason = base::trim(base::printable(adjustment.reason))};
  if (kept.delta != 0 && kept.reason.empty()) return refuse("adjustment_reason", "adjustment_reason");
  if (kept.delta < -most_manual_points || kept.delta > most_manual_points)
    return refuse("adjustment_range", "adjustment", {{"most", std::to_string(most_manual_points)}});
  const auto& known = scheme.cosmetic_grades;
  if (cosmetic_grade && std::find(known.begin(), known.end(), *cosmetic_grade) == known.end())
    return refuse("unknown_cosmetic_grade", "cosmetic_grade", {{"value", *cosmetic_grade}});
  TRY(computed, compute(scheme, input, {}));
  TRY(adjusted, compute(scheme, input, kept));
  return AdjustedGrade{.computed = std::move(computed),
                       .adjusted = std::move(adjusted),
                       .adjustment = std::move(kept),
                       .cosmetic_grade = cosmetic_grade};
}

Result<GradingDisk> parse_disk_argument(std::string_view text) {
  const Refusal refusal = refuse("bad_disk_argument", "disk", {{"value", base::shorten(base::printable(text), 60)}});
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return refusal;
  const std::string kind = base::upper(base::trim(text.substr(0, colon)));
  std::string size = base::upper(base::trim(text.substr(colon + 1)));
  double unit = 1;
  for (const auto& [suffix, factor] : {std::pair{"GB", 1.0}, {"GO", 1.0}, {"TB", 1000.0}, {"TO", 1000.0}})
    if (size.ends_with(suffix)) {
      size.resize(size.size() - 2);
      unit = factor;
      break;
    }
  const auto number = base::to_number(size);
  if (!number || !(*number > 0) || *number * unit > largest_disk_gb) return refusal;
  if (kind == "NVME") return GradingDisk{.kind = GradingDiskKind::nvme, .gb = *number * unit};
  if (kind == "SSD") return GradingDisk{.kind = GradingDiskKind::ssd, .gb = *number * unit};
  if (kind == "HDD") return GradingDisk{.kind = GradingDiskKind::hdd, .gb = *number * unit};
  return refusal;
}

boost::json::value to_json(const Grade& grade, const Sentence& sentence) {
  boost::json::array reasons;
  for (const Reason& reason : grade.reasons) {
    boost::json::object arguments;
    for (const auto& [name, value] : reason.arguments) arguments[name] = value;
    reasons.push_back(boost::json::object{{"code", reason.code},
                                          {"text", sentence(reason.code, reason.arguments)},
                                          {"arguments", std::move(arguments)},
                                          {"before", reason.before},
                                          {"after", reason.after},
                                          {"changed", reason.changed()}});
  }
  return boost::json::object{{"points", grade.points},
                             {"category", grade.category},
                             {"scheme_version", grade.scheme_version},
                             {"reasons", std::move(reasons)}};
}

}  // namespace equipment
