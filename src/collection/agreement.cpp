#include "collection/agreement.hpp"

#include <array>

#include "base/text.hpp"

namespace collection {
namespace {

base::Refusal refused(std::string what, std::string field) {
  return {.code = "collection.agreement." + std::move(what), .field = std::move(field)};
}

base::Result<int> number_between(const std::string& text, int fallback, int least, int most, const char* what,
                                 const char* field) {
  if (text.empty()) return fallback;
  const auto number = base::to_integer(text);
  if (!number || *number < least || *number > most) return refused(what, field);
  return static_cast<int>(*number);
}

base::Outcome read_terms(const AgreementRequest& request, AgreementTerms& terms) {
  if (!request.level.empty()) {
    const auto level = equipment::from_code<equipment::Level>(request.level);
    if (!level || *level == equipment::Level::none) return refused("bad_level", "level");
    terms.level = *level;
  }
  if (!request.rank.empty()) {
    const auto rank = equipment::from_code<equipment::Rank>(request.rank);
    if (!rank) return refused("bad_rank", "rank");
    terms.accepted_rank = *rank;
  }
  TRY(days, number_between(request.days, terms.days_to_erasure, 1, 365, "bad_days", "days"));
  TRY(years, number_between(request.proof_years, terms.proof_years, 1, 30, "bad_years", "proof_years"));
  terms.days_to_erasure = days;
  terms.proof_years = years;
  if (!request.place.empty() && request.place != "workshop" && request.place != "on_site")
    return refused("bad_place", "place");
  terms.on_site = request.place == "on_site";
  terms.subcontractors = base::shorten(base::trim(request.subcontractors), 1000);
  for (const auto& code : request.exceptions) {
    if (std::find(equipment::exception_codes.begin(), equipment::exception_codes.end(), code) ==
        equipment::exception_codes.end())
      return refused("bad_exception", "exceptions");
    if (!terms.accepts_exception(code)) terms.accepted_exceptions.push_back(code);
  }
  return base::Done{};
}

}  // namespace

AgreementTerms default_terms() { return {}; }

std::span<const std::string_view> known_exceptions() { return equipment::exception_codes; }

base::Result<Agreement> check_agreement(const AgreementRequest& request, bool public_body, base::Day today) {
  Agreement agreement;
  TRY_DONE(read_terms(request, agreement.terms));
  if (request.public_free_transfer && !public_body) return refused("not_public", "public_free_transfer");
  agreement.terms.public_free_transfer = request.public_free_transfer;
  agreement.signed_on = today;
  if (!request.signed_on.empty()) {
    const auto day = base::parse_day(request.signed_on);
    if (!day.ok()) return refused("bad_day", "signed_on");
    agreement.signed_on = *day;
  }
  if (!request.valid_until.empty()) {
    const auto day = base::parse_day(request.valid_until);
    if (!day.ok()) return refused("bad_day", "valid_until");
    if (std::chrono::sys_days(*day) < std::chrono::sys_days(agreement.signed_on))
      return refused("ends_before", "valid_until");
    agreement.valid_until = *day;
  }
  return agreement;
}

}  // namespace collection
