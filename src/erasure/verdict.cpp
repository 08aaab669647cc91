#include "erasure/verdict.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace erasure {
namespace {

using equipment::Level;
using equipment::Rank;
using equipment::Verdict;

template <typename Codes>
bool known(const Codes& codes, std::string_view wanted) {
  return std::find(codes.begin(), codes.end(), wanted) != codes.end();
}

base::Outcome check_people(const Evidence& evidence) {
  if (evidence.operator_code.empty()) return base::Refusal{.code = "erasure.evidence.nobody"};
  if (!needs_second_person(evidence)) return base::Done{};
  if (evidence.second_code.empty()) return base::Refusal{.code = "erasure.evidence.second_person_needed"};
  if (evidence.second_code == evidence.operator_code) return base::Refusal{.code = "erasure.evidence.same_person"};
  return base::Done{};
}

base::Outcome check_form(const Evidence& evidence) {
  if (evidence.rank == Rank::measured) return base::Refusal{.code = "erasure.evidence.record_needed"};
  if (!known(standards, evidence.standard))
    return base::Refusal{.code = "erasure.evidence.bad_standard", .field = "standard"};
  for (const auto& exception : evidence.exceptions)
    if (!known(exception_codes, exception))
      return base::Refusal{
          .code = "erasure.evidence.bad_exception", .field = "exceptions", .arguments = {{"code", exception}}};
  const bool destruction = evidence.method == Method::physical_destruction;
  if (evidence.rank != Rank::declared && destruction)
    return base::Refusal{.code = "erasure.evidence.destruction_is_declared", .field = "method"};
  if (evidence.rank != Rank::declared && evidence.raw.empty())
    return base::Refusal{.code = "erasure.evidence.log_needed", .field = "file"};
  return base::Done{};
}

Verdict verdict_of(const Evidence& evidence, Level achieved, Level required) {
  switch (evidence.outcome) {
    case Outcome::failed:
      return Verdict::failed;
    case Outcome::interrupted:
      return Verdict::interrupted;
    case Outcome::completed:
      break;
  }
  if (evidence.method == Method::physical_destruction) return Verdict::destroyed;
  // « Aucun » is never enough, even where an agreement would ask for nothing.
  if (achieved < required || achieved == Level::none) return Verdict::failed;
  return evidence.exceptions.empty() ? Verdict::erased : Verdict::erased_with_exceptions;
}

bool is_word_character(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string_view code(Method method) {
  switch (method) {
    case Method::overwrite:
      return "overwrite";
    case Method::firmware_erase:
      return "firmware_erase";
    case Method::crypto_erase:
      return "crypto_erase";
    case Method::format:
      return "format";
    case Method::trim:
      return "trim";
    case Method::factory_reset:
      return "factory_reset";
    case Method::physical_destruction:
      return "physical_destruction";
  }
  return {};
}

std::optional<Method> method_from_code(std::string_view text) {
  for (const Method method : all_methods)
    if (code(method) == text) return method;
  return std::nullopt;
}

Level highest_level(Method method) {
  switch (method) {
    case Method::overwrite:
    case Method::format:
    case Method::factory_reset:
      return Level::clear;
    case Method::firmware_erase:
    case Method::crypto_erase:
      return Level::purge;
    case Method::trim:
      return Level::none;
    case Method::physical_destruction:
      return Level::destruct;
  }
  return Level::none;
}

std::string_view code(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed:
      return "completed";
    case Outcome::failed:
      return "failed";
    case Outcome::interrupted:
      return "interrupted";
  }
  return {};
}

std::optional<Outcome> outcome_from_code(std::string_view text) {
  for (const Outcome outcome : all_outcomes)
    if (code(outcome) == text) return outcome;
  return std::nullopt;
}

bool needs_second_person(const Evidence& evidence) {
  if (evidence.method == Method::physical_destruction || evidence.rank == Rank::declared) return true;
  return evidence.rank == Rank::third_party && !evidence.names_medium;
}

base::Result<equipment::MediumJudged> judge(const Evidence& evidence, const equipment::MediumId& medium,
                                            Level required) {
  TRY_DONE(check_form(evidence));
  TRY_DONE(check_people(evidence));
  const bool completed = evidence.outcome == Outcome::completed;
  const Level achieved = completed ? std::min(evidence.claimed, highest_level(evidence.method)) : Level::none;
  equipment::MediumJudged judged{
      .medium = medium,
      .rank = evidence.rank,
      .verdict = verdict_of(evidence, achieved, required),
      .required = required,
      .achieved = evidence.method == Method::physical_destruction && completed ? Level::destruct : achieved,
      .standard = evidence.standard,
      .exceptions = evidence.exceptions,
      .evidence = evidence.raw,
      .evidence_sha256 = evidence.raw_sha256,
      .operator_code = evidence.operator_code,
      .second_code = evidence.second_code};
  if (completed && judged.verdict == Verdict::failed) judged.exceptions.emplace_back(level_too_low);
  return judged;
}

Measured judge_record(const sanitization::Record& record, const equipment::MediumId& medium, Level required,
                      const std::string& raw, const std::string& raw_sha256, const std::string& operator_code) {
  sanitization::Record asked = record;
  const auto kind = record.before.medium;
  asked.policy.required[kind] = std::max(record.policy.required_for(kind), required);
  auto assessment = sanitization::assess(asked);
  // A text that calls itself a published policy and is another one proves nothing under that name.
  if (const auto* known = sanitization::find_policy(record.policy.id); known != nullptr && *known != record.policy) {
    assessment.verdict = Verdict::failed;
    assessment.achieved = Level::none;
    assessment.reasons.emplace_back("erasure.reason.policy_differs");
  }
  // « Aucun » is never enough, even where a policy would ask for nothing.
  const bool erased = assessment.verdict == Verdict::erased || assessment.verdict == Verdict::erased_with_exceptions;
  if (erased && assessment.achieved == Level::none) assessment.verdict = Verdict::failed;
  equipment::MediumJudged judged{.medium = medium,
                                 .rank = Rank::measured,
                                 .verdict = assessment.verdict,
                                 .required = assessment.required,
                                 .achieved = assessment.achieved,
                                 .standard = known(standards, record.policy.standard) ? record.policy.standard : "none",
                                 .exceptions = assessment.exceptions,
                                 .evidence = raw,
                                 .evidence_sha256 = raw_sha256,
                                 .operator_code = operator_code};
  return {.judged = std::move(judged), .assessment = std::move(assessment)};
}

bool log_names(std::string_view log, std::string_view serial) {
  const std::string wanted = base::lower(base::trim(serial));
  if (wanted.size() < 5) return false;
  const std::string text = base::lower(log);
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
    const bool begins = at == 0 || !is_word_character(text[at - 1]);
    const std::size_t end = at + wanted.size();
    if (begins && (end == text.size() || !is_word_character(text[end]))) return true;
  }
  return false;
}

bool log_reports_failure(std::string_view log) {
  const std::string text = base::lower(log);
  for (const std::string_view word : {"failed", "failure", "-fail", " fail ", "uaborted", "user aborted", "aborted",
                                      "interrupted", "not erased", "i/o error", "input/output error"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace erasure
