#include <boost/json.hpp>

#include "impact/report.hpp"

namespace impact {
namespace {

namespace json = boost::json;

json::object family_json(const FamilyCount& count) {
  return {{"devices", count.devices}, {"accessories", count.accessories}};
}

json::object kinds_json(const std::map<equipment::Kind, std::int64_t>& counts) {
  json::object object;
  for (const auto& [kind, count] : counts) object[equipment::code(kind)] = count;
  return object;
}

json::array months_json(const std::array<FamilyCount, 12>& months) {
  json::array array;
  for (const auto& month : months) array.push_back(family_json(month));
  return array;
}

/// A count or a mass that adding cannot overflow; nothing otherwise.
std::optional<std::int64_t> figure(const json::value* value) {
  constexpr std::int64_t largest = std::int64_t{1} << 52;
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0 || value->get_int64() > largest)
    return std::nullopt;
  return value->get_int64();
}

const json::object* object_at(const json::object& document, std::string_view name) {
  const auto* value = document.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

base::Refusal malformed(std::string member) {
  return {.code = "impact.statement.malformed", .arguments = {{"what", std::move(member)}}};
}

base::Refusal differs(std::string member, std::int64_t stated, std::int64_t computed) {
  return {.code = "impact.statement.differs",
          .arguments = {
              {"what", std::move(member)}, {"stated", std::to_string(stated)}, {"computed", std::to_string(computed)}}};
}

void check_balance(const json::object& document, std::vector<base::Refusal>& findings) {
  const auto* balance = object_at(document, "mass_balance");
  if (balance == nullptr) return findings.push_back(malformed("mass_balance"));
  std::int64_t sum = 0;
  for (const Outcome outcome : all_outcomes) {
    const auto grams = figure(balance->if_contains(std::string(code(outcome)) + "_g"));
    if (!grams) return findings.push_back(malformed("mass_balance." + std::string(code(outcome)) + "_g"));
    sum += *grams;
  }
  const auto received = figure(balance->if_contains("received_g"));
  if (!received) return findings.push_back(malformed("mass_balance.received_g"));
  if (*received != sum) findings.push_back(differs("mass_balance.received_g", *received, sum));
}

void check_outcomes(const json::object& document, std::string_view family, std::vector<base::Refusal>& findings) {
  const auto* collected = object_at(document, "collected");
  const auto* outcomes = object_at(document, "by_outcome");
  if (collected == nullptr || outcomes == nullptr) return findings.push_back(malformed("by_outcome"));
  std::int64_t sum = 0;
  for (const Outcome outcome : all_outcomes) {
    const auto* each = object_at(*outcomes, code(outcome));
    const auto count = each == nullptr ? std::nullopt : figure(each->if_contains(family));
    if (!count) return findings.push_back(malformed("by_outcome." + std::string(code(outcome))));
    sum += *count;
  }
  const auto stated = figure(collected->if_contains(family));
  if (stated != sum) findings.push_back(differs("collected." + std::string(family), stated.value_or(-1), sum));
}

/// The twelve months of `name` add up to the year's figure.
void check_months(const json::object& document, std::string_view name, std::string_view family,
                  std::vector<base::Refusal>& findings) {
  const std::string monthly = std::string(name) + "_by_month";
  const auto* months = document.if_contains(monthly);
  const auto* year = object_at(document, name);
  if (months == nullptr || !months->is_array() || months->get_array().size() != 12 || year == nullptr)
    return findings.push_back(malformed(monthly));
  std::int64_t sum = 0;
  for (const auto& month : months->get_array()) {
    const auto count = month.is_object() ? figure(month.get_object().if_contains(family)) : std::nullopt;
    if (!count) return findings.push_back(malformed(monthly));
    sum += *count;
  }
  const auto stated = figure(year->if_contains(family));
  if (stated != sum)
    findings.push_back(differs(std::string(name) + "." + std::string(family), stated.value_or(-1), sum));
}

}  // namespace

json::object to_json(const Report& report) {
  json::object outcomes;
  for (const Outcome outcome : all_outcomes) {
    const auto found = report.by_outcome.find(outcome);
    outcomes[code(outcome)] = family_json(found == report.by_outcome.end() ? FamilyCount{} : found->second);
  }
  return {{"type", report_type},
          {"id", std::to_string(report.year)},
          {"basis", report_basis},
          {"issued_at", base::to_rfc3339(report.issued_at)},
          {"issuer",
           json::object{
               {"origin", report.origin}, {"organisation", report.organisation}, {"fingerprint", report.fingerprint}}},
          {"zone", report.zone},
          {"year", report.year},
          {"lots", report.lots},
          {"donors", report.donors},
          {"collected", family_json(report.collected)},
          {"put_back", family_json(report.put_back)},
          {"by_outcome", std::move(outcomes)},
          {"by_kind", kinds_json(report.by_kind)},
          {"put_back_by_kind", kinds_json(report.put_back_by_kind)},
          {"collected_by_month", months_json(report.collected_by_month)},
          {"put_back_by_month", months_json(report.put_back_by_month)},
          {"mass_balance", to_json(report.balance)}};
}

std::vector<base::Refusal> check_report(const json::object& document) {
  std::vector<base::Refusal> findings;
  const auto* basis = document.if_contains("basis");
  if (basis == nullptr || !basis->is_string() || basis->get_string() != report_basis)
    findings.push_back(malformed("basis"));
  check_balance(document, findings);
  for (const std::string_view family : {"devices", "accessories"}) {
    check_outcomes(document, family, findings);
    for (const std::string_view name : {"collected", "put_back"}) check_months(document, name, family, findings);
  }
  return findings;
}

}  // namespace impact
