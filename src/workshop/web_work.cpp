// Triage, tests, closing of the work order: a page, its form, and the API twin of each.
#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "equipment/occasion.hpp"
#include "equipment/pages.hpp"
#include "equipment/tests.hpp"
#include "equipment/web.hpp"
#include "workshop/pages.hpp"
#include "workshop/triage.hpp"
#include "workshop/web_parts.hpp"

namespace workshop {
namespace {

using accounts::Input;
using accounts::Services;
using equipment::Item;
using equipment::ItemId;

using Body =
    std::function<html::Html(const i18n::Translator&, const Item&, const std::string& csrf, const html::Submission&)>;

http::Response item_page(const Services& services, const http::Request& request, const char* title,
                         const html::Submission& sent, const Body& body) {
  const auto id = equipment::item_id_of(request);
  const auto item = id.ok() ? services.database.read([&](storage::Session& session) {
    return equipment::find_item(session, accounts::caller(request).organisation, *id);
  })
                            : std::nullopt;
  if (!item) return accounts::refuse(services, request, {.code = "equipment.item.unknown"});
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr(title, {{"number", item->number}}));
  page.path = request.path;
  page.subtitle = equipment::item_name(tr, *item);
  page.breadcrumbs = {{.text = tr("equipment.list.title"), .href = "/items"},
                      {.text = item->number, .href = "/items/" + item->id.text()}};
  page.refused = !sent.refusals().empty();
  const int status = page.refused ? accounts::status_of(sent.refusals().front()) : 200;
  return accounts::show(page, body(tr, *item, page.csrf, sent), status);
}

http::Response triage_page(const Services& services, const http::Request& request, const html::Submission& sent) {
  return item_page(services, request, "workshop.triage.title", sent, triage_body);
}

http::Response tests_page(const Services& services, const http::Request& request, const html::Submission& sent) {
  return item_page(services, request, "workshop.tests.title", sent, tests_body);
}

http::Response close_page(const Services& services, const http::Request& request) {
  return item_page(services, request, "workshop.close.title", {},
                   [&](const i18n::Translator& tr, const Item& item, const std::string& csrf, const html::Submission&) {
                     const auto missing = services.database.read(
                         [&](storage::Session& session) { return missing_for_closing(session, item); });
                     return close_body(tr, item, missing, csrf);
                   });
}

base::Result<Triage> triage_in(const http::Request& request, const Input& input) {
  const auto decision = equipment::from_code<equipment::TriageDecision>(input.text("decision"));
  if (!decision) return base::Refusal{.code = "workshop.triage.bad_decision", .field = "decision"};
  Triage triage{.decision = *decision, .reason = input.text("reason"), .note = input.text("note").substr(0, 1000)};
  for (auto& lock : equipment::ticked(request, "locks")) triage.locks.insert(std::move(lock));
  if (input.has("has_medium")) triage.has_medium = input.yes("has_medium");
  if (input.has("seen")) {
    const auto seen = equipment::status_from_code(input.text("seen"));
    if (!seen) return base::Refusal{.code = "workshop.triage.conflict", .field = "seen", .arguments = {{"number", ""}}};
    triage.seen = *seen;
  }
  return triage;
}

base::Result<std::map<std::string, equipment::TestOutcome>> outcomes_in(const Input& input) {
  std::map<std::string, equipment::TestOutcome> outcomes;
  for (const auto& [test, text] : input.under("tests.")) {
    const auto outcome = equipment::from_code<equipment::TestOutcome>(text);
    if (!outcome)
      return base::Refusal{
          .code = "workshop.tests.bad_outcome", .field = "tests." + test, .arguments = {{"value", text}}};
    outcomes.emplace(test, *outcome);
  }
  return outcomes;
}

struct ItemDeed {
  std::string flash;
  std::function<base::Result<Item>(storage::Session&, const ItemId&, const Input&)> work;
  std::function<http::Response(const html::Submission&)> again;  ///< the form, shown again
};

http::Response run(const Services& services, const http::Request& request, const ItemDeed& deed) {
  const auto id = equipment::item_id_of(request);
  if (!id.ok()) return accounts::refuse(services, request, id.refusal());
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  return equipment::perform(
      {.services = services,
       .request = request,
       .location = "/items/" + id->text(),
       .flash = deed.flash,
       .work = [&](storage::Session& session) { return deed.work(session, *id, *input); },
       .refused =
           [&](const base::Refusal& refusal) { return deed.again(html::Submission(input->values(), {refusal})); }});
}

http::Response post_triage(const Services& services, const http::Request& request) {
  return run(services, request,
             {.flash = "workshop.triage.done",
              .work = [&](storage::Session& session, const ItemId& id, const Input& input) -> base::Result<Item> {
                TRY(wanted, triage_in(request, input));
                return triage(session, equipment::occasion_of(request), id, wanted);
              },
              .again = [&](const html::Submission& sent) { return triage_page(services, request, sent); }});
}

http::Response post_tests(const Services& services, const http::Request& request) {
  return run(services, request,
             {.flash = "workshop.tests.done",
              .work = [&](storage::Session& session, const ItemId& id, const Input& input) -> base::Result<Item> {
                TRY(outcomes, outcomes_in(input));
                return record_tests(session, equipment::occasion_of(request), id, outcomes);
              },
              .again = [&](const html::Submission& sent) { return tests_page(services, request, sent); }});
}

http::Response post_close(const Services& services, const http::Request& request) {
  const auto id = equipment::item_id_of(request);
  if (!id.ok()) return accounts::refuse(services, request, id.refusal());
  auto response = equipment::perform(
      {.services = services,
       .request = request,
       .location = "/items/" + id->text(),
       .flash = "workshop.close.done",
       .work = [&](storage::Session& session) { return close_work(session, equipment::occasion_of(request), *id); },
       .refused =
           [&](const base::Refusal& refusal) {
             return accounts::status_of(refusal) == 422 ? close_page(services, request)
                                                        : accounts::refuse(services, request, refusal);
           }});
  if (response.status != 422 || !request.wants_json()) return response;
  // A program is told everything that is missing at once.
  const auto missing = services.database.read([&](storage::Session& session) {
    const auto item = equipment::find_item(session, accounts::caller(request).organisation, *id);
    return item ? missing_for_closing(session, *item) : std::vector<base::Refusal>{};
  });
  return missing.empty() ? response : accounts::refuse_all(services, request, missing);
}

http::Operation operation(std::string summary, std::vector<http::ApiField> fields) {
  return {.summary = std::move(summary),
          .response = "Item",
          .request = std::move(fields),
          .statuses = {200, 404, 409, 422}};
}

}  // namespace

