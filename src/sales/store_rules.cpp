#include "sales/store_rules.hpp"

#include <boost/json.hpp>

#include "accounts/store.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace sales {
namespace {

std::optional<std::string> content_on(storage::Session& session, const equipment::OrganisationId& organisation,
                                      Subject subject, base::Day day) {
  return session.value<std::string>(
      "SELECT content FROM sale_rule WHERE organisation_id = :1 AND subject = :2 AND valid_from <= :3 "
      "ORDER BY valid_from DESC, created_at DESC, id DESC LIMIT 1",
      organisation.text(), std::string(code(subject)), base::to_iso(day));
}

template <typename Rule, typename Read>
Rule read_or(const std::optional<std::string>& content, Rule start, Read read) {
  if (!content) return start;
  const auto json = base::parse_json(*content);
  auto rule = json.ok() ? read(*json) : base::Result<Rule>(json.refusal());
  if (!rule.ok())
    throw storage::Fault(storage::Fault::Kind::corrupt, "a stored rule of sale is unreadable: " + rule.refusal().code);
  return std::move(*rule);
}

base::Outcome check_content(Subject subject, const boost::json::value& json) {
  const auto outcome = [](const auto& result) -> base::Outcome {
    if (!result.ok()) return result.refusal();
    return base::Done{};
  };
  switch (subject) {
    case Subject::prices:
      return outcome(prices_from_json(json));
    case Subject::caps:
      return outcome(caps_from_json(json));
    case Subject::vat:
      return outcome(vat_from_json(json));
    case Subject::warranty:
      return outcome(warranty_from_json(json));
  }
  return base::Done{};
}

}  // namespace

std::vector<RuleVersion> list_versions(storage::Session& session, const equipment::OrganisationId& organisation,
                                       Subject subject) {
  std::vector<RuleVersion> found;
  session.each<std::string, std::string, std::string, std::string>(
      "SELECT valid_from, content, source, actor FROM sale_rule WHERE organisation_id = :1 AND subject = :2 "
      "ORDER BY valid_from DESC, created_at DESC, id DESC",
      [&](std::string valid_from, std::string content, std::string source, std::string actor) {
        found.push_back({.subject = subject,
                         .valid_from = std::move(valid_from),
                         .content = std::move(content),
                         .source = std::move(source),
                         .actor = std::move(actor)});
      },
      organisation.text(), std::string(code(subject)));
  return found;
}

Rules rules_on(storage::Session& session, const equipment::OrganisationId& organisation, base::Day day) {
  Rules start = default_rules();
  return {.prices = read_or(content_on(session, organisation, Subject::prices, day), std::move(start.prices),
                            prices_from_json),
          .caps = read_or(content_on(session, organisation, Subject::caps, day), std::move(start.caps), caps_from_json),
          .vat = read_or(content_on(session, organisation, Subject::vat, day), std::move(start.vat), vat_from_json),
          .warranty =
              read_or(content_on(session, organisation, Subject::warranty, day), start.warranty, warranty_from_json)};
}

base::Outcome set_rule(storage::Session& session, const equipment::Occasion& occasion, RuleVersion version) {
  TRY(day, base::parse_day(version.valid_from));
  TRY(json, base::parse_json(version.content));
  TRY_DONE(check_content(version.subject, json));
  version.source = base::trim(version.source);
  if (version.source.empty() || version.source.size() > 300)
    return base::Refusal{.code = "sales.rule.no_source", .field = "source"};
  session.execute(
      "INSERT INTO sale_rule (id, organisation_id, subject, valid_from, content, source, actor, created_at) VALUES "
      "(:1, :2, :3, :4, :5, :6, :7, :8)",
      base::Id<struct SaleRuleTag>::create(occasion.now).text(), occasion.organisation.text(),
      std::string(code(version.subject)), base::to_iso(day), version.content, version.source, occasion.actor,
      base::to_milliseconds(occasion.now));
  return base::Done{};
}

base::Day today(storage::Session& session, const equipment::OrganisationId& organisation, base::Instant now) {
  const auto found = accounts::find_organisation(session, organisation);
  return base::day_in_zone(now, found ? found->zone : "Europe/Paris").value();
}

}  // namespace sales
