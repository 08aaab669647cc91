#include "erasure/guided.hpp"

#include <algorithm>

#include "base/check_digits.hpp"
#include "base/text.hpp"

namespace erasure {
namespace {

constexpr std::size_t imei_digits = 15;
constexpr std::size_t longest_note = 200;

/// Without the spaces, dashes and strokes that people and labels put in.
std::string plain(std::string_view text) {
  std::string kept;
  for (const char c : base::upper(text))
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) kept.push_back(c);
  return kept;
}

bool has_imei(equipment::Kind kind) { return kind == equipment::Kind::smartphone || kind == equipment::Kind::phone; }

bool known_by_another(const equipment::Item& item, const std::string& imei) {
  const std::string known = plain(item.serial);
  return is_imei(known) && known != imei;
}

base::Refusal wrong(const char* code) { return {.code = code, .field = "note"}; }

base::Result<std::string> check_identity(std::string_view note, const equipment::Item& item) {
  const std::string identity = plain(note);
  const bool digits = identity.size() == imei_digits && base::all_figures(identity);
  if (digits && !is_imei(identity)) return wrong("erasure.guided.bad_imei");
  if (!digits && has_imei(item.kind)) return wrong("erasure.guided.imei_needed");
  if (identity.size() < 5) return wrong("erasure.guided.note_needed");
  if (digits && known_by_another(item, identity)) return wrong("erasure.guided.other_device");
  return identity;
}

}  // namespace

std::string_view code(Procedure procedure) {
  switch (procedure) {
    case Procedure::android:
      return "android";
    case Procedure::ios:
      return "ios";
    case Procedure::basic_phone:
      return "basic_phone";
    case Procedure::copier:
      return "copier";
  }
  return {};
}

std::optional<Procedure> procedure_from_code(std::string_view text) {
  for (const auto each : all_procedures)
    if (code(each) == text) return each;
  return std::nullopt;
}

std::vector<Procedure> procedures_for(equipment::Kind kind) {
  using enum equipment::Kind;
  switch (kind) {
    case smartphone:
    case tablet:
      return {Procedure::android, Procedure::ios};
    case phone:
      return {Procedure::basic_phone, Procedure::android};
    case printer:
    case multifunction:
      return {Procedure::copier};
    case laptop:
    case desktop:
    case all_in_one:
    case thin_client:
    case server:
    case monitor:
    case projector:
    case network:
    case disk:
    case dock:
    case charger:
    case keyboard:
    case mouse:
    case cable:
    case other_accessory:
    case other_device:
      return {};
  }
  return {};
}

std::vector<GuidedStep> steps_of(Procedure procedure) {
  switch (procedure) {
    case Procedure::android:
      return {{"accounts_removed"}, {"device_lock_off"}, {"cards_removed"}, {"identity", NoteKind::identity},
              {"encrypted"},        {"factory_reset"},   {"welcome_seen"}};
    case Procedure::ios:
      return {{"apple_account_removed"},        {"find_my_off"},       {"cards_removed"},
              {"identity", NoteKind::identity}, {"erase_all_content"}, {"welcome_seen_ios"}};
    case Procedure::basic_phone:
      return {{"cards_removed"}, {"identity", NoteKind::identity}, {"factory_reset"}, {"empty_seen"}};
    case Procedure::copier:
      return {{"jobs_removed"},
              {"data_overwrite", NoteKind::text},
              {"report_kept", NoteKind::text},
              {"settings_reset"},
              {"restart_seen"}};
  }
  return {};
}

bool is_imei(std::string_view digits) {
  // 000000000000000 sums up too, and is what a blank memory shows.
  return digits.size() == imei_digits && base::passes_luhn(digits) &&
         digits.find_first_not_of('0') != std::string_view::npos;
}

base::Result<std::string> check_note(NoteKind kind, std::string_view note, const equipment::Item& item) {
  const std::string text = base::trim(base::printable(note));
  if (text.size() > longest_note) return wrong("erasure.guided.note_too_long");
  switch (kind) {
    case NoteKind::none:
      return std::string();
    case NoteKind::identity:
      return check_identity(text, item);
    case NoteKind::text:
      break;
  }
  if (text.empty()) return wrong("erasure.guided.note_needed");
  return text;
}

Reached reached(Procedure procedure, const sanitization::Policy& policy) {
  switch (procedure) {
    case Procedure::android:
    case Procedure::ios:
      if (policy.trust_crypto_erase) return {.method = Method::crypto_erase, .level = equipment::Level::purge};
      return {};
    case Procedure::basic_phone:
      return {};
    case Procedure::copier:
      return {.method = Method::overwrite, .level = equipment::Level::clear};
  }
  return {};
}

base::Outcome check_policy(Procedure procedure, const sanitization::Policy& policy) {
  // A telephone's memory is an eMMC or its like; what a copier holds is a disk of its own kind.
  const auto medium = procedure == Procedure::copier ? sanitization::Medium::unknown : sanitization::Medium::emmc;
  if (reached(procedure, policy).level >= policy.required_for(medium)) return base::Done{};
  return base::Refusal{.code = "erasure.guided.level_impossible", .field = "policy"};
}

}  // namespace erasure
