#include "equipment/list.hpp"

#include "base/text.hpp"

namespace equipment {
namespace {

/// SQL under construction: text and the parameters in the order in which it names them.
struct Sql {
  std::string text;
  std::vector<storage::Parameter> parameters;

  void add(std::string_view part) { text += part; }
  void bind(storage::Parameter parameter) {
    parameters.push_back(std::move(parameter));
    text += ":" + std::to_string(parameters.size());
  }
};

std::string owner_term(const OrganisationId& organisation) {
  std::string term = organisation.text();
  std::erase(term, '-');
  return "o" + term;
}

std::vector<std::string> folded_words(const std::string& words) {
  std::vector<std::string> found;
  for (auto& word : base::split(base::fold(words), ' '))
    if (!word.empty() && found.size() < 8) found.push_back(std::move(word));
  return found;
}

/// FTS5: each word must stand in the column; the last may be the beginning of one.
std::string fts5_query(const OrganisationId& organisation, const std::vector<std::string>& words) {
  std::string query = "owner : " + owner_term(organisation);
  for (std::size_t i = 0; i < words.size(); ++i)
    query += " AND words : \"" + words[i] + "\"" + (i + 1 == words.size() ? " *" : "");
  return query;
}

std::string tsquery(const OrganisationId& organisation, const std::vector<std::string>& words) {
  std::string query = owner_term(organisation);
  for (std::size_t i = 0; i < words.size(); ++i) query += " & " + words[i] + (i + 1 == words.size() ? ":*" : "");
  return query;
}

void add_cursor(Sql& sql, const ItemFilter& filter, Sort sort) {
  if (!filter.after) return;
  const auto of_last = [&](std::string_view column) {
    sql.add("(SELECT ");
    sql.add(column);
    sql.add(" FROM item WHERE id = ");
    sql.bind(filter.after->text());
    sql.add(")");
  };
  switch (sort) {
    case Sort::newest:
      sql.add(" AND i.row_number < ");
      of_last("row_number");
      return;
    case Sort::oldest:
      sql.add(" AND i.row_number > ");
      of_last("row_number");
      return;
    case Sort::number:
      sql.add(" AND i.number > ");
      of_last("number");
      return;
    case Sort::model:
      sql.add(" AND (i.model, i.row_number) > (");
      of_last("model");
      sql.add(", ");
      of_last("row_number");
      sql.add(")");
      return;
  }
}

std::string_view order_by(Sort sort) {
  switch (sort) {
    case Sort::newest:
      return " ORDER BY i.row_number DESC";
    case Sort::oldest:
      return " ORDER BY i.row_number";
    case Sort::number:
      return " ORDER BY i.number";
    case Sort::model:
      return " ORDER BY i.model, i.row_number";
  }
  return {};
}

/// FROM and WHERE of a filter, and its order when it is to be listed.
void add_filter(Sql& sql, const ItemFilter& filter, storage::Engine engine, bool ordered) {
  const auto words = folded_words(filter.words);
  const bool searching = !words.empty();
  const Sort sort = searching ? Sort::newest : filter.sort;
  if (!searching) {
    sql.add(" FROM item i WHERE i.organisation_id = ");
    sql.bind(filter.organisation.text());
  } else if (engine == storage::Engine::sqlite) {
    // CROSS JOIN: the search index drives, newest first, and stops at the limit.
    sql.add(" FROM item_search s CROSS JOIN item i ON i.row_number = s.rowid WHERE s.item_search MATCH ");
    sql.bind(fts5_query(filter.organisation, words));
  } else {
    sql.add(
        " FROM item_search s JOIN item i ON i.row_number = s.row_number "
        "WHERE to_tsvector('simple', s.owner || ' ' || s.words) @@ to_tsquery('simple', ");
    sql.bind(tsquery(filter.organisation, words));
    sql.add(")");
  }
  const auto equal = [&](std::string_view column, std::string value) {
    sql.add(" AND i.");
    sql.add(column);
    sql.add(" = ");
    sql.bind(std::move(value));
  };
  if (filter.status) equal("status", std::string(code(*filter.status)));
  if (filter.kind) equal("kind", std::string(code(*filter.kind)));
  if (!filter.category.empty()) equal("category", filter.category);
  if (filter.lot) equal("lot_id", filter.lot->text());
  if (!filter.number.empty()) equal("number", filter.number);
  if (!ordered) return;
  if (searching && engine == storage::Engine::sqlite) {
    if (filter.after) {
      sql.add(" AND s.rowid < (SELECT row_number FROM item WHERE id = ");
      sql.bind(filter.after->text());
      sql.add(")");
    }
    sql.add(" ORDER BY s.rowid DESC");
    return;
  }
  add_cursor(sql, filter, sort);
  sql.add(order_by(sort));
}

}  // namespace

void each_item(storage::Session& session, const ItemFilter& filter, const std::function<bool(const ItemRow&)>& row) {
  Sql sql;
  sql.add("SELECT i.id, i.number, i.kind, i.maker, i.model, i.status, i.category, i.location, i.mass_g, i.received_at");
  add_filter(sql, filter, session.engine(), true);
  sql.add(" LIMIT ");
  sql.bind(filter.limit);
  using storage::ColumnType;
  static constexpr std::array types = {ColumnType::text,    ColumnType::text,   ColumnType::text, ColumnType::text,
                                       ColumnType::text,    ColumnType::text,   ColumnType::text, ColumnType::text,
                                       ColumnType::integer, ColumnType::integer};
  ItemRow each;
  session.run(sql.text, sql.parameters, types, [&](std::span<const storage::Cell> cells) {
    each.id = ItemId::parse(cells[0].text).value();
    each.number = cells[1].text;
    each.kind = cells[2].text;
    each.maker = cells[3].text;
    each.model = cells[4].text;
    each.status = cells[5].text;
    each.category = cells[6].text;
    each.location = cells[7].text;
    each.mass_g = cells[8].null ? std::nullopt : std::optional(cells[8].integer);
    each.received_at = base::from_milliseconds(cells[9].integer);
    return row(each);
  });
}

std::vector<ItemRow> list_items(storage::Session& session, const ItemFilter& filter) {
  std::vector<ItemRow> rows;
  each_item(session, filter, [&](const ItemRow& row) {
    rows.push_back(row);
    return true;
  });
  return rows;
}

std::int64_t count_items(storage::Session& session, const ItemFilter& filter, std::int64_t most) {
  Sql sql;
  sql.add("SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one");
  add_filter(sql, filter, session.engine(), false);
  sql.add(" LIMIT ");
  sql.bind(most + 1);
  sql.add(") counted");
  std::int64_t count = 0;
  static constexpr std::array types = {storage::ColumnType::integer};
  session.run(sql.text, sql.parameters, types, [&](std::span<const storage::Cell> cells) {
    count = cells[0].integer;
    return true;
  });
  return count;
}

std::string_view code(Sort sort) {
  switch (sort) {
    case Sort::newest:
      return "newest";
    case Sort::oldest:
      return "oldest";
    case Sort::number:
      return "number";
    case Sort::model:
      return "model";
  }
  return {};
}

std::optional<Sort> sort_from_code(std::string_view text) {
  for (const Sort sort : {Sort::newest, Sort::oldest, Sort::number, Sort::model})
    if (code(sort) == text) return sort;
  return std::nullopt;
}

}  // namespace equipment
