#include "equipment/grading/cpumark_table.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdlib>

#include "base/text.hpp"
#include "equipment/fields/csv.hpp"

namespace equipment {
namespace {

using base::Refusal;
using base::Result;

constexpr std::size_t most_bytes = 32 << 20;
constexpr std::size_t longest_list = 5;

Refusal refuse(const CsvRow& row, const std::string& reason, std::map<std::string, std::string> arguments = {}) {
  return {.code = "equipment.cpumark.table." + reason, .line = row.line, .arguments = std::move(arguments)};
}

std::optional<std::size_t> column_of(const CsvRow& header, std::initializer_list<std::string_view> headings) {
  for (std::size_t column = 0; column < header.cells.size(); ++column)
    for (const std::string_view heading : headings)
      if (base::fold(header.cells[column]) == heading) return column;
  return {};
}

/// « 12345 », « 12 345 », « 12,345 », « 12.345 »: separators only where thousands are; nothing for anything else.
std::optional<int> to_mark(const std::string& text) {
  std::string plain = text;
  for (const std::string_view space : {" ", "\xC2\xA0", "\xE2\x80\xAF", "'", "\xE2\x80\x99", "."})
    for (std::size_t at = plain.find(space); at != std::string::npos; at = plain.find(space, at + 1))
      plain.replace(at, space.size(), ",");
  const std::vector<std::string> groups = base::split(plain, ',');
  std::string digits = groups.front();
  if (groups.size() > 1 && (digits.empty() || digits.size() > 3)) return {};
  for (std::size_t group = 1; group < groups.size(); ++group) {
    if (groups[group].size() != 3) return {};
    digits += groups[group];
  }
  const bool only_digits =
      std::all_of(digits.begin(), digits.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
  if (!only_digits || digits.empty() || digits.size() > 8) return {};
  return std::stoi(digits);
}

bool says_nothing(const std::string& text) {
  const std::string word = base::lower(text);
  return word.empty() || word == "na" || word == "n/a" || word == "-" || word == "?";
}

/// Number of single-letter changes from one key to the other.
std::size_t distance(const std::string& from, const std::string& to) {
  std::vector<std::size_t> previous(to.size() + 1);
  for (std::size_t column = 0; column <= to.size(); ++column) previous[column] = column;
  std::vector<std::size_t> current(previous.size());
  for (std::size_t row = 1; row <= from.size(); ++row) {
    current[0] = row;
    for (std::size_t column = 1; column <= to.size(); ++column) {
      const std::size_t change = previous[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
      current[column] = std::min({change, previous[column] + 1, current[column - 1] + 1});
    }
    std::swap(previous, current);
  }
  return previous.back();
}

}  // namespace

Result<CpumarkTable> CpumarkTable::parse(std::string_view bytes) {
  TRY(rows, read_semicolons(bytes, most_bytes));
  std::erase_if(rows, [](const CsvRow& row) { return row.blank(); });
  if (rows.empty()) return Refusal{.code = "equipment.cpumark.table.empty"};
  const CsvRow& header = rows.front();
  const auto name =
      column_of(header, {"name", "nom", "cpu", "cpu name", "processor", "processeur", "nom cpu", "modele"});
  if (!name) return refuse(header, "no_name_column");
  const auto mark =
      column_of(header, {"cpumark", "cpu mark", "passmark", "passmark cpu mark", "mark", "indice", "indice cpu"});
  if (!mark) return refuse(header, "no_mark_column");
  const auto cores = column_of(header, {"cores", "coeurs", "core", "nombre de coeurs"});
  CpumarkTable table;
  table.rows_.reserve(rows.size());
  for (std::size_t at = 1; at < rows.size(); ++at) {
    const CsvRow& row = rows[at];
    if (row.at(*name).empty()) return refuse(row, "no_name");
    std::optional<int> row_mark;
    if (!says_nothing(row.at(*mark))) {
      row_mark = to_mark(row.at(*mark));
      if (!row_mark) return refuse(row, "bad_mark", {{"name", row.at(*name)}, {"value", row.at(*mark)}});
    }
    std::optional<int> row_cores;
    if (cores && !says_nothing(row.at(*cores))) {
      const auto count = base::to_integer(row.at(*cores));
      if (!count || *count < 0 || *count > 4096)
        return refuse(row, "bad_cores", {{"name", row.at(*name)}, {"value", row.at(*cores)}});
      if (*count > 0) row_cores = static_cast<int>(*count);
    }
    table.add(base::shorten(base::printable(row.at(*name)), 300), row_mark, row_cores);
  }
  return table;
}

void CpumarkTable::add(std::string name, std::optional<int> mark, std::optional<int> cores) {
  CpuName read = read_cpu_name(name);
  const std::size_t at = rows_.size();
  by_plain_[read.plain].push_back(at);
  if (read.precise) by_key_[read.key].push_back(at);
  if (!read.model.empty()) by_model_[read.model].push_back(at);
  if (!read.digits.empty()) by_digits_[read.digits].push_back(at);
  rows_.push_back({.name = std::move(name),
                   .key = std::move(read.key),
                   .mark = mark,
                   .cores = cores,
                   .name_cores = read.cores,
                   .megahertz = read.megahertz});
}

CpumarkTable::Rows CpumarkTable::same_model(const CpuName& name, std::string& code) const {
  code = "equipment.cpumark.same_name";
  if (const auto found = by_plain_.find(name.plain); found != by_plain_.end()) return found->second;
  code = "equipment.cpumark.same_model";
  if (!name.precise) return {};
  if (const auto found = by_key_.find(name.key); found != by_key_.end()) {
    Rows rows = found->second;
    std::erase_if(rows, [&](std::size_t at) {
      const auto& cores = rows_[at].name_cores;
      return cores && name.cores && *cores != *name.cores;  // « M1 Pro 8-Core » is not « M1 Pro 10 Core »
    });
    return rows;
  }
  // « Genuine Intel CPU T2300 » says no family: its part number does, if all the rows that bear it are one model.
  code = "equipment.cpumark.same_part_number";
  if (name.model.empty() || name.key != "intel " + name.model) return {};
  const auto found = by_model_.find(name.model);
  if (found == by_model_.end()) return {};
  const std::string& key = rows_[found->second.front()].key;
  const bool one_model =
      std::all_of(found->second.begin(), found->second.end(), [&](std::size_t at) { return rows_[at].key == key; });
  return one_model ? found->second : Rows{};
}

bool CpumarkTable::one_mark(const Rows& found) const {
  return !found.empty() && std::all_of(found.begin(), found.end(),
                                       [&](std::size_t at) { return rows_[at].mark == rows_[found.front()].mark; });
}

CpumarkMatch CpumarkTable::choose(const Rows& found, const CpuName& name, std::optional<int> cores,
                                  std::string code) const {
  const auto result = [&](std::size_t at, std::string why) {
    const Row& row = rows_[at];
    if (!row.mark) why = "equipment.cpumark.no_mark";
    return CpumarkMatch{.match = row.name,
                        .mark = row.mark,
                        .code = std::move(why),
                        .arguments = {{"match", row.name}},
                        .suggestions = {}};
  };
  if (one_mark(found)) return result(found.front(), std::move(code));
  const auto wanted_cores = cores ? cores : name.cores;
  Rows same_cores;
  Rows same_frequency;
  for (const std::size_t at : found) {
    if (wanted_cores && rows_[at].cores == wanted_cores) same_cores.push_back(at);
    constexpr int rounding_mhz = 10;  // 2.66 and 2.67 GHz are one
    if (name.megahertz && rows_[at].megahertz && std::abs(*name.megahertz - *rows_[at].megahertz) <= rounding_mhz)
      same_frequency.push_back(at);
  }
  if (one_mark(same_cores)) {
    CpumarkMatch match = result(same_cores.front(), "equipment.cpumark.chosen_by_cores");
    match.arguments["cores"] = std::to_string(*wanted_cores);
    return match;
  }
  if (one_mark(same_frequency)) return result(same_frequency.front(), "equipment.cpumark.chosen_by_frequency");
  CpumarkMatch match{.match = {}, .mark = {}, .code = "equipment.cpumark.several", .arguments = {}, .suggestions = {}};
  match.arguments["count"] = std::to_string(found.size());
  for (const std::size_t at : found)
    if (match.suggestions.size() < longest_list) match.suggestions.push_back(rows_[at].name);
  return match;
}

std::vector<std::string> CpumarkTable::near(const CpuName& name) const {
  const auto found = by_digits_.find(name.digits);
  if (name.digits.empty() || found == by_digits_.end()) return {};
  constexpr std::size_t most_compared = 200;
  std::vector<std::pair<std::size_t, std::size_t>> ranked;
  for (const std::size_t at : found->second)
    if (ranked.size() < most_compared) ranked.emplace_back(distance(name.key, rows_[at].key), at);
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> names;
  for (const auto& [far, at] : ranked)
    if (names.size() < longest_list) names.push_back(rows_[at].name);
  return names;
}

CpumarkMatch CpumarkTable::find(std::string_view name, std::optional<int> cores) const {
  const CpuName read = read_cpu_name(name);
  const std::string shown = base::shorten(base::printable(base::to_utf8(name)), 300);
  std::string code;
  const Rows found = read.plain.empty() ? Rows{} : same_model(read, code);
  CpumarkMatch match;
  if (!found.empty()) {
    match = choose(found, read, cores, code);
  } else if (!read.precise) {
    match.code = "equipment.cpumark.not_a_model";
  } else {
    match.suggestions = near(read);
    match.code = match.suggestions.empty() ? "equipment.cpumark.absent" : "equipment.cpumark.absent_near";
  }
  match.arguments["name"] = shown;
  std::string list;
  for (const std::string& suggestion : match.suggestions) list += (list.empty() ? "" : ", ") + suggestion;
  if (!list.empty()) match.arguments["suggestions"] = list;
  return match;
}

boost::json::value to_json(const CpumarkMatch& match, const Sentence& sentence) {
  boost::json::object object;
  object["match"] = match.match ? boost::json::value(*match.match) : boost::json::value(nullptr);
  object["mark"] = match.mark ? boost::json::value(*match.mark) : boost::json::value(nullptr);
  object["why"] = sentence(match.code, match.arguments);
  object["code"] = match.code;
  boost::json::array suggestions;
  for (const std::string& suggestion : match.suggestions) suggestions.push_back(boost::json::value(suggestion));
  object["suggestions"] = std::move(suggestions);
  return object;
}

}  // namespace equipment
