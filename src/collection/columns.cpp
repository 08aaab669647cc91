#include "collection/columns.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "collection/headings.hpp"

namespace collection {
namespace {

constexpr std::size_t rows_searched = 20;

struct Claim {
  Column column = Column::ignored;
  Rank rank = Rank::none;
};

bool holds_words(const std::string& key, std::string_view words) {
  return (" " + key + " ").find(" " + std::string(words) + " ") != std::string::npos;
}

/// What a heading claims to be. « Type de matériel à donner » holds a usual heading: a guess.
Claim claim_of(const std::string& key) {
  if (key.empty()) return {};
  for (const auto& synonyms : heading_vocabulary())
    if (std::find(synonyms.headings.begin(), synonyms.headings.end(), key) != synonyms.headings.end())
      return {.column = synonyms.column, .rank = synonyms.rank};
  Claim best;
  std::size_t longest = 0;
  for (const auto& synonyms : heading_vocabulary()) {
    if (synonyms.column == Column::ignored) continue;
    for (const std::string_view words : synonyms.headings)
      if (words.size() >= 3 && words.size() > longest && holds_words(key, words)) {
        longest = words.size();
        best = {.column = synonyms.column, .rank = Rank::guess};
      }
  }
  return best;
}

bool looks_like_data(std::string_view cell) {
  return cell.size() > 60 || base::to_number(base::trim(cell)).has_value();
}

struct Scored {
  int score = 0;
  std::vector<MappedColumn> columns;
};

int points(Rank rank) {
  switch (rank) {
    case Rank::usual:
      return 4;
    case Rank::second:
      return 3;
    case Rank::guess:
      return 1;
    case Rank::none:
      return 0;
  }
  return 0;
}

/// Two columns that claim one meaning: the surer is kept; when both are as sure, the first is kept, as a guess.
void settle(std::vector<MappedColumn>& columns, const std::vector<Rank>& ranks) {
  for (const Column wanted : all_columns) {
    if (wanted == Column::ignored || wanted == Column::remarks) continue;
    std::optional<std::size_t> best;
    bool tie = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].column != wanted) continue;
      if (!best || ranks[i] < ranks[*best]) {
        if (best) columns[*best].column = Column::ignored, columns[*best].certain = true;
        best = i;
        tie = false;
      } else {
        tie = tie || ranks[i] == ranks[*best];
        columns[i].column = Column::ignored;
        columns[i].certain = true;
      }
    }
    if (best && tie) columns[*best].certain = false;
  }
}

Scored score_row(const documents::SheetRow& row, const RememberedHeadings& remembered) {
  Scored scored;
  std::vector<Rank> ranks;
  std::vector<Column> seen;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    MappedColumn mapped{.index = i, .heading = base::shorten(base::trim(row.cells[i]), 120)};
    Rank rank = Rank::none;
    const std::string key = heading_key(mapped.heading);
    if (const auto known = remembered.find(key); known != remembered.end() && !key.empty()) {
      mapped.column = known->second;
      rank = Rank::usual;
    } else if (!looks_like_data(mapped.heading)) {
      const Claim claim = claim_of(key);
      mapped.column = claim.column;
      rank = claim.rank;
      mapped.certain = rank != Rank::guess;
    }
    if (std::find(seen.begin(), seen.end(), mapped.column) == seen.end()) {
      if (mapped.column != Column::ignored) seen.push_back(mapped.column);
      scored.score += mapped.column == Column::ignored ? points(rank) / 4 : points(rank);
    }
    scored.columns.push_back(std::move(mapped));
    ranks.push_back(rank);
  }
  settle(scored.columns, ranks);
  return scored;
}

/// A list without headings: its columns are offered by their letters, nothing is presumed.
Mapping without_headings(const documents::Sheet& sheet) {
  Mapping mapping{.sheet = sheet.name};
  std::size_t width = 0;
  for (const auto& row : sheet.rows) width = std::max(width, row.cells.size());
  for (std::size_t i = 0; i < width; ++i) mapping.columns.push_back({.index = i, .certain = false});
  return mapping;
}

}  // namespace

std::string_view code(Column column) {
  switch (column) {
    case Column::ignored:
      return "ignored";
    case Column::kind:
      return "kind";
    case Column::maker:
      return "maker";
    case Column::model:
      return "model";
    case Column::serial:
      return "serial";
    case Column::asset_tag:
      return "asset_tag";
    case Column::quantity:
      return "quantity";
    case Column::mass:
      return "mass";
    case Column::mass_total:
      return "mass_total";
    case Column::remarks:
      return "remarks";
  }
  return "";
}

