#include "workshop/report_sections.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "equipment/tests.hpp"
#include "proof/canonical_json.hpp"

namespace workshop {
namespace {

namespace json = boost::json;

constexpr std::size_t most_erasures = 256;  // a bench has 32 drives
constexpr std::size_t most_members = 64;
constexpr std::size_t longest_text = 200;

/// The member's object; null when it is absent.
base::Result<const json::object*> object_member(const json::object& object, std::string_view name,
                                                const std::string& field) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return static_cast<const json::object*>(nullptr);
  if (!value->is_object()) return wrong("workshop.report.not_an_object", field);
  if (value->get_object().size() > most_members) return wrong("workshop.report.too_long", field);
  return &value->get_object();
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

base::Result<std::int64_t> whole_number(const json::object& object, std::string_view name, std::int64_t least,
                                        const std::string& field) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return wrong("workshop.report.missing", field);
  if (!value->is_int64() || value->get_int64() < least || value->get_int64() > (std::int64_t{1} << 53))
    return wrong("workshop.report.not_a_number", field);
  return value->get_int64();
}

base::Outcome one_of(const json::object& kept, std::string_view name, std::initializer_list<std::string_view> codes) {
  const auto* value = kept.if_contains(name);
  if (value == nullptr) return base::Done{};
  if (std::find(codes.begin(), codes.end(), std::string_view(value->get_string())) != codes.end()) return base::Done{};
  return wrong("workshop.report.bad_code", "host." + std::string(name));
}

/// The known members of a section of texts, as JSON; a certificate prints them.
base::Result<json::object> texts_of(const json::object& report, const std::string& section,
                                    std::initializer_list<std::string_view> names) {
  json::object kept;
  TRY(object, object_member(report, section, section));
  if (object == nullptr) return kept;
  for (const auto name : names) {
    TRY(text, text_member(*object, name, false, longest_text, section + "." + std::string(name)));
    if (!text.empty()) kept[name] = text;
  }
  return kept;
}

base::Outcome read_host(const json::object& object, StationReport& report) {
  TRY(host, texts_of(object, "host",
                     {"maker", "model", "serial_system", "serial_board", "uuid", "firmware", "secure_boot", "tpm",
                      "boot_medium_sha256", "kernel"}));
  TRY_DONE(one_of(host, "secure_boot", {"on", "off", "unknown"}));
  TRY_DONE(one_of(host, "tpm", {"present", "absent", "unknown"}));
  if (const auto* hash = host.if_contains("boot_medium_sha256"); hash != nullptr && !is_sha256(hash->get_string()))
    return wrong("workshop.report.not_a_hash", "host.boot_medium_sha256");
  report.host = json::serialize(host);
  TRY(software, texts_of(object, "software", {"version", "commit"}));
  report.software = json::serialize(software);
  return base::Done{};
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

base::Outcome read_checklist(const json::object& object, StationReport& report) {
  TRY(checklist, object_member(object, "checklist", "checklist"));
  if (checklist == nullptr) return base::Done{};
  for (const auto& [name, done] : *checklist)
    if (!is_name(name) || !done.is_bool())
      return wrong("workshop.report.not_yes_or_no",
                   "checklist." + base::shorten(base::printable(std::string_view(name)), 40));
  report.checklist = json::serialize(*checklist);
  return base::Done{};
}

base::Outcome read_test(const std::string& code, const json::value& value, StationReport& report) {
  const std::string field = "tests.results." + base::shorten(base::printable(code), 40);
  const auto* object = value.if_object();
  if (object == nullptr) return wrong("workshop.report.not_an_object", field);
  TRY(text, text_member(*object, "outcome", true, 40, field + ".outcome"));
  const auto outcome = equipment::from_code<equipment::TestOutcome>(text);
  if (!outcome) return wrong("workshop.report.bad_code", field + ".outcome");
  if (equipment::is_test(code))
    report.tests[code] = *outcome;
  else
    report.warnings.emplace_back("workshop.warning.unknown_test");  // a newer station's: kept with the bytes
  return base::Done{};
}

base::Outcome read_tests(const json::object& object, StationReport& report) {
  TRY(tests, object_member(object, "tests", "tests"));
  if (tests == nullptr) return base::Done{};
  TRY(results, object_member(*tests, "results", "tests.results"));
  if (results != nullptr)
    for (const auto& [code, value] : *results) TRY_DONE(read_test(std::string(code), value, report));
  TRY(score, object_member(*tests, "score", "tests.score"));
  if (score == nullptr) return base::Done{};
  TRY(single, whole_number(*score, "single", 0, "tests.score.single"));
  TRY(all, whole_number(*score, "all", 0, "tests.score.all"));
  TRY(version, text_member(*score, "version", true, 40, "tests.score.version"));
  report.score = Score{.single = single, .all = all, .version = std::move(version)};
  return base::Done{};
}

base::Outcome read_erasures(const json::object& object, StationReport& report) {
  const auto* value = object.if_contains("erasures");
  if (value == nullptr || value->is_null()) return base::Done{};
  const auto* array = value->if_array();
  if (array == nullptr) return wrong("workshop.report.not_a_list", "erasures");
  if (array->size() > most_erasures) return wrong("workshop.report.too_long", "erasures");
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string field = "erasures[" + std::to_string(i) + "]";
    TRY(erasure, erasure::read_signed_record((*array)[i], field));
    if (erasure.record.practice) return wrong("workshop.report.practice", field + ".record.practice");
    if (!report.key.empty() && erasure.key != report.key)
      return wrong("workshop.report.other_key", field + ".signature.key");
    report.erasures.push_back(std::move(erasure));
  }
  if (!report.key.empty() || report.erasures.empty()) return base::Done{};
  report.erasures.clear();
  report.warnings.emplace_back("workshop.report.erasures_not_signed");
  return base::Done{};
}

base::Outcome read_chain(const json::object& object, StationReport& report) {
  TRY(chain, object_member(object, "chain", "chain"));
  if (chain == nullptr) return wrong("workshop.report.missing", "chain");
  TRY(sequence, whole_number(*chain, "sequence", 1, "chain.sequence"));
  TRY(previous, text_member(*chain, "previous", false, 64, "chain.previous"));
  if (sequence == 1 ? !previous.empty() : !is_sha256(previous))
    return wrong("workshop.report.not_a_hash", "chain.previous");
  report.sequence = sequence;
  report.previous = std::move(previous);
  return base::Done{};
}

base::Outcome read_signature(const json::object& object, StationReport& report) {
  const auto* signature = object.if_contains("signature");
  if (signature == nullptr) return base::Done{};
  json::object covered = object;
  covered.erase("signature");
  TRY(bytes, proof::to_canonical(covered));
  TRY(checked, erasure::check_signature(signature, bytes, "signature"));
  report.key = std::move(checked.key);
  return read_chain(object, report);
}

}  // namespace

base::Refusal wrong(const char* code, std::string field) { return {.code = code, .field = std::move(field)}; }

base::Result<std::string> text_member(const json::object& object, std::string_view name, bool required,
                                      std::size_t longest, const std::string& field) {
  const std::string whole = field.empty() ? std::string(name) : field;
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) {
    if (required) return wrong("workshop.report.missing", whole);
    return std::string();
  }
  if (!value->is_string()) return wrong("workshop.report.not_a_text", whole);
  std::string text = base::trim(base::printable(std::string_view(value->get_string())));
  if (text.empty() && required) return wrong("workshop.report.missing", whole);
  if (text.size() > longest) return wrong("workshop.report.too_long", whole);
  return text;
}

base::Outcome read_sections(const json::object& object, StationReport& report) {
  TRY(subject, text_member(object, "subject", false, 20));
  if (!subject.empty() && subject != "machine" && subject != "drive")
    return wrong("workshop.report.bad_code", "subject");
  if (subject == "drive") report.subject = Subject::drive;
  TRY_DONE(read_signature(object, report));
  TRY_DONE(read_host(object, report));
  TRY_DONE(read_erasures(object, report));
  TRY_DONE(read_tests(object, report));
  return read_checklist(object, report);
}

}  // namespace workshop
