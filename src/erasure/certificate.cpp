#include "erasure/certificate.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "erasure/certificate_json.hpp"
#include "erasure/certificate_rules.hpp"
#include "erasure/certificate_summary.hpp"
#include "erasure/signed_record.hpp"
#include "proof/canonical_json.hpp"
#include "proof/credential.hpp"
#include "proof/quoted_log.hpp"
#include "sanitization/record.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using proof::Finding;

constexpr std::string_view urn = "urn:uuid:";

json::string_view text(std::string_view words) { return {words.data(), words.size()}; }

json::value text_or_null(const std::string& words) { return words.empty() ? json::value(nullptr) : json::value(words); }

/// What became of each medium that was seen in the thing, this one included.
json::array media_of(const equipment::Item& item) {
  json::array media;
  for (const auto& each : item.media) {
    json::object seen{{"id", each.id.text()},  {"kind", each.kind},        {"model", each.model},
                      {"serial", each.serial}, {"bytes", each.size_bytes}, {"verdict", nullptr}};
    if (each.verdict) {
      seen["verdict"] = text(equipment::code(*each.verdict));
      seen["achieved"] = text(equipment::code(each.achieved));
      seen["rank"] = text(equipment::code(each.rank));
    }
    media.push_back(std::move(seen));
  }
  return media;
}

json::value destination_of(const equipment::Item& item) {
  if (item.departure_kind) return text(equipment::code(*item.departure_kind));
  if (item.triage) return text(equipment::code(*item.triage));
  return nullptr;
}

json::object custody_of(const CertificateFacts& facts) {
  const auto& custody = facts.custody;
  const auto& item = facts.item;
  json::value agreement = nullptr;
  if (custody.agreement_level != equipment::Level::none)
    agreement = json::object{{"number", text_or_null(custody.agreement)},
                             {"required", text(equipment::code(custody.agreement_level))}};
  return {{"donor", text_or_null(custody.donor)},
          {"asset_tag", text_or_null(item.asset_tag)},
          {"lot", text_or_null(custody.lot)},
          {"agreement", std::move(agreement)},
          {"item",
           {{"id", item.id.text()},
            {"number", item.number},
            {"kind", text(code(item.kind))},
            {"maker", item.maker},
            {"model", item.model},
            {"serial", text_or_null(item.serial.empty() ? item.serial_system : item.serial)}}},
          {"site", {{"organisation", facts.organisation}, {"place", custody.on_site ? "donor" : "workshop"}}},
          {"operator", custody.operator_code},
          {"verifier", custody.station},
          {"validator", facts.validation ? json::value(facts.validation->operator_code) : json::value(nullptr)},
          {"destination", destination_of(item)}};
}

json::object document_of(const CertificateFacts& facts) {
  json::value supersedes = nullptr;
  if (facts.supersedes)
    supersedes = json::object{{"id", std::string(urn) + facts.supersedes->id.text()},
                              {"sha256", facts.supersedes->sha256},
                              {"why", facts.supersedes->why}};
  return {{"schema", text(certificate_schema)},
          {"number", facts.number},
          {"edition", facts.edition},
          {"rank", "measured"},
          {"supersedes", std::move(supersedes)},
          {"page", text_or_null(facts.page)},
          {"report", {{"id", facts.report}, {"sha256", facts.report_sha256}}},
          {"verify", "boucle verify --trust KEY FILE"}};
}

json::value validation_of(const CertificateFacts& facts) {
  if (!facts.validation) return nullptr;
  return json::object{{"decision", "accepted"},
                      {"by", facts.validation->operator_code},
                      {"at", base::to_rfc3339(facts.validation->at)}};
}

// ---- reading one that anybody may have written ----

Finding differs(std::string what) {
  return {.code = "certificate.finding.differs", .arguments = {{"what", std::move(what)}}};
}

/// Where the first difference is: "action.required".
std::string first_difference(const json::value& stated, const json::value& computed, const std::string& path) {
  const auto* left = stated.if_object();
  const auto* right = computed.if_object();
  if (left == nullptr || right == nullptr || left->size() != right->size()) return path;
  for (const auto& [name, value] : *right) {
    const auto* other = left->if_contains(name);
    if (other == nullptr || *other != value)
      return first_difference(other == nullptr ? json::value(nullptr) : *other, value, path + "." + std::string(name));
  }
  return path;
}

struct Parts {
  const json::object& subject;
  const json::value& station;
  const json::object& log;
};

/// Refuses with the member that is missing.
base::Result<Parts> parts_of(const json::object& document) {
  const auto incomplete = [](const char* field) {
    return base::Refusal{.code = "proof.document.incomplete", .arguments = {{"field", field}}};
  };
  const auto* subject = document.if_contains("credentialSubject");
  if (subject == nullptr || !subject->is_object()) return incomplete("credentialSubject");
  const auto* evidence = document.if_contains("evidence");
  if (evidence == nullptr || !evidence->is_array() || evidence->get_array().size() != 2) return incomplete("evidence");
  const auto& array = evidence->get_array();
  if (!array[0].is_object() || !array[1].is_object()) return incomplete("evidence");
  return Parts{.subject = subject->get_object(), .station = array[0], .log = array[1].get_object()};
}

std::string word_at(const json::value& root, const char* member) {
  return text_at(root, std::string("result.") + member);
}