std::optional<Column> column_from_code(std::string_view text) {
  if (text.empty()) return Column::ignored;
  for (const Column column : all_columns)
    if (code(column) == text) return column;
  return std::nullopt;
}

std::string heading_key(std::string_view heading) {
  std::string text(heading);
  // What stands in brackets explains: « Quantité (unités) »; alone, it is the heading.
  const auto open = text.find('(');
  if (open != std::string::npos && open > 0) {
    const auto close = text.find(')', open);
    std::string cut = text.substr(0, open) + (close == std::string::npos ? "" : text.substr(close + 1));
    if (!base::trim(cut).empty()) text = std::move(cut);
  }
  return base::fold(text);
}

bool Mapping::certain() const {
  return find(Column::kind) != nullptr &&
         std::all_of(columns.begin(), columns.end(), [](const MappedColumn& each) { return each.certain; });
}

const MappedColumn* Mapping::find(Column column) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const MappedColumn& each) { return each.column == column; });
  return found == columns.end() ? nullptr : &*found;
}

Mapping propose_mapping(const documents::Workbook& workbook, const RememberedHeadings& remembered) {
  Mapping best;
  int best_score = 0;
  for (const auto& sheet : workbook.sheets) {
    const std::size_t searched = std::min(sheet.rows.size(), rows_searched);
    for (std::size_t i = 0; i < searched; ++i) {
      Scored scored = score_row(sheet.rows[i], remembered);
      if (scored.score <= best_score) continue;
      best_score = scored.score;
      best = {.sheet = sheet.name, .heading_line = sheet.rows[i].line, .columns = std::move(scored.columns)};
    }
  }
  if (best_score < points(Rank::second)) return without_headings(workbook.first_filled());
  return best;
}

base::Outcome check_mapping(const Mapping& mapping) {
  std::vector<Column> seen;
  for (const auto& each : mapping.columns) {
    if (each.column == Column::ignored || each.column == Column::remarks) continue;
    if (std::find(seen.begin(), seen.end(), each.column) != seen.end())
      return base::Refusal{.code = "collection.mapping.twice", .field = "column." + std::to_string(each.index)};
    seen.push_back(each.column);
  }
  if (mapping.find(Column::kind) == nullptr)
    return base::Refusal{.code = "collection.mapping.no_kind", .field = "columns"};
  return base::Done{};
}

const documents::Sheet& sheet_of(const documents::Workbook& workbook, const Mapping& mapping) {
  for (const auto& sheet : workbook.sheets)
    if (sheet.name == mapping.sheet && !sheet.rows.empty()) return sheet;
  return workbook.first_filled();
}

boost::json::object to_json(const Mapping& mapping) {
  boost::json::array columns;
  for (const auto& each : mapping.columns)
    columns.push_back(boost::json::object{{"index", static_cast<std::int64_t>(each.index)},
                                          {"heading", each.heading},
                                          {"column", code(each.column)},
                                          {"certain", each.certain}});
  return {{"sheet", mapping.sheet}, {"heading_line", mapping.heading_line}, {"columns", std::move(columns)}};
}

base::Result<Mapping> mapping_from_json(const boost::json::value& json) {
  const base::Refusal damaged{.code = "collection.mapping.damaged", .field = "columns"};
  const auto* object = json.if_object();
  if (object == nullptr) return damaged;
  Mapping mapping;
  if (const auto* sheet = object->if_contains("sheet"); sheet != nullptr && sheet->is_string())
    mapping.sheet = std::string(sheet->get_string());
  if (const auto* line = object->if_contains("heading_line"); line != nullptr && line->is_int64())
    mapping.heading_line = line->get_int64();
  const auto* columns = object->if_contains("columns");
  if (columns == nullptr || !columns->is_array()) return damaged;
  for (const auto& each : columns->get_array()) {
    const auto* entry = each.if_object();
    if (entry == nullptr) return damaged;
    const auto* index = entry->if_contains("index");
    const auto* column = entry->if_contains("column");
    if (index == nullptr || !index->is_int64() || index->get_int64() < 0 || index->get_int64() >= 200 ||
        column == nullptr || !column->is_string())
      return damaged;
    const auto meaning = column_from_code(column->get_string());
    if (!meaning) return damaged;
    const auto* heading = entry->if_contains("heading");
    const auto* certain = entry->if_contains("certain");
    mapping.columns.push_back(
        {.index = static_cast<std::size_t>(index->get_int64()),
         .heading = heading != nullptr && heading->is_string() ? std::string(heading->get_string()) : "",
         .column = *meaning,
         .certain = certain == nullptr || !certain->is_bool() || certain->get_bool()});
  }
  return mapping;
}

}  // namespace collection
