#include "html/table.hpp"

#include "base/result.hpp"

namespace html {
namespace {

/// Rows per group of a long list: browsers lay out only the groups in sight.
constexpr std::int64_t rows_per_group = 250;

std::string column_class(const Column& column) {
  std::string result;
  const auto add = [&result](std::string_view name) {
    if (!result.empty()) result += ' ';
    result += name;
  };
  switch (column.align) {
    case Align::start:
      break;
    case Align::end:
      add("end");
      break;
    case Align::centre:
      add("centre");
      break;
  }
  switch (column.width) {
    case Width::automatic:
      break;
    case Width::narrow:
      add("narrow");
      break;
    case Width::medium:
      add("medium");
      break;
    case Width::wide:
      add("wide");
      break;
  }
  return result;
}

Query without(const Query& query, std::initializer_list<std::string_view> names) {
  Query rest;
  for (const auto& pair : query) {
    bool dropped = false;
    for (const std::string_view name : names) dropped = dropped || pair.first == name;
    if (!dropped) rest.push_back(pair);
  }
  return rest;
}

std::string address_with(const Table& table, std::string_view name, const std::string& value) {
  // A page of another order or another filter makes no sense: the cursor goes.
  Query query = without(table.query, {name, "cursor", "all"});
  query.emplace_back(name, value);
  return address(table.path, query);
}

Html sortable_title(const Table& table, const Column& column) {
  const bool ascending = table.sort == column.sort;
  const bool descending = table.sort == "-" + column.sort;
  const std::string next = ascending ? "-" + column.sort : column.sort;
  return a(attr("href", address_with(table, "sort", next)), column.title,
           span(attr("class", ascending    ? "order up"
                              : descending ? "order down"
                                           : "order"),
                attr("aria-hidden", "true")));
}

Html heading(const Table& table, const Column& column) {
  const Attribute classes = optional_attr("class", column_class(column));
  if (column.sort.empty()) return th(attr("scope", "col"), classes, column.title);
  std::string_view order;
  if (table.sort == column.sort) order = "ascending";
  if (table.sort == "-" + column.sort) order = "descending";
  return th(attr("scope", "col"), classes, optional_attr("aria-sort", order), sortable_title(table, column));
}

Html head(const Table& table) {
  Writer out;
  out.open("thead").open("tr");
  for (const Column& column : table.columns) out.add(heading(table, column));
  return out.close("tr").close("thead").take();
}

std::string count_text(const Table& table) {
  if (table.shown == 0) return table.total ? table.tr.count("html.table.rows", *table.total) : std::string();
  if (!table.first) return table.tr.count("html.table.rows", table.shown);
  const std::int64_t last = *table.first + table.shown - 1;
  if (table.total && *table.first == 1 && last == *table.total) return table.tr.count("html.table.rows", last);
  i18n::Arguments arguments = {{"first", table.tr.number(*table.first)}, {"last", table.tr.number(last)}};
  if (!table.total) return table.tr("html.table.range", arguments);
  arguments.emplace("total", table.tr.number(*table.total));
  return table.tr("html.table.range_of", arguments);
}

}  // namespace

Html filter_bar(const Table& table) {
  if (table.filters.empty()) return {};
  Writer out;
  out.open("form", {attr("class", "filters"), attr("method", "get"), attr("action", table.path), attr("role", "search"),
                    attr("aria-label", table.tr("html.table.filter"))});
  std::vector<std::string_view> names;
  bool filtered = false;
  for (const Filter& filter : table.filters) {
    const std::string id = "q-" + filter.name;
    names.push_back(filter.name);
    filtered = filtered || !filter.value.empty();
    out.open("div", {attr("class", "field")}).element("label", {attr("for", id), filter.label});
    if (filter.choices.empty()) {
      out.void_element(
          "input", {attr("type", "search"), attr("id", id), attr("name", filter.name), attr("value", filter.value)});
    } else {
      out.open("select", {attr("id", id), attr("name", filter.name)});
      out.element("option", {attr("value", ""), table.tr("html.table.any")});
      for (const Choice& choice : filter.choices) {
        out.element("option",
                    {attr("value", choice.value), flag("selected", choice.value == filter.value), choice.text});
      }
      out.close("select");
    }
    out.close("div");
  }
  Query kept = without(table.query, {"cursor", "all"});
  for (const std::string_view name : names) kept = without(kept, {name});
  for (const auto& [name, value] : kept) out.add(hidden_field(name, value));
  out.open("div", {attr("class", "actions")});
  out.element("button", {attr("class", "button"), icon(Icon::filter), span(table.tr("html.table.apply"))});
  if (filtered) out.add(link_button(table.tr("html.table.clear"), address(table.path, kept), ButtonStyle::quiet));
  return out.close("div").close("form").take();
}

Html pager(const Table& table) {
  const bool pages = !table.previous_cursor.empty() || !table.next_cursor.empty();
  const std::string shown = count_text(table);
  if (!pages && shown.empty()) return {};
  Writer out;
  out.open("nav", {attr("class", "pager"), attr("aria-label", table.tr("html.table.pages"))});
  out.element("p", {shown});
  if (pages) {
    out.open("div", {attr("class", "actions")});
    if (!table.previous_cursor.empty()) {
      out.element(
          "a", {attr("class", "button"), attr("rel", "prev"),
                attr("href", address_with(table, "cursor", table.previous_cursor)), table.tr("html.table.previous")});
    }
    if (!table.next_cursor.empty()) {
      out.element("a", {attr("class", "button"), attr("rel", "next"),
                        attr("href", address_with(table, "cursor", table.next_cursor)), table.tr("html.table.next")});
    }
    if (table.all_limit > 0) {
      const std::string label = table.tr("html.table.all", {{"n", table.tr.number(table.all_limit)}});
      out.add(link_button(label, address_with(table, "all", "1"), ButtonStyle::quiet));
    }
    out.close("div");
  }
  return out.close("nav").take();
}

TableWriter::TableWriter(Table table) : table_(std::move(table)) {
  for (const Column& column : table_.columns) {
    Attribute attributes = optional_attr("class", column_class(column));
    // Telephones show a row as a card: each value needs its column's name.
    attributes = column.heading ? attr("scope", "row") + attributes : attributes + attr("data-label", column.title);
    cell_attributes_.push_back(std::move(attributes));
  }
  writer_.add(filter_bar(table_));
}

void TableWriter::open_group() {
  if (rows_ == 0) {
    writer_.open("div", {attr("class", table_.long_list ? "scroll long" : "scroll"), attr("role", "region"),
                         attr("aria-label", table_.caption), attr("tabindex", "0")});
  }
  if (table_.long_list) writer_.open("div", {attr("class", "chunk")});
  writer_.open("table", {attr("class", "data"), flag("data-rows")});
  writer_.element("caption", {attr("class", "hidden"), table_.caption}).add(head(table_)).open("tbody");
  open_ = true;
}

void TableWriter::close_group() {
  writer_.close("tbody").close("table");
  if (table_.long_list) writer_.close("div");
  open_ = false;
}

void TableWriter::row(Cells cells, std::string_view href) {
  CHECK(cells.size() == table_.columns.size());
  if (open_ && table_.long_list && rows_ % rows_per_group == 0) close_group();
  if (!open_) open_group();
  ++rows_;
  writer_.raw("<tr>");
  std::size_t index = 0;
  for (const Part& cell : cells) {
    const Attribute& attributes = cell_attributes_[index];
    const bool heading = table_.columns[index].heading;
    ++index;
    if (!heading) {
      writer_.element("td", {attributes, cell});
    } else if (href.empty()) {
      writer_.element("th", {attributes, cell});
    } else {
      writer_.open("th", {attributes}).element("a", {attr("href", href), cell}).close("th");
    }
  }
  writer_.raw("</tr>\n");
}

Html TableWriter::finish() {
  if (rows_ == 0) {
    writer_.add(table_.empty);
  } else {
    if (open_) close_group();
    writer_.close("div");
  }
  if (table_.long_list) {
    table_.first = rows_ > 0 ? 1 : 0;
    table_.shown = rows_;
    if (!table_.total && table_.next_cursor.empty()) table_.total = rows_;
  }
  return writer_.add(pager(table_)).take();
}

Html simple_table(std::string_view caption, const std::vector<Column>& columns,
                  const std::vector<std::vector<Html>>& rows) {
  Writer out;
  out.open("div",
           {attr("class", "scroll"), attr("role", "region"), attr("aria-label", caption), attr("tabindex", "0")});
  out.open("table", {attr("class", "data")}).element("caption", {attr("class", "hidden"), caption});
  out.open("thead").open("tr");
  for (const Column& column : columns) {
    out.element("th", {attr("scope", "col"), optional_attr("class", column_class(column)), column.title});
  }
  out.close("tr").close("thead").open("tbody");
  for (const std::vector<Html>& row : rows) {
    CHECK(row.size() == columns.size());
    out.open("tr");
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Attribute classes = optional_attr("class", column_class(columns[i]));
      if (columns[i].heading) {
        out.element("th", {attr("scope", "row"), classes, row[i]});
      } else {
        out.element("td", {classes, attr("data-label", columns[i].title), row[i]});
      }
    }
    out.close("tr");
  }
  return out.close("tbody").close("table").close("div").take();
}

}  // namespace html
