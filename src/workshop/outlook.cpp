// layer: web
#include "workshop/outlook.hpp"

#include <algorithm>

#include "collection/agreement.hpp"
#include "erasure/departure_rule.hpp"
#include "workshop/next_step.hpp"
#include "workshop/store.hpp"

namespace workshop {
namespace {

struct Way {
  const char* text;
  std::string href;
};

equipment::DepartureKind likely_departure(equipment::Status status) {
  if (status == equipment::Status::for_waste) return equipment::DepartureKind::waste;
  if (status == equipment::Status::for_parts) return equipment::DepartureKind::dismantling;
  return equipment::DepartureKind::gift;
}

Way way_of(Step step, const equipment::Item& item) {
  const std::string base = "/items/" + item.id.text();
  switch (step) {
    case Step::triage:
      return {"workshop.step.triage", base + "/triage"};
    case Step::erase:
      return {"workshop.step.erase", base + "/erasure"};
    case Step::test:
      return {"workshop.step.test", base + "/tests"};
    case Step::grade:
      return {"workshop.step.grade", base + "/grade"};
    case Step::close:
      return {"workshop.step.close", base + "/close"};
    case Step::store:
      return {"workshop.step.store", "/stock/move"};
    case Step::depart:
      return {"workshop.step.depart",
              "/departures/new?kind=" + std::string(equipment::code(likely_departure(item.status))) +
                  "&scan=" + item.id.text()};
    case Step::none:
      return {"", ""};
  }
  return {"", ""};
}

}  // namespace

equipment::Outlook outlook(storage::Session& session, const equipment::Item& item) {
  const auto terms = collection::terms_of_lot(session, item.lot);
  const auto unproven = erasure::missing_for_erasure(item, terms);
  const Way way = way_of(next_step(item, unproven, erasure::missing_for_tests(item)), item);
  equipment::Outlook outlook{.next = way.text, .next_href = way.href};
  if (const auto score = score_of_item(session, item.organisation, item.id))
    outlook.facts.push_back({.label = "workshop.score.title",
                             .text = "workshop.score.value",
                             .numbers = {{"all", score->all}, {"single", score->single}},
                             .words = {{"version", score->version}}});
  const bool measured = std::any_of(item.media.begin(), item.media.end(), [](const equipment::Medium& each) {
    return each.verdict && each.rank == equipment::Rank::measured;
  });
  if (measured)
    outlook.links.push_back(
        {.text = "certificate.link", .href = "/certificates?item=" + item.id.text(), .icon = html::Icon::document});
  if (!equipment::in_stock(item.status)) return outlook;
  outlook.missing = erasure::missing_for_departure(item, terms, likely_departure(item.status));
  const std::string base = "/items/" + item.id.text();
  const auto add = [&](const char* text, const std::string& href, html::Icon icon) {
    if (href != way.href) outlook.links.push_back({.text = text, .href = href, .icon = icon});
  };
  add("workshop.step.triage", base + "/triage", html::Icon::filter);
  if (equipment::data_risk(item.kind) != equipment::DataRisk::never)
    add("workshop.step.erase", base + "/erasure", html::Icon::shield);
  if (!equipment::tests_required(item.kind).empty()) add("workshop.step.test", base + "/tests", html::Icon::wrench);
  add("workshop.step.grade", base + "/grade", html::Icon::tag);
  return outlook;
}

}  // namespace workshop
