// The list of items: dense, filtered and sorted by its address, paged by cursor or sent whole; and the same for programs.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "base/text.hpp"
#include "equipment/list.hpp"
#include "equipment/pages.hpp"
#include "equipment/to_api.hpp"
#include "equipment/web_parts.hpp"
#include "html/table.hpp"

namespace equipment {
namespace {

constexpr std::int64_t page_size = 50;
constexpr std::int64_t longest_list = 10'000;
constexpr std::int64_t rows_at_once = 500;

/// A heading's link says "number", then "-number" when clicked again: the second one goes back to the usual order, newest first.
std::optional<Sort> sort_of_heading(std::string_view text) {
  if (text == "-oldest" || text == "-number" || text == "-model") return Sort::newest;
  return sort_from_code(text);
}

/// Refuses a filter that does not exist: a wrong address must not look like an empty workshop.
base::Result<ItemFilter> filter_of(const http::Request& request) {
  ItemFilter filter{.organisation = accounts::caller(request).organisation};
  const auto text = [&](std::string_view name) { return base::trim(base::printable(request.query.get(name))); };
  filter.words = base::shorten(text("q"), 200);
  filter.number = base::shorten(text("number"), 60);
  filter.category = base::shorten(text("category"), 20);
  if (const auto status = text("status"); !status.empty()) {
    filter.status = status_from_code(status);
    if (!filter.status)
      return base::Refusal{.code = "equipment.list.bad_filter", .field = "status", .arguments = {{"value", status}}};
  }
  if (const auto kind = text("kind"); !kind.empty()) {
    filter.kind = kind_from_code(kind);
    if (!filter.kind)
      return base::Refusal{.code = "equipment.list.bad_filter", .field = "kind", .arguments = {{"value", kind}}};
  }
  if (const auto lot = text("lot"); !lot.empty()) {
    auto id = LotId::parse(lot);
    if (!id.ok())
      return base::Refusal{.code = "equipment.list.bad_filter", .field = "lot", .arguments = {{"value", lot}}};
    filter.lot = *id;
  }
  if (const auto sort = text("sort"); !sort.empty()) {
    const auto known = sort_of_heading(sort);
    if (!known)
      return base::Refusal{.code = "equipment.list.bad_filter", .field = "sort", .arguments = {{"value", sort}}};
    filter.sort = *known;
  }
  if (const auto cursor = text("cursor"); !cursor.empty()) {
    auto id = ItemId::parse(cursor);
    if (!id.ok())
      return base::Refusal{.code = "equipment.list.bad_filter", .field = "cursor", .arguments = {{"value", cursor}}};
    filter.after = *id;
  }
  return filter;
}

/// One row more than asked tells whether there is another page.
struct Found {
  std::vector<ItemRow> rows;
  std::string next_cursor;
  std::int64_t total = 0;
};

Found find_page(const accounts::Services& services, ItemFilter filter, std::int64_t limit, bool counted) {
  filter.limit = limit + 1;
  return services.database.read([&](storage::Session& session) {
    Found found{.rows = list_items(session, filter)};
    if (static_cast<std::int64_t>(found.rows.size()) > limit) {
      found.rows.resize(static_cast<std::size_t>(limit));
      found.next_cursor = found.rows.back().id.text();
    }
    if (counted) found.total = count_items(session, filter, longest_list);
    return found;
  });
}

std::vector<html::Choice> choices(const i18n::Translator& tr, std::string_view prefix, const auto& values) {
  std::vector<html::Choice> all = {{.value = "", .text = tr("equipment.list.any")}};
  for (const auto value : values)
    all.push_back({.value = std::string(code(value)), .text = tr(std::string(prefix) + std::string(code(value)))});
  return all;
}

std::vector<html::Filter> filters_of(const i18n::Translator& tr, const http::Request& request) {
  const auto now = [&](std::string_view name) { return std::string(request.query.get(name)); };
  std::vector<html::Choice> categories = {{.value = "", .text = tr("equipment.list.any")}};
  for (const char* each : {"PREMIUM", "A", "B", "C", "D"}) categories.push_back({.value = each, .text = each});
  return {{.name = "q", .label = tr("equipment.list.search"), .value = now("q")},
          {.name = "status",
           .label = tr("equipment.field.status"),
           .value = now("status"),
           .choices = choices(tr, "equipment.status.", all_statuses)},
          {.name = "kind",
           .label = tr("equipment.field.kind"),
           .value = now("kind"),
           .choices = choices(tr, "equipment.kind.", all_kinds)},
          {.name = "category",
           .label = tr("equipment.field.category"),
           .value = now("category"),
           .choices = std::move(categories)}};
}

std::string heading_in_force(std::string_view sort) {
  return sort == "number" || sort == "model" || sort == "oldest" ? std::string(sort) : "-oldest";
}

html::Table table_of(const i18n::Translator& tr, const http::Request& request) {
  html::Query query;
  for (const char* name : {"q", "status", "kind", "category", "lot", "sort"}) {
    const auto value = request.query.get(name);
    if (!value.empty()) query.emplace_back(name, std::string(value));
  }
  return {.tr = tr,
          .caption = tr("equipment.list.title"),
          .path = "/items",
          .query = std::move(query),
          .columns = {{.title = tr("equipment.field.number"), .sort = "number", .heading = true},
                      {.title = tr("equipment.field.kind")},
                      {.title = tr("equipment.field.name"), .sort = "model", .width = html::Width::wide},
                      {.title = tr("equipment.field.status")},
                      {.title = tr("equipment.field.category"), .align = html::Align::centre},
                      {.title = tr("equipment.field.location")},
                      {.title = tr("equipment.field.mass"), .align = html::Align::end},
                      {.title = tr("equipment.field.received"), .sort = "oldest", .align = html::Align::end}},
          .filters = filters_of(tr, request),
          .sort = heading_in_force(request.query.get("sort"))};
}

void write_row(html::TableWriter& table, const i18n::Translator& tr, const std::string& zone, const ItemRow& row) {
  const auto status = status_from_code(row.status);
  const auto day = base::day_in_zone(row.received_at, zone);
  table.row({row.number, tr("equipment.kind." + row.kind), row.maker + " " + row.model,
             status ? status_badge(tr, *status) : html::text(row.status), row.category, row.location,
             row.mass_g ? tr.mass(base::Mass::grams(*row.mass_g)) : "", day.ok() ? tr.short_date(*day) : ""},
            "/items/" + row.id.text());
}

html::Html nothing_found(const i18n::Translator& tr, const http::Request& request) {
  const bool filtered = !request.query.entries().empty();
  return html::empty_state(tr(filtered ? "equipment.list.nothing_found" : "equipment.list.nothing"),
                           tr(filtered ? "equipment.list.nothing_found_text" : "equipment.list.nothing_text"),
                           html::link_button(tr(filtered ? "equipment.list.clear" : "equipment.list.to_lots"),
                                             filtered ? "/items" : "/lots"),
                           html::Icon::laptop);
}

http::Response list_page(const accounts::Services& services, const http::Request& request, const ItemFilter& filter) {
  const auto& tr = accounts::translator(services, request);
  const auto found = find_page(services, filter, page_size, true);
  auto page = accounts::page_of(services, request, tr("equipment.list.title"));
  auto table = table_of(tr, request);
  table.shown = static_cast<std::int64_t>(found.rows.size());
  if (found.total <= longest_list) table.total = found.total;
  if (!filter.after) table.first = 1;
  table.next_cursor = found.next_cursor;
  if (!found.next_cursor.empty()) table.all_limit = longest_list;
  table.empty = nothing_found(tr, request);
  html::TableWriter writer(table);
  for (const auto& row : found.rows) write_row(writer, tr, accounts::caller(request).zone, row);
  return accounts::show(page, writer.finish());
}

/// Everything up to 10,000 rows, read in pages of 500 and sent as they are read: no long transaction, little memory.
http::Response whole_list(const accounts::Services& services, const http::Request& request, ItemFilter filter) {
  struct State {
    const accounts::Services& services;
    html::Page page;
    html::TableWriter table;
    ItemFilter filter;
    std::string zone, before;
    std::int64_t left = longest_list;
    bool started = false, ended = false;
  };
  const auto& tr = accounts::translator(services, request);
  auto table = table_of(tr, request);
  table.query.emplace_back("all", "1");
  table.long_list = true;
  table.first = 1;
  table.shown = services.database.read(
      [&](storage::Session& session) { return std::min(count_items(session, filter, longest_list), longest_list); });
  table.empty = nothing_found(tr, request);
  auto page = accounts::page_of(services, request, tr("equipment.list.title"));
  filter.after.reset();
  filter.limit = rows_at_once;
  const std::string start = html::page_start(page);
  const auto state = std::make_shared<State>(State{services, std::move(page), html::TableWriter(std::move(table)),
                                                   std::move(filter), accounts::caller(request).zone, start});
  http::Response response = http::Response::html("");
  response.stream = [state]() -> std::optional<std::string> {
    if (state->ended) return std::nullopt;
    if (!state->started) {
      state->started = true;
      return std::move(state->before);
    }
    const auto& language = state->page.tr;
    state->filter.limit = std::min(rows_at_once, state->left);
    const auto rows =
        state->services.database.read([&](storage::Session& session) { return list_items(session, state->filter); });
    for (const auto& row : rows) write_row(state->table, language, state->zone, row);
    state->left -= static_cast<std::int64_t>(rows.size());
    if (!rows.empty()) state->filter.after = rows.back().id;
    if (static_cast<std::int64_t>(rows.size()) == rows_at_once && state->left > 0) return state->table.take().str();
    state->ended = true;
    std::string last = state->table.take().str();
    last += state->table.finish().str();
    return last + html::page_end(state->page);
  };
  return response;
}

http::Response page(const accounts::Services& services, const http::Request& request) {
  auto filter = filter_of(request);
  if (!filter.ok()) return accounts::refuse(services, request, filter.refusal());
  return request.query.get("all") == "1" ? whole_list(services, request, *filter)
                                         : list_page(services, request, *filter);
}

http::Response api(const accounts::Services& services, const http::Request& request) {
  auto filter = filter_of(request);
  if (!filter.ok()) return accounts::refuse(services, request, filter.refusal());
  std::int64_t limit = page_size;
  if (const auto asked = request.query.get("limit"); !asked.empty()) {
    const auto number = base::to_integer(asked);
    if (!number || *number < 1 || *number > 10'000)
      return accounts::refuse(services, request, {.code = "equipment.list.bad_limit", .field = "limit"});
    limit = *number;
  }
  const auto found = find_page(services, *filter, limit, false);
  boost::json::array items;
  for (const auto& row : found.rows) items.push_back(api_object(row));
  return http::Response::json(boost::json::serialize(
      boost::json::object{{"items", std::move(items)},
                          {"next_cursor", found.next_cursor.empty() ? boost::json::value(nullptr)
                                                                    : boost::json::value(found.next_cursor)}}));
}

std::vector<std::string> codes_of(const auto& values) {
  std::vector<std::string> all;
  for (const auto value : values) all.emplace_back(code(value));
  return all;
}

}  // namespace

void add_list_routes(http::Router& router, const accounts::Services& services) {
  router.get("/items", item_readers(), [&services](const http::Request& request) { return page(services, request); });
  router.add(
      {.method = http::Method::get,
       .pattern = "/api/v1/items",
       .allow = item_readers(),
       .handler = [&services](const http::Request& request) { return api(services, request); },
       .operation = http::Operation{.summary = "Items of the organisation, newest first unless sorted otherwise",
                                    .response = "ItemList",
                                    .query = {{.name = "q"},
                                              {.name = "status", .values = codes_of(all_statuses)},
                                              {.name = "kind", .values = codes_of(all_kinds)},
                                              {.name = "category"},
                                              {.name = "number"},
                                              {.name = "lot"},
                                              {.name = "sort", .values = {"newest", "oldest", "number", "model"}},
                                              {.name = "cursor"},
                                              {.name = "limit", .type = "integer"}},
                                    .statuses = {200, 422}}});
}

}  // namespace equipment
