// The sections of a certificate that follow from the station's record.
#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "erasure/certificate.hpp"
#include "erasure/verdict.hpp"
#include "sanitization/record.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using namespace sanitization;

json::string_view text(std::string_view code) { return {code.data(), code.size()}; }

template <typename Number>
json::value or_null(const std::optional<Number>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::array words(const std::vector<std::string>& all) {
  json::array array;
  for (const auto& each : all) array.emplace_back(each);
  return array;
}

json::array ranges(const std::vector<Range>& all) {
  json::array array;
  for (const auto& each : all) array.push_back(json::object{{"offset", each.offset}, {"bytes", each.bytes}});
  return array;
}

json::object policy_of(const Policy& policy, Medium medium) {
  json::object name;
  for (const auto& [language, words] : policy.name) name[language] = words;
  return {{"id", policy.id},
          {"name", std::move(name)},
          {"document", policy.document},
          {"standard", policy.standard},
          {"required", text(code(policy.required_for(medium)))}};
}

json::object capacity_of(const DriveFacts& facts) {
  return {{"sectors", facts.capacity.sectors},
          {"native_sectors", or_null(facts.capacity.native_sectors)},
          {"factory_sectors", or_null(facts.capacity.factory_sectors)},
          {"bytes", data_bytes(facts)}};
}

/// What changes when somebody locks, hides or opens something.
json::object state_of(const DriveFacts& facts) {
  const auto& security = facts.security;
  return {{"capacity", capacity_of(facts)},
          {"hpa_supported", facts.hidden.hpa_supported},
          {"dco_supported", facts.hidden.dco_supported},
          {"dco_frozen", facts.hidden.dco_frozen},
          {"ama_supported", facts.hidden.ama_supported},
          {"security",
           {{"supported", security.supported},
            {"enabled", security.enabled},
            {"locked", security.locked},
            {"frozen", security.frozen},
            {"count_expired", security.count_expired}}},
          {"self_encryption",
           {{"supported", facts.self_encryption.supported},
            {"locking_enabled", facts.self_encryption.locking_enabled},
            {"locked", facts.self_encryption.locked}}},
          {"sanitize_state", text(code(facts.sanitize.state))}};
}

json::object drive_of(const Record& record) {
  const auto& facts = record.before;
  json::array namespaces;
  for (const auto& each : facts.namespaces)
    namespaces.push_back(
        json::object{{"id", each.id}, {"sectors", each.sectors}, {"logical_sector", each.logical_sector}});
  return {{"maker", facts.identity.maker},
          {"model", facts.identity.model},
          {"serial", facts.identity.serial},
          {"wwn", facts.identity.wwn},
          {"firmware", facts.identity.firmware},
          {"type", text(code(facts.medium))},
          {"bus", text(code(facts.bus))},
          {"bridge", facts.bridge},
          {"logical_sector", facts.capacity.logical_sector},
          {"physical_sector", facts.capacity.physical_sector},
          {"namespaces", std::move(namespaces)},
          {"boot_area_bytes", boot_bytes(facts)},
          {"before", state_of(facts)},
          {"after", record.after ? json::value(state_of(*record.after)) : json::value(nullptr)}};
}

json::object health_of(const Health& health) {
  return {{"reallocated_sectors", or_null(health.reallocated_sectors)},
          {"pending_sectors", or_null(health.pending_sectors)},
          {"power_on_hours", or_null(health.power_on_hours)},
          {"wear_percent", or_null(health.wear_percent)},
          {"passed", or_null(health.passed)}};
}

json::array steps_of(const Record& record) {
  json::array steps;
  for (const auto& each : record.steps) {
    json::object parameters;
    for (const auto& [name, value] : each.parameters) parameters[name] = value;
    steps.push_back(json::object{{"what", each.what},
                                 {"parameters", std::move(parameters)},
                                 {"raw", each.raw},
                                 {"end", text(code(each.end))},
                                 {"started", base::to_rfc3339(each.started)},
                                 {"ended", base::to_rfc3339(each.ended)}});
  }
  return steps;
}

json::value overwrite_of(const Record& record) {
  if (!record.overwrite) return nullptr;
  const auto& overwrite = *record.overwrite;
  return json::object{{"cipher", text(code(overwrite.cipher))},
                      {"key", base::to_base64(overwrite.key)},
                      {"first_offset", 0},
                      {"bytes_written", overwrite.bytes_written},
                      {"retries", overwrite.retries},
                      {"unwritable", ranges(overwrite.unwritable)}};
}

json::object action_of(const Record& record, const Assessment& assessment) {
  json::array refused, interruptions;
  for (const auto& each : record.refused)
    refused.push_back(json::object{{"method", text(code(each.method))}, {"why", each.why}});
  for (const auto& each : record.interruptions)
    interruptions.push_back(json::object{{"stopped_after", base::to_rfc3339(each.stopped_after)},
                                         {"resumed", base::to_rfc3339(each.resumed)},
                                         {"offset", each.offset}});
  return {{"erasure", record.id},
          {"standard", record.policy.standard},
          {"required", text(code(assessment.required))},
          {"achieved", text(code(assessment.achieved))},
          {"method", record.method ? json::value(text(code(*record.method))) : json::value(nullptr)},
          {"confirmed_by", record.confirmed_by},
          {"started", base::to_rfc3339(record.started)},
          {"ended", base::to_rfc3339(record.ended)},
          {"steps", steps_of(record)},
          {"refused", std::move(refused)},
          {"overwrite", overwrite_of(record)},
          {"interruptions", std::move(interruptions)}};
}

json::value verification_of(const Record& record) {
  if (!record.verification) return nullptr;
  const auto& read = *record.verification;
  const bool canaries = read.canaries_planted > 0;
  return json::object{{"type", canaries ? "canaries_and_full_read" : "full_read"},
                      {"bytes_read", read.bytes_read},
                      {"bytes_of_drive", data_bytes(record.after ? *record.after : record.before)},
                      {"completed", read.completed},
                      {"content", text(code(read.content))},
                      {"constant", read.constant},
                      {"mismatched_sectors", read.mismatched_sectors},
                      {"mismatches", ranges(read.mismatches)},
                      {"unreadable", ranges(read.unreadable)},
                      {"canaries",
                       {{"strata", read.strata},
                        {"planted", read.canaries_planted},
                        {"found", read.canaries_found},
                        {"seed", base::to_base64(read.canary_key)}}}};
}

}  // namespace

json::object derived_sections(const Record& record, equipment::Level agreement_level) {
  const auto assessment = judge_record(record, {}, agreement_level, {}, {}, {}).assessment;
  return {{"policy", policy_of(record.policy, record.before.medium)},
          {"drive", drive_of(record)},
          {"health",
           {{"before", health_of(record.before.health)},
            {"after", record.after ? json::value(health_of(record.after->health)) : json::value(nullptr)}}},
          {"action", action_of(record, assessment)},
          {"verification", verification_of(record)},
          {"result",
           {{"verdict", text(code(assessment.verdict))},
            {"required", text(code(assessment.required))},
            {"achieved", text(code(assessment.achieved))},
            {"exceptions", words(assessment.exceptions)},
            {"reasons", words(assessment.reasons)},
            {"to_destroy", assessment.to_destroy}}}};
}

}  // namespace erasure