void add_work_routes(http::Router& router, const Services& services) {
  const auto bench = equipment::bench();
  const auto with = [&services](auto handler) {
    return [&services, handler](const http::Request& request) { return handler(services, request); };
  };
  router.get("/items/{id}/triage", bench,
             [&services](const http::Request& request) { return triage_page(services, request, {}); });
  router.get("/items/{id}/tests", bench,
             [&services](const http::Request& request) { return tests_page(services, request, {}); });
  router.get("/items/{id}/close", bench, with(close_page));
  std::vector<std::string> reasons;
  for (const auto decision : {equipment::TriageDecision::repair, equipment::TriageDecision::waste})
    for (const auto reason : reasons_for(decision)) reasons.emplace_back(reason);
  equipment::add_twin(
      router,
      {.pattern = "/items/{id}/triage",
       .allow = bench,
       .handler = with(post_triage),
       .operation = operation("What becomes of the item; opens a work order for reuse and repair",
                              {{.name = "decision", .required = true, .values = {"reuse", "repair", "parts", "waste"}},
                               {.name = "reason", .values = reasons},
                               {.name = "locks", .type = "array"},
                               {.name = "has_medium", .type = "boolean"},
                               {.name = "seen"},
                               {.name = "note"}})});
  equipment::add_twin(router, {.pattern = "/items/{id}/tests",
                               .allow = bench,
                               .handler = with(post_tests),
                               .operation = operation("Outcomes of tests; those left out stay as they are",
                                                      {{.name = "tests", .type = "object", .required = true}})});
  equipment::add_twin(router, {.pattern = "/items/{id}/close",
                               .allow = bench,
                               .handler = with(post_close),
                               .operation = operation("Closes the work order: the item is ready", {})});
}

}  // namespace workshop