void check_leaf(const json::value& leaf, const json::value& subject, std::vector<Finding>& findings) {
  const auto* stored = at(leaf, "body");
  const auto body = stored == nullptr ? base::Result<equipment::Body>(base::Refusal{})
                                      : equipment::body_from_json(text_at(leaf, "kind"), *stored);
  const auto* judged = body.ok() ? std::get_if<equipment::MediumJudged>(&*body) : nullptr;
  if (judged == nullptr || judged->rank != equipment::Rank::measured ||
      std::string(urn) + judged->medium.text() != text_at(subject, "id") ||
      text_at(leaf, "item") != text_at(subject, "custody.item.id") ||
      judged->evidence_sha256 != text_at(subject, "document.report.sha256") ||
      judged->operator_code != text_at(subject, "custody.operator"))
    return findings.push_back({.code = "certificate.finding.other_entry"});
  const auto differ = [&](const char* name, bool same) {
    if (!same) findings.push_back({.code = "certificate.finding.log_differs", .arguments = {{"what", name}}});
  };
  differ("verdict", equipment::code(judged->verdict) == word_at(subject, "verdict"));
  differ("required", equipment::code(judged->required) == word_at(subject, "required"));
  differ("achieved", equipment::code(judged->achieved) == word_at(subject, "achieved"));
  differ("exceptions", judged->exceptions == words_at(subject, "result.exceptions"));
}

void check_log(const json::object& document, const Parts& parts, std::vector<Finding>& findings) {
  const json::value whole(document);
  const auto key = proof::key_of_did(text_at(whole, "issuer.id"));
  if (!key.ok()) return findings.push_back(key.refusal());
  const auto quoted = proof::read_quoted_log(parts.log);
  if (!quoted.ok()) return findings.push_back(quoted.refusal());
  const auto checkpoint = proof::open_checkpoint(quoted->checkpoint, *key);
  if (!checkpoint.ok()) return findings.push_back(checkpoint.refusal());
  if (checkpoint->origin != text_at(whole, "issuer.log")) return findings.push_back(differs("issuer.log"));
  const auto included = proof::check_inclusion(*checkpoint, quoted->leaves, quoted->nodes);
  if (!included.ok()) return findings.push_back(included.refusal());
  const auto& entries = parts.log.at("entries").as_array();
  if (entries.size() != 1) return findings.push_back({.code = "certificate.finding.other_entry"});
  check_leaf(entries[0].at("leaf"), json::value(parts.subject), findings);
}

}  // namespace

base::Result<json::object> certificate_content(const CertificateFacts& facts, const proof::Evidence& log) {
  TRY(record, sanitization::record_from_json(facts.record));
  TRY(quoted, proof::write_quoted_log(log));
  quoted["type"] = json::array{"LogProof"};
  json::object subject{{"id", std::string(urn) + facts.medium.text()}, {"type", "ErasedMedium"}};
  subject["document"] = document_of(facts);
  subject["custody"] = custody_of(facts);
  json::object host = facts.host;
  host["media"] = media_of(facts.item);
  subject["host"] = std::move(host);
  for (auto& [name, section] : derived_sections(record, facts.custody.agreement_level)) subject[name] = section;
  subject["validation"] = validation_of(facts);
  subject["checklist"] = facts.checklist;
  subject["software"] = facts.software;
  json::object station{{"type", json::array{"StationRecord"}},
                       {"record", facts.record},
                       {"signature", {{"key", facts.signature_key}, {"value", facts.signature_value}}}};
  return json::object{{"@context", {text(proof::credentials_context), text(proof::undefined_terms_context)}},
                      {"id", std::string(urn) + facts.id.text()},
                      {"type", {"VerifiableCredential", text(certificate_type)}},
                      {"issuer", {{"id", facts.did}, {"name", facts.organisation}, {"log", facts.log}}},
                      {"validFrom", base::to_rfc3339(facts.issued_at)},
                      {"credentialSubject", std::move(subject)},
                      {"evidence", json::array{std::move(station), std::move(quoted)}}};
}

std::vector<Finding> check_certificate(const json::object& document) {
  const auto parts = parts_of(document);
  if (!parts.ok()) return {parts.refusal()};
  std::vector<Finding> findings;
  const json::value subject(parts->subject);
  if (text_at(subject, "document.schema") != certificate_schema) findings.push_back(differs("document.schema"));
  if (text_at(subject, "document.rank") != "measured") findings.push_back(differs("document.rank"));
  const auto signed_record = read_signed_record(parts->station, "evidence");
  if (!signed_record.ok()) {
    findings.push_back(signed_record.refusal());
    return findings;
  }
  if (signed_record->record.practice) findings.push_back({.code = "certificate.finding.practice"});
  // Without an agreement the policy alone decides.
  const auto stated_level = text_at(subject, "custody.agreement.required");
  const auto level = sanitization::level_from_code(stated_level);
  if (!stated_level.empty() && !level) findings.push_back(differs("custody.agreement.required"));
  for (const auto& [name, computed] : derived_sections(signed_record->record, level.value_or(equipment::Level::none))) {
    const auto* stated = parts->subject.if_contains(name);
    if (stated == nullptr || *stated != computed)
      findings.push_back(
          differs(first_difference(stated == nullptr ? json::value(nullptr) : *stated, computed, std::string(name))));
  }
  if (text_at(subject, "validation.by") != text_at(subject, "custody.validator"))
    findings.push_back(differs("validation.by"));
  if (!text_at(subject, "validation.by").empty() &&
      text_at(subject, "validation.by") == text_at(subject, "custody.operator"))
    findings.push_back({.code = "certificate.finding.same_person"});
  check_log(document, *parts, findings);
  return findings;
}

const proof::ContentRules& certificate_rules() {
  static const proof::ContentRules rules{{std::string(certificate_type), check_certificate},
                                         {std::string(summary_type), check_summary}};
  return rules;
}

}  // namespace erasure
