#pragma once
// Drives, plans and outcomes in the words of the bench.
#include <chrono>
#include <string>
#include <vector>

#include "i18n/i18n.hpp"
#include "station/screen/canvas.hpp"
#include "station/screen/model.hpp"

namespace station::screen {

/// « Samsung SSD 860 EVO »
std::string drive_name(const sanitization::Identity& identity, const i18n::Translator& tr);
/// The serial, or the WWN of a drive without one, or « sans numéro ».
std::string drive_number(const sanitization::Identity& identity, const i18n::Translator& tr);
/// « 500 Go », as shops say it.
std::string size_text(std::uint64_t bytes, const i18n::Translator& tr);
std::string medium_text(const sanitization::DriveFacts& facts, const i18n::Translator& tr);
/// « Santé : bonne »; sets the style.
std::string health_text(const sanitization::Health& health, const i18n::Translator& tr, Style& style);
std::string machine_name(const equipment::Inventory& machine, const i18n::Translator& tr);

struct Line {
  Style style = Style::normal;
  std::string text;
  Style mark = Style::normal;  ///< of a part of it: a result on its own ground
  int mark_from = 0, mark_width = 0;
};
/// What will happen to it, in two or three lines; or why nothing can.
std::vector<Line> plan_lines(const DriveRow& row, const i18n::Translator& tr);
/// All that is known of the plan: steps, methods refused, advice, hidden areas.
std::vector<Line> detail_lines(const DriveRow& row, const sanitization::Policy& policy, const i18n::Translator& tr);
/// About how long the plan takes, verification included. Coarse: by the usual speed of such a medium, and the maker's figure where it gives one.
std::chrono::seconds estimate(const sanitization::DriveFacts& facts, sanitization::Method method);

struct Outcome {
  Style text = Style::bad, block = Style::bad_block;
  std::string big;       ///< capitals for the big letters
  std::string title;     ///< « EFFACÉ AVEC EXCEPTIONS »
  std::string sentence;  ///< what it means
  std::vector<std::string> reasons;
  std::string next;  ///< what to do with the drive
  std::string report;
};
Outcome outcome_of(const DriveRow& row, const ScreenStatus& status, const i18n::Translator& tr);

std::string phase_text(const engine::Progress& progress, const i18n::Translator& tr);
std::string speed_text(double bytes_per_second, const i18n::Translator& tr);
/// « 42 % »
std::string share_text(double share, const i18n::Translator& tr);

}  // namespace station::screen
