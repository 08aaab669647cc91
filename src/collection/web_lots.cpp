// Lots: the list and the page of one, which a donor reads too.
#include <boost/json.hpp>
#include <memory>

#include "base/text.hpp"
#include "collection/json.hpp"
#include "collection/pages_lot.hpp"
#include "collection/web_shared.hpp"

namespace collection {
namespace {

namespace json = boost::json;

constexpr std::int64_t lines_at_once = 500;
constexpr std::int64_t items_shown = 200;

LotFilter filter_of(const http::Request& request) {
  const auto& who = accounts::caller(request);
  LotFilter filter{.organisation = who.organisation,
                   .donor = std::string(request.query.get("donor")),
                   .state = std::string(request.query.get("state")),
                   .words = std::string(request.query.get("q")),
                   .after = std::string(request.query.get("cursor"))};
  // Someone with the role of a donor but no donor sees nothing, rather than everything.
  if (only_donor(who)) filter.donor = who.donor.empty() ? "none" : who.donor;
  const auto limit = base::to_integer(request.query.get("limit"));
  if (limit && *limit >= 1 && *limit <= 500) filter.limit = *limit;
  return filter;
}

http::Response list(const Services& services, const http::Request& request) {
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  LotFilter filter = filter_of(request);
  const std::int64_t wanted = filter.limit++;
  auto rows = services.database.read([&](storage::Session& session) { return list_lots(session, filter); });
  std::string next;
  if (static_cast<std::int64_t>(rows.size()) > wanted) {
    rows.resize(static_cast<std::size_t>(wanted));
    next = rows.back().lot.id.text();
  }
  if (request.wants_json()) {
    json::array items;
    for (const auto& row : rows) {
      auto object = to_json(row.lot);
      object["declared"] = row.declared;
      object["received"] = row.received;
      items.push_back(std::move(object));
    }
    json::object answer{{"items", std::move(items)}};
    if (!next.empty()) answer["next"] = next;
    return http::Response::json(json::serialize(answer));
  }
  auto page = accounts::page_of(services, request, tr("collection.lots"));
  const bool may = who.any({accounts::Role::supervisor, accounts::Role::administrator});
  const auto button = may ? html::link_button(tr("collection.donation.new"), "/donations/new",
                                              html::ButtonStyle::primary, html::Icon::upload)
                          : html::Html();
  const bool filtered = !filter.words.empty() || !filter.state.empty() || !filter.after.empty();
  if (!rows.empty() || filtered) page.primary = button;
  std::vector<html::Choice> states = {{.value = "open", .text = tr("collection.lot_state.open")}};
  for (const LotState state : {LotState::declared, LotState::in_reception, LotState::received})
    states.push_back(
        {.value = std::string(code(state)), .text = tr("collection.lot_state." + std::string(code(state)))});
  html::TableWriter table(
      {.tr = tr,
       .caption = tr("collection.lots"),
       .path = "/lots",
       .query = {{"q", filter.words}, {"state", filter.state}, {"donor", std::string(request.query.get("donor"))}},
       .columns = {{.title = tr("collection.lot.number"), .heading = true},
                   {.title = tr("collection.agreement.donor"), .width = html::Width::wide},
                   {.title = tr("collection.lot.declared_at")},
                   {.title = tr("collection.lot.declared"), .align = html::Align::end},
                   {.title = tr("collection.lot.received"), .align = html::Align::end},
                   {.title = tr("collection.lot.state")},
                   {.title = tr("collection.lot.weight"), .align = html::Align::end}},
       .filters = {{.name = "q", .label = tr("collection.lot.search"), .value = filter.words},
                   {.name = "state", .label = tr("collection.lot.state"), .value = filter.state, .choices = states}},
       .shown = static_cast<std::int64_t>(rows.size()),
       .next_cursor = next,
       .empty = filtered ? html::empty_state(tr("collection.lot.none_found"), tr("collection.lot.none_found_text"))
                         : html::empty_state(tr("collection.lot.none"),
                                             tr(may ? "collection.lot.none_text" : "collection.lot.none_donor"), button,
                                             html::Icon::truck)});
  for (const auto& row : rows)
    table.row(
        {row.lot.number, row.lot.donor_name, tr.short_date(base::day_in_zone(row.lot.declared_at, who.zone).value()),
         tr.number(row.declared), tr.number(row.received), lot_state_badge(tr, row.lot.state),
         row.lot.weight_g ? tr.mass(base::Mass::grams(*row.lot.weight_g)) : std::string("–")},
        "/lots/" + row.lot.id.text());
  return accounts::show(page, table.finish());
}

struct Shown {
  Lot lot;
  LotFigures figures;
  std::optional<LotAlert> alert;
  std::string agreement;
  std::map<std::string, std::int64_t> received;
};

base::Result<Shown> read_lot(const Services& services, const http::Request& request) {
  return services.database.read([&](storage::Session& session) -> base::Result<Shown> {
    TRY(lot, lot_of(session, request));
    Shown shown{.lot = std::move(lot)};
    shown.figures = figures_of(session, shown.lot.id);
    shown.alert = find_alert(session, shown.lot.id);
    shown.agreement = terms_of_lot(session, shown.lot.id).number;
    shown.received = received_by_line(session, shown.lot.id);
    return shown;
  });
}

http::Response lot_json(const Services& services, const Shown& shown) {
  json::object object = to_json(shown.lot);
  object["counts"] = to_json(shown.figures);
  services.database.read([&](storage::Session& session) {
    json::array lines;
    for (const auto& line : lines_of_lot(session, shown.lot.id)) {
      const auto found = shown.received.find(line.id.text());
      lines.push_back(to_json(line, found == shown.received.end() ? 0 : found->second));
    }
    object["lines"] = std::move(lines);
    json::array items;
    for (const auto& item : equipment::items_of_lot(session, shown.lot.id))
      items.push_back(received_item_json(item, std::nullopt));
    object["items"] = std::move(items);
  });
  return http::Response::json(json::serialize(object));
}

html::Html lot_actions(const i18n::Translator& tr, const accounts::Caller& who, const Shown& shown) {
  using enum accounts::Role;
  const std::string place = "/lots/" + shown.lot.id.text();
  std::vector<html::Html> buttons;
  if (who.any({supervisor, administrator}) && shown.lot.state != LotState::received && shown.figures.lines > 0)
    buttons.push_back(html::link_button(tr("collection.answers.title"), place + "/answers",
                                        html::ButtonStyle::secondary, html::Icon::check));
  if (who.any({technician, supervisor, administrator}) && shown.figures.received > 0)
    buttons.push_back(html::link_button(tr("collection.label.print_lot"), place + "/labels.pdf",
                                        html::ButtonStyle::secondary, html::Icon::print));
  if (shown.figures.with_media > 0)
    buttons.push_back(html::link_button(tr("certificate.link"), "/certificates?lot=" + shown.lot.id.text(),
                                        html::ButtonStyle::secondary, html::Icon::shield));
  buttons.push_back(html::link_button(tr("collection.lot.statement"), place + "/statement",
                                      html::ButtonStyle::secondary, html::Icon::document));
  return html::actions(buttons);
}

/// The first items received; the whole list is the stock's own table.
html::Html items_panel(const i18n::Translator& tr, storage::Session& session, const Shown& shown) {
  if (shown.figures.received == 0) return {};
  std::vector<std::vector<html::Html>> rows;
  session.each<std::string, std::string, std::string, std::string, std::string, std::string>(
      "SELECT id, number, kind, maker, model, status FROM item WHERE lot_id = :1 ORDER BY row_number LIMIT :2",
      [&](std::string id, std::string number, std::string kind, std::string maker, std::string model,
          std::string status) {
        rows.push_back({html::a(html::attr("href", "/items/" + id), number), html::text(tr("equipment.kind." + kind)),
                        html::text(base::trim(maker + " " + model)), html::text(tr("equipment.status." + status))});
      },
      shown.lot.id.text(), items_shown);
  html::Html more;
  if (shown.figures.received > items_shown)
    more = html::link_button(tr.count("collection.lot.all_items", shown.figures.received),
                             "/items?lot=" + shown.lot.id.text(), html::ButtonStyle::quiet);
  return html::panel(tr("collection.lot.items"),
                     html::simple_table(tr("collection.lot.items"),
                                        {{.title = tr("collection.lot.number"), .heading = true},
                                         {.title = tr("collection.line.kind")},
                                         {.title = tr("collection.line.model"), .width = html::Width::wide},
                                         {.title = tr("collection.lot.state")}},
                                        rows),
                     more);
}

/// The lines of a lot, sent as they are read: 10,000 of them take no more memory than 500.
http::Response stream_page(const Services& services, const html::Page& page, html::Html before, const Shown& shown,
                           bool may_edit) {
  struct Sending {
    html::TableWriter table;
    std::string start, end;
    Lot lot;
    std::map<std::string, std::int64_t> received;
    std::int64_t after = 0;
    enum class Part { start, lines, end, done } part = Part::start;
  };
  const auto& tr = page.tr;
  auto sending = std::make_shared<Sending>(Sending{.table = lines_table(tr, shown.lot),
                                                   .start = html::page_start(page) + std::move(before).str(),
                                                   .end = html::page_end(page),
                                                   .lot = shown.lot,
                                                   .received = shown.received});
  http::Response response = http::Response::html({});
  if (!page.flash.empty())
    response.headers.emplace_back("Set-Cookie", "flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  response.stream = [&services, &tr, sending, may_edit]() -> std::optional<std::string> {
    using Part = Sending::Part;
    switch (sending->part) {
      case Part::start:
        sending->part = Part::lines;
        return std::move(sending->start);
      case Part::lines: {
        const auto lines = services.database.read([&](storage::Session& session) {
          return lines_after(session, sending->lot.id, sending->after, lines_at_once);
        });
        for (const auto& line : lines) {
          const auto found = sending->received.find(line.id.text());
          write_line(sending->table, tr, sending->lot, line, found == sending->received.end() ? 0 : found->second,
                     may_edit);
          sending->after = line.line;
        }
        if (static_cast<std::int64_t>(lines.size()) < lines_at_once) sending->part = Part::end;
        return sending->table.take().str() + "\n";
      }
      case Part::end:
        sending->part = Part::done;
        return sending->table.finish().str() + sending->end;
      case Part::done:
        return std::nullopt;
    }
    return std::nullopt;
  };
  return response;
}

http::Response show_lot(const Services& services, const http::Request& request) {
  using enum accounts::Role;
  const auto shown = read_lot(services, request);
  if (!shown.ok()) return accounts::refuse(services, request, shown.refusal());
  if (request.wants_json()) return lot_json(services, *shown);
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  auto page = accounts::page_of(services, request, tr("collection.lot.title", {{"number", shown->lot.number}}));
  page.subtitle = shown->lot.donor_name;
  page.breadcrumbs = {{.text = tr("collection.lots"), .href = "/lots"}};
  const bool may_receive = who.any({technician, supervisor, administrator});
  if (may_receive)
    page.primary = html::link_button(tr("collection.reception.title"), "/lots/" + shown->lot.id.text() + "/reception",
                                     html::ButtonStyle::primary, html::Icon::scan);
  html::Html body =
      lot_steps(tr, shown->lot, shown->figures) +
      lot_warnings(tr, page.csrf, shown->lot, shown->figures, shown->alert, may_receive,
                   accounts::caller(request).any({accounts::Role::supervisor, accounts::Role::administrator})) +
      lot_tiles(tr, shown->lot, shown->figures);
  body += html::key_values(
      {{.label = tr("collection.lot.state"), .value = lot_state_badge(tr, shown->lot.state)},
       {.label = tr("collection.lot.declared_at"), .value = html::text(tr.date_time(shown->lot.declared_at, who.zone))},
       {.label = tr("collection.donation.agreement"),
        .value = shown->lot.agreement && who.any({supervisor, administrator, coordinator})
                     ? html::a(html::attr("href", "/agreements/" + shown->lot.agreement->text()), shown->agreement)
                     : html::text(shown->agreement)}});
  body += lot_actions(tr, who, *shown);
  // A donor reads what became of its lot in the statement; the workshop's own pages of items are not its own.
  if (!only_donor(who))
    services.database.read([&](storage::Session& session) { body += items_panel(tr, session, *shown); });
  body += html::h2(tr("collection.lot.lines"));
  return stream_page(services, page, std::move(body), *shown, who.any({supervisor, administrator}));
}

http::Response called(const Services& services, const http::Request& request) {
  auto answer = accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
    TRY(lot, lot_of(session, request));
    TRY_DONE(mark_called(session, equipment::occasion_of(request), lot));
    return accounts::done(request, "/lots/" + lot.id.text(), json::serialize(to_json(lot)), 200,
                          "collection.alert.saved");
  });
  return answer.ok() ? std::move(*answer) : accounts::refuse(services, request, answer.refusal());
}

}  // namespace

void add_lot_routes(http::Router& router, const Services& services) {
  using http::Method;
  const auto listed = [&services](const http::Request& request) { return list(services, request); };
  const auto shown = [&services](const http::Request& request) { return show_lot(services, request); };
  add(router, Method::get, "/lots", lot_readers(), listed);
  add(router, Method::get, "/lots/{id}", lot_readers(), shown);
  add(router, Method::post, "/lots/{id}/called", bench(),
      [&services](const http::Request& request) { return called(services, request); });
  add(router, Method::get, "/api/v1/lots", lot_readers(), listed,
      http::Operation{.summary = "Lots, newest first; a donor sees its own",
                      .response = "LotList",
                      .query = {{.name = "q"},
                                {.name = "state", .values = {"open", "declared", "in_reception", "received"}},
                                {.name = "donor"},
                                {.name = "limit", .type = "integer"},
                                {.name = "cursor"}}});
  add(router, Method::get, "/api/v1/lots/{id}", lot_readers(), shown,
      http::Operation{
          .summary = "One lot with its lines and the items received", .response = "Lot", .statuses = {200, 404}});
}

}  // namespace collection
