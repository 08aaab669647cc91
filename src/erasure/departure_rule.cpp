#include "erasure/departure_rule.hpp"

#include <algorithm>

namespace erasure {
namespace {

using equipment::DepartureKind;
using equipment::Item;
using equipment::Medium;
using equipment::Status;
using equipment::Verdict;

base::Refusal of_medium(const std::string& code, const Medium& medium, std::map<std::string, std::string> more = {}) {
  more.emplace("medium", medium_name(medium));
  return {.code = "erasure.departure." + code, .field = "media", .arguments = std::move(more)};
}

/// What a proof of erasure lacks in the eyes of the agreement.
std::vector<base::Refusal> lacking(const Medium& medium, const collection::AgreementTerms& terms) {
  std::vector<base::Refusal> missing;
  if (!terms.accepts(medium.rank))
    missing.push_back(of_medium("rank." + std::string(equipment::code(medium.rank)), medium));
  if (!terms.accepts(medium.achieved))
    missing.push_back(of_medium("level." + std::string(equipment::code(terms.level)), medium));
  for (const auto& exception : medium.exceptions)
    if (!terms.accepts_exception(exception)) missing.push_back(of_medium("exception." + exception, medium));
  if (medium.verdict == Verdict::erased_with_exceptions && medium.exceptions.empty())
    missing.push_back(of_medium("exception_unnamed", medium));
  return missing;
}

std::vector<base::Refusal> missing_of_medium(const Medium& medium, const collection::AgreementTerms& terms) {
  if (!medium.verdict) return {of_medium("medium_unproven", medium)};
  switch (*medium.verdict) {
    case Verdict::destroyed:
      return {};
    case Verdict::failed:
      return {of_medium("medium_failed", medium)};
    case Verdict::interrupted:
      return {of_medium("medium_interrupted", medium)};
    case Verdict::erased:
    case Verdict::erased_with_exceptions:
      return lacking(medium, terms);
  }
  return {of_medium("medium_unproven", medium)};
}

/// Nobody knows yet what could hold data: said once, before any medium.
std::optional<base::Refusal> unknown_media(const Item& item) {
  if (item.proven_without_media || !item.media.empty()) return std::nullopt;
  switch (equipment::data_risk(item.kind)) {
    case equipment::DataRisk::never:
      return std::nullopt;
    case equipment::DataRisk::possible:
      return base::Refusal{.code = "erasure.departure.media_not_asked", .field = "media"};
    case equipment::DataRisk::always:
      break;
  }
  const std::string code =
      item.inventoried ? "erasure.departure.absence_unconfirmed" : "erasure.departure.not_inventoried";
  return base::Refusal{.code = code, .field = "media"};
}

bool may_be_handed_over(Status status) {
  return status == Status::ready || status == Status::reserved || status == Status::in_delivery;
}

void append(std::vector<base::Refusal>& all, std::vector<base::Refusal> more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

}  // namespace

std::string medium_name(const Medium& medium) {
  std::string name = medium.model.empty() && medium.kind != "UNKNOWN" ? medium.kind : medium.model;
  if (!medium.serial.empty()) name += (name.empty() ? "" : " · ") + medium.serial;
  // A disk that says nothing of itself is named by the end of its identifier: two of them stay apart.
  return name.empty() ? "#" + medium.id.text().substr(medium.id.text().size() -
                                                      std::min<std::size_t>(6, medium.id.text().size()))
                      : name;
}

std::vector<base::Refusal> missing_for_erasure(const Item& item, const collection::AgreementTerms& terms) {
  std::vector<base::Refusal> missing;
  if (const auto unknown = unknown_media(item)) missing.push_back(*unknown);
  for (const auto& medium : item.media) append(missing, missing_of_medium(medium, terms));
  return missing;
}

std::vector<base::Refusal> missing_for_tests(const Item& item) {
  std::vector<base::Refusal> missing;
  for (const auto test : equipment::tests_required(item.kind)) {
    const auto done = item.tests.find(std::string(test));
    const std::string field = "tests." + std::string(test);
    if (done == item.tests.end())
      missing.push_back({.code = "erasure.departure.test_missing." + std::string(test), .field = field});
    else if (done->second == equipment::TestOutcome::fail && equipment::is_essential_test(test))
      missing.push_back({.code = "erasure.departure.test_failed." + std::string(test), .field = field});
  }
  return missing;
}

std::vector<base::Refusal> missing_for_departure(const Item& item, const collection::AgreementTerms& terms,
                                                 DepartureKind kind) {
  if (!equipment::in_stock(item.status))
    return {{.code = "erasure.departure.already_gone.conflict", .arguments = {{"number", item.number}}}};
  auto missing = missing_for_erasure(item, terms);
  if (kind != DepartureKind::gift && kind != DepartureKind::sale) return missing;
  for (const auto& lock : item.locks) missing.push_back({.code = "erasure.departure.locked." + lock, .field = "locks"});
  append(missing, missing_for_tests(item));
  if (equipment::is_graded(item.kind) && item.category.empty())
    missing.push_back({.code = "erasure.departure.not_graded", .field = "category"});
  if (!may_be_handed_over(item.status))
    missing.push_back(
        {.code = "erasure.departure.not_ready." + std::string(equipment::code(item.status)), .field = "status"});
  return missing;
}

}  // namespace erasure
