#include "collection/sorting.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace collection {
namespace {

using equipment::Kind;

constexpr base::Day first_edition{std::chrono::year(2026), std::chrono::month(1), std::chrono::day(1)};

const std::vector<Instruction>& table() {
  static const std::vector<Instruction> all = {
      // Tubes hold lead glass and have no second life (domain.md §3.2: « ce qui peut faire l’objet d’une seconde vie »).
      {.code = "crt",
       .answer = Answer::refused,
       .kinds = {},
       .words = {"crt", "cathodique", "tube cathodique", "trinitron"},
       .since = first_edition},
      // A swollen lithium battery may not travel with the others (ADR, special provision 376).
      {.code = "swollen_battery",
       .answer = Answer::refused,
       .kinds = {},
       .words = {"gonflee", "gonfle", "batterie gonflee", "swollen"},
       .since = first_edition},
      {.code = "consumable",
       .answer = Answer::refused,
       .kinds = {},
       .words = {"toner", "toners", "cartouche", "cartouches", "tambour"},
       .since = first_edition},
      {.code = "locked",
       .answer = Answer::to_inspect,
       .kinds = {},
       .words = {"verrouille", "verrouillee", "icloud", "mdm", "frp", "mot de passe bios", "bios verrouille",
                 "code inconnu", "locked"},
       .since = first_edition},
      {.code = "broken",
       .answer = Answer::to_inspect,
       .kinds = {},
       .words = {"hs",
                 "h s",
                 "incomplet",
                 "incomplete",
                 "incomplets",
                 "casse",
                 "cassee",
                 "casses",
                 "brise",
                 "brisee",
                 "fissure",
                 "fissuree",
                 "fele",
                 "panne",
                 "defectueux",
                 "defectueuse",
                 "oxyde",
                 "oxydee",
                 "pour pieces",
                 "ne demarre pas",
                 "ne s allume pas",
                 "ne s allume plus",
                 "ne fonctionne pas",
                 "ne fonctionne plus",
                 "non fonctionnel",
                 "a reparer",
                 "endommage",
                 "endommagee",
                 "manquant",
                 "manquante",
                 "broken",
                 "faulty",
                 "for parts"},
       .since = first_edition},
      {.code = "too_old",
       .answer = Answer::to_inspect,
       .kinds = {Kind::laptop, Kind::desktop, Kind::all_in_one, Kind::server, Kind::thin_client},
       .words = {"pentium 4", "pentium iii", "pentium m", "celeron m", "athlon xp", "core 2", "core2", "core2duo",
                 "windows xp", "windows vista", "vista", "ddr2"},
       .since = first_edition},
      // Ink, wear and weight: worth seeing before a van goes for them.
      {.code = "printer",
       .answer = Answer::to_inspect,
       .kinds = {Kind::printer, Kind::multifunction},
       .words = {},
       .since = first_edition},
      {.code = "server", .answer = Answer::to_inspect, .kinds = {Kind::server}, .words = {}, .since = first_edition},
      {.code = "other_device",
       .answer = Answer::to_inspect,
       .kinds = {Kind::other_device},
       .words = {},
       .since = first_edition},
      {.code = "fit", .answer = Answer::accepted, .kinds = {}, .words = {}, .since = first_edition},
  };
  return all;
}

bool holds(const Instruction& instruction, Kind kind, const std::string& padded, base::Day day) {
  if (std::chrono::sys_days(day) < std::chrono::sys_days(instruction.since)) return false;
  const auto& kinds = instruction.kinds;
  if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return false;
  if (instruction.words.empty()) return true;
  return std::any_of(instruction.words.begin(), instruction.words.end(), [&](std::string_view word) {
    return padded.find(" " + std::string(word) + " ") != std::string::npos;
  });
}

}  // namespace

std::string_view code(Answer answer) {
  switch (answer) {
    case Answer::accepted:
      return "accepted";
    case Answer::refused:
      return "refused";
    case Answer::to_inspect:
      return "to_inspect";
  }
  return "";
}

std::optional<Answer> answer_from_code(std::string_view text) {
  for (const Answer answer : {Answer::accepted, Answer::refused, Answer::to_inspect})
    if (code(answer) == text) return answer;
  return std::nullopt;
}

std::span<const Instruction> instructions() { return table(); }

Sorted sort(Kind kind, std::string_view words, base::Day day) {
  const std::string padded = " " + base::fold(words) + " ";
  for (const Instruction& instruction : table())
    if (holds(instruction, kind, padded, day))
      return {.answer = instruction.answer, .reason = std::string(instruction.code)};
  return {.answer = Answer::to_inspect, .reason = "other_device"};
}

}  // namespace collection
