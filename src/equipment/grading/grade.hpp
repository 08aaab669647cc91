#pragma once
// Grading one machine with a scheme, and saying why in a form that a page, a label, a command line and JSON can print.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "equipment/grading/scheme.hpp"

namespace equipment {

enum class GradingDiskKind { nvme, ssd, hdd };

struct GradingDisk {
  GradingDiskKind kind = GradingDiskKind::ssd;
  double gb = 0;  ///< nominal, decimal gigabytes
};

/// What the rule looks at. Memory may be as reported (15.35): it is compared as its nominal size.
struct GradingInput {
  std::optional<int> cpumark;  ///< nothing: unknown, and then not gradable
  double ram_gb = 0;
  std::vector<GradingDisk> disks;  ///< internal ones; sizes add, the first gives the kind
  bool windows10 = false;
  bool windows = false;  ///< any Windows: selects the points for Windows without the rule on Windows 10
};

/// One step of the sum: `code` is a translation key, `arguments` what its sentence names.
struct Reason {
  std::string code;
  std::map<std::string, std::string> arguments;
  int before = 0;  ///< running total of points before and after this step
  int after = 0;
  bool changed() const { return before != after; }
  bool operator==(const Reason&) const = default;
};

struct Grade {
  int points = 0;
  std::string category;
  std::vector<Reason> reasons;
  std::string scheme_version;
  bool operator==(const Grade&) const = default;
};

/// Points of each component, then every adjustment, then every cap (rules in file order), then the category. Refuses
/// "equipment.grading.no_cpumark", "…no_disk", "…bad_cpumark", "…bad_ram", "…bad_disk", "…no_computer_rules".
base::Result<Grade> grade(const GradingScheme& scheme, const GradingInput& input);

struct PhoneInput {
  std::optional<int> antutu;
  double ram_gb = 0;
  double storage_gb = 0;
};
/// Same for a phone; refuses "equipment.grading.no_phone_rules" when the scheme has none, "…no_antutu" without a score.
base::Result<Grade> grade_phone(const GradingScheme& scheme, const PhoneInput& input);

/// What the rule cannot see (a cracked hinge, a new battery): whole points, with the reason that the item keeps.
struct ManualAdjustment {
  int delta = 0;
  std::string reason;
};

struct AdjustedGrade {
  Grade computed;  ///< the rule alone
  Grade adjusted;  ///< with the adjustment; the same when there is none
  ManualAdjustment adjustment;
  std::optional<std::string> cosmetic_grade;  ///< one of the scheme's
};

/// The adjustment counts with the other adjustments, so before the caps: it cannot lift a machine above a cap. Refuses
/// "equipment.grading.adjustment_reason" without a reason, "…adjustment_range" beyond 20 points and
/// "…unknown_cosmetic_grade".
base::Result<AdjustedGrade> adjust(const GradingScheme& scheme, const GradingInput& input,
                                   const ManualAdjustment& adjustment,
                                   const std::optional<std::string>& cosmetic_grade);

/// « SSD:256 », « nvme:512 Go », « HDD:1 To ». Refuses "equipment.grading.bad_disk_argument".
base::Result<GradingDisk> parse_disk_argument(std::string_view text);

/// A translation key and its arguments → the sentence in the reader's language.
using Sentence = std::function<std::string(const std::string&, const std::map<std::string, std::string>&)>;
/// {"points", "category", "scheme_version", "reasons": [{"code", "text", "arguments", "before", "after", "changed"}]}
boost::json::value to_json(const Grade& grade, const Sentence& sentence);

}  // namespace equipment
