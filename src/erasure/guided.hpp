#pragma once
// Erasing by hand what no cable reaches: a telephone, a tablet, a printer. Each step is confirmed by a person; what came of it is judged
// like any other statement of two people (verdict.hpp). Rules.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "equipment/item.hpp"
#include "erasure/verdict.hpp"
#include "sanitization/policy.hpp"

namespace erasure {

enum class Procedure {
  android,      ///< telephone or tablet
  ios,          ///< iPhone, iPad
  basic_phone,  ///< without account nor encryption
  copier,  ///< printer or copier with an erasing function of its own; a disk that is taken out goes to the station instead
};
inline constexpr std::array all_procedures = {Procedure::android, Procedure::ios, Procedure::basic_phone,
                                              Procedure::copier};
std::string_view code(Procedure procedure);
std::optional<Procedure> procedure_from_code(std::string_view code);
/// Those that fit this kind; empty: erased by a station.
std::vector<Procedure> procedures_for(equipment::Kind kind);

/// What a person writes down with a step.
enum class NoteKind {
  none,
  identity,  ///< the IMEI; a tablet without one: its serial number
  text,      ///< name of the function, number of its report
};
struct GuidedStep {
  std::string_view code;
  NoteKind note = NoteKind::none;
};
/// In the order in which they are done.
std::vector<GuidedStep> steps_of(Procedure procedure);

/// A step that a person confirmed.
struct StepDone {
  std::string step, note, by;  ///< by: operator code
  base::Instant at;
};

/// 15 digits whose last one is right (Luhn, 3GPP TS 23.003 annex B).
bool is_imei(std::string_view digits);
/// The note as it is kept. Refuses "erasure.guided.{note_needed,note_too_long,bad_imei,imei_needed,other_device}" (field note):
/// a telephone has an IMEI, and it is the one that the item is known by when it is known by one.
base::Result<std::string> check_note(NoteKind kind, std::string_view note, const equipment::Item& item);

/// The level that the procedure reaches under this policy: a telephone's reset drops the key of an encrypted memory, which is a
/// Purge only where the policy trusts the maker's cryptographic erase.
struct Reached {
  Method method = Method::factory_reset;
  equipment::Level level = equipment::Level::clear;
};
Reached reached(Procedure procedure, const sanitization::Policy& policy);
/// Refuses "erasure.guided.level_impossible" when the policy asks for more than that: then only a destruction helps.
base::Outcome check_policy(Procedure procedure, const sanitization::Policy& policy);

}  // namespace erasure
