#include "equipment/hardware/battery.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <vector>

#include "base/text.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

struct Amount {
  double value = 0;
  std::string unit = {};  ///< lower case, « wh », « mah », « % », empty in sysfs
};

/// What one battery says of itself.
struct Facts {
  std::optional<Amount> full = {};
  std::optional<Amount> design = {};
  std::optional<double> stated_percent = {};  ///< upower's « capacity », kept from full charges
  std::optional<Amount> now = {};
  std::optional<double> charge_percent = {};
  bool present = true;
  bool of_the_machine = true;  ///< false for a mouse, a keyboard, a headset, a UPS, a charger
  bool any() const { return full || design || stated_percent; }
};

std::optional<Amount> amount(std::string_view words) {
  const std::string text = base::lower(base::trim(words));
  std::size_t end = 0;
  while (end < text.size() &&
         (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.' || text[end] == ','))
    ++end;
  if (end == 0) return {};
  const auto value = base::to_number(std::string_view(text).substr(0, end));
  if (!value || !std::isfinite(*value)) return {};
  std::string unit = base::trim(std::string_view(text).substr(end));
  if (const std::size_t space = unit.find_first_of(" ,"); space != std::string::npos) unit.resize(space);
  return Amount{.value = *value, .unit = unit};
}

bool same_unit(const Amount& one, const Amount& other) { return one.unit == other.unit; }

/// upower sometimes repeats the design capacity as the full one; what is in the battery now tells which of the two is true.
double judge(const Facts& facts, double ratio, double stated) {
  if (std::abs(ratio - stated) <= 1.0) return ratio;
  const bool weighed = facts.now && facts.charge_percent && *facts.charge_percent >= 10 && facts.design &&
                       facts.design->value > 0 && same_unit(*facts.now, *facts.design);
  if (!weighed) return std::min(ratio, stated);
  const double implied = facts.now->value / *facts.charge_percent * 1e4 / facts.design->value;
  return std::abs(implied - stated) <= std::abs(implied - ratio) ? stated : ratio;
}

std::optional<double> health(const Facts& facts) {
  if (!facts.present || !facts.of_the_machine) return {};
  std::optional<double> ratio;
  if (facts.full && facts.design && facts.design->value > 0 && same_unit(*facts.full, *facts.design)) {
    ratio = facts.full->value / facts.design->value * 100.0;
    if (*ratio > 0 && *ratio < 1) ratio.reset();  // a number cut short; a dead battery says 0
  }
  std::optional<double> percent = ratio;
  if (facts.stated_percent && *facts.stated_percent > 0)
    percent = ratio ? judge(facts, *ratio, *facts.stated_percent) : *facts.stated_percent;
  if (!percent || !std::isfinite(*percent) || *percent > 150)
    return {};  // more than a new battery ever held: a wrong reading
  return one_decimal(std::clamp(*percent, 0.0, 100.0));
}

class Reader {
 public:
  void line(std::string_view raw) {
    const std::string text = base::trim(raw);
    if (text.empty()) return;
    const std::string low = base::lower(text);
    if (low.starts_with("power_supply_")) return sysfs(low);
    const bool device = low.starts_with("device:");
    const bool path = low.starts_with("native-path:");
    if (device || (path && !after_device_) || is_numbered_battery(low)) next();
    after_device_ = device || (after_device_ && !path);
    if (device) note_path(low);
    if (low.find("design capacity ") != std::string::npos && low.find("last full capacity ") != std::string::npos)
      return acpi_line(low);
    const std::size_t colon = low.find(':');
    if (colon == std::string::npos) return;
    name_and_value(base::trim(std::string_view(low).substr(0, colon)),
                   base::trim(std::string_view(low).substr(colon + 1)));
  }

  std::optional<double> weakest() {
    next();
    std::optional<double> least;
    for (const Facts& one : batteries_) {
      const auto percent = health(one);
      if (percent && (!least || *percent < *least)) least = percent;
    }
    return least;
  }

 private:
  static bool is_numbered_battery(std::string_view low) {
    return low.starts_with("battery ") && low.size() > 9 && std::isdigit(static_cast<unsigned char>(low[8])) != 0 &&
           low[9] == ':';
  }

  void next() {
    batteries_.push_back(facts_);
    facts_ = {};
    weak_units_ = false;
  }

  void note_path(std::string_view low) {
    for (const std::string_view other : {"mouse", "keyboard", "headset", "hidpp", "ups_", "line_power", "displaydevice",
                                         "phone", "gaming", "pen_", "touchpad"}) {
      if (low.find(other) != std::string_view::npos) facts_.of_the_machine = false;
    }
  }

  void name_and_value(std::string_view name, std::string_view value) {
    const auto set = [&](std::optional<Amount>& place) {
      if (!place) place = amount(value);
    };
    if (name == "native-path") note_path(value);
    if (name == "design capacity" && facts_.design) next();  // two BSD batteries in one file
    if (name == "energy-full" || name == "last full capacity" || name == "full charge capacity") set(facts_.full);
    if (name == "energy-full-design" || name == "design capacity") set(facts_.design);
    if (name == "energy") set(facts_.now);
    if (name == "percentage" || name == "capacity") {
      const auto percent = amount(value);
      if (percent && percent->unit == "%")
        (name == "capacity" ? facts_.stated_percent : facts_.charge_percent) = percent->value;
    }
    const bool no = value == "no" || value == "non" || value == "0";
    if (name == "present" && no) facts_.present = false;
    if (name == "state" && (value == "not present" || value == "absent")) facts_.present = false;
    if (name == "power supply" && no) facts_.of_the_machine = false;
  }

  /// « Battery 0: design capacity 5000 mAh, last full capacity 4000 mAh = 80% »
  void acpi_line(std::string_view low) {
    const auto after = [&](std::string_view words) { return amount(low.substr(low.find(words) + words.size())); };
    facts_.design = after("design capacity ");
    facts_.full = after("last full capacity ");
  }

  /// POWER_SUPPLY_ENERGY_FULL=47640000 (µWh) or CHARGE (µAh): energy is believed before charge.
  void sysfs(std::string_view low) {
    const std::size_t equal = low.find('=');
    if (equal == std::string_view::npos) return;
    const std::string_view name = low.substr(13, equal - 13);
    const std::string_view value = low.substr(equal + 1);
    if (name == "name" && facts_.any()) next();
    if (name == "type" && value != "battery") facts_.of_the_machine = false;
    if (name == "scope" && value == "device") facts_.of_the_machine = false;
    if (name == "present" && value == "0") facts_.present = false;
    const bool energy = name.starts_with("energy_full");
    if (!energy && !name.starts_with("charge_full")) return;
    const auto number = amount(value);
    if (!number) return;
    if (energy && weak_units_) {
      facts_.full.reset();
      facts_.design.reset();
    }
    if (!energy && (facts_.full || facts_.design) && !weak_units_) return;
    weak_units_ = !energy;
    if (name == "energy_full" || name == "charge_full") facts_.full = number;
    if (name == "energy_full_design" || name == "charge_full_design") facts_.design = number;
  }

  std::vector<Facts> batteries_ = {};
  Facts facts_ = {};
  bool after_device_ = false;  ///< a « Device: » line came, its « native-path: » not yet
  bool weak_units_ = false;    ///< the amounts of facts_ are sysfs charges
};

}  // namespace

bool looks_like_battery(std::string_view text) {
  const std::string low = base::lower(text.substr(0, 65536));
  constexpr std::array<std::string_view, 6> marks = {"/org/freedesktop/upower/devices/",
                                                     "power_supply_",
                                                     "design capacity",
                                                     "last full capacity",
                                                     "energy-full",
                                                     "native-path:"};
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return low.find(mark) != std::string::npos; });
}

base::Result<Inventory> parse_battery(std::string_view text) {
  if (!looks_like_battery(text)) return base::Refusal{.code = "equipment.hardware.unknown_kind"};
  Reader reader;
  for (const std::string& line : base::split(text, '\n')) reader.line(line);
  Inventory inventory{.kind = SourceKind::Battery};
  inventory.battery_health_percent = reader.weakest();
  return inventory;
}

}  // namespace equipment
