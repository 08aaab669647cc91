#include "collection/list.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/mass.hpp"
#include "base/text.hpp"

namespace collection {
namespace {

/// What people write where there is nothing to write.
bool says_nothing(std::string_view text) {
  static constexpr std::array words = {"",     "na",      "n a",     "nc",       "n c",       "neant",
                                       "sans", "aucun",   "inconnu", "inconnue", "illisible", "non lisible",
                                       "none", "unknown", "null",    "xxx",      "xxxx"};
  const std::string folded = base::fold(text);
  return std::find(words.begin(), words.end(), folded) != words.end();
}

std::string cleaned(std::string_view text, std::size_t longest) {
  return base::shorten(base::trim(base::printable(text)), longest);
}
std::string cleaned_number(std::string_view text) { return says_nothing(text) ? std::string() : cleaned(text, 100); }

std::string without_spaces(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    if (text.substr(i, 2) == "\xC2\xA0") {
      ++i;
      continue;
    }
    if (text.substr(i, 3) == "\xE2\x80\xAF") {
      i += 2;
      continue;
    }
    plain.push_back(text[i]);
  }
  return plain;
}

class Reader {
 public:
  Reader(const LineText& text, std::int64_t number) : text_(text) { line_.line = number; }

  Line read() && {
    line_.maker = cleaned(text_.maker, 100);
    line_.model = cleaned(text_.model, 200);
    line_.serial = cleaned_number(text_.serial);
    line_.asset_tag = cleaned_number(text_.asset_tag);
    line_.remarks = cleaned(text_.remarks, 2000);
    read_kind();
    read_quantity();
    read_mass();
    if (!line_.problems.empty()) line_.reason = "problem";
    return std::move(line_);
  }

 private:
  void refuse(std::string code, std::string field, std::string_view text = {}) {
    line_.problems.push_back({.code = std::move(code),
                              .field = std::move(field),
                              .line = line_.line,
                              .arguments = {{"text", base::shorten(text, 60)}}});
  }

  void read_kind() {
    if (base::trim(text_.kind).empty()) {
      line_.kind = equipment::kind_from_words(line_.model);
      if (!line_.kind) refuse("collection.line.missing_kind", "kind");
      return;
    }
    line_.kind = equipment::kind_from_words(text_.kind);
    if (!line_.kind) refuse("collection.line.unknown_kind", "kind", text_.kind);
    // « Désignation: PC portable Dell Latitude 5400 » is the kind, and all that is known of the model.
    if (line_.kind && line_.model.empty() && line_.maker.empty() &&
        base::fold(text_.kind).find(' ') != std::string::npos)
      line_.model = cleaned(text_.kind, 200);
  }

  void read_quantity() {
    const std::string plain = without_spaces(base::trim(text_.quantity));
    if (plain.empty()) return;
    const auto number = base::to_number(plain);
    if (!number || *number != static_cast<double>(static_cast<std::int64_t>(std::clamp(*number, -1e9, 1e9)))) {
      refuse("collection.line.bad_quantity", "quantity", text_.quantity);
      return;
    }
    if (*number < 1 || *number > static_cast<double>(most_of_a_line)) {
      refuse("collection.line.quantity_range", "quantity", text_.quantity);
      return;
    }
    line_.quantity = static_cast<std::int64_t>(*number);
    if (line_.quantity > 1 && !line_.serial.empty())
      refuse("collection.line.serial_with_quantity", "quantity", text_.quantity);
  }

  void read_mass() {
    const std::string plain = base::trim(text_.mass);
    if (plain.empty() || says_nothing(plain)) return;
    const bool has_unit = plain.ends_with('g') || plain.ends_with('G');
    const auto mass = base::Mass::parse(text_.mass_in_grams && !has_unit ? plain + " g" : plain);
    if (!mass.ok()) {
      refuse("collection.line.bad_mass", "mass", text_.mass);
      return;
    }
    const std::int64_t grams = text_.mass_is_total ? mass->in_grams() / line_.quantity : mass->in_grams();
    if (grams > 0) line_.mass_g = grams;
  }

  const LineText& text_;
  Line line_;
};

void append(std::string& to, std::string_view text) {
  const std::string trimmed = base::trim(text);
  if (trimmed.empty()) return;
  if (!to.empty()) to += " · ";
  to += trimmed;
}

bool in_grams(std::string_view heading) {
  const std::string folded = " " + base::fold(heading) + " ";
  return folded.find(" g ") != std::string::npos || folded.find(" grammes ") != std::string::npos ||
         folded.find(" gr ") != std::string::npos;
}

LineText text_of(const documents::SheetRow& row, const Mapping& mapping) {
  LineText text;
  for (const auto& each : mapping.columns) {
    const auto cell = row.at(each.index);
    switch (each.column) {
      case Column::ignored:
        break;
      case Column::kind:
        append(text.kind, cell);
        break;
      case Column::maker:
        append(text.maker, cell);
        break;
      case Column::model:
        append(text.model, cell);
        break;
      case Column::serial:
        append(text.serial, cell);
        break;
      case Column::asset_tag:
        append(text.asset_tag, cell);
        break;
      case Column::quantity:
        append(text.quantity, cell);
        break;
      case Column::mass_total:
        if (mapping.find(Column::mass) != nullptr) break;  // the unit's own mass says more
        text.mass_is_total = true;
        [[fallthrough]];
      case Column::mass:
        append(text.mass, cell);
        text.mass_in_grams = in_grams(each.heading);
        break;
      case Column::remarks:
        append(text.remarks, cell);
        break;
    }
  }
  return text;
}

}  // namespace

Line read_line(const LineText& text, std::int64_t line) { return Reader(text, line).read(); }

std::vector<Line> read_lines(const documents::Sheet& sheet, const Mapping& mapping) {
  std::vector<Line> lines;
  for (const auto& row : sheet.rows) {
    if (row.line <= mapping.heading_line) continue;
    const LineText text = text_of(row, mapping);
    if (text.empty()) continue;
    Line line = read_line(text, row.line);
    line.original = row.cells;
    lines.push_back(std::move(line));
  }
  return lines;
}

void find_duplicates(std::vector<Line>& lines, const std::set<std::string>& in_stock) {
  std::map<std::string, std::int64_t> first;
  for (auto& line : lines) {
    const std::string key = scan_key(line.serial);
    if (key.empty()) continue;
    const auto [found, fresh] = first.emplace(key, line.line);
    base::Refusal problem{.code = "collection.line.duplicate_serial",
                          .field = "serial",
                          .line = line.line,
                          .arguments = {{"serial", line.serial}}};
    if (!fresh) {
      problem.arguments["first"] = std::to_string(found->second);
      line.problems.push_back(std::move(problem));
    } else if (in_stock.contains(key)) {
      problem.code = "collection.line.serial_in_stock";
      line.problems.push_back(std::move(problem));
    }
    if (!line.problems.empty()) line.reason = "problem";
  }
}

Sorted answer_of(const Line& line, base::Day day) {
  // The kind's own cell counts too: « Écran CRT ».
  std::string words = line.maker + " / " + line.model + " / " + line.remarks;
  for (const auto& cell : line.original) words += " / " + cell;
  return sort(line.kind.value_or(equipment::Kind::other_device), words, day);
}

void answer_lines(std::vector<Line>& lines, base::Day day) {
  for (auto& line : lines) {
    if (!line.usable()) continue;
    Sorted sorted = answer_of(line, day);
    line.answer = sorted.answer;
    line.reason = std::move(sorted.reason);
  }
}

std::string scan_key(std::string_view text) {
  std::string key = base::fold(text);
  std::erase(key, ' ');
  return key;
}

Counts count(const std::vector<Line>& lines) {
  Counts counts;
  for (const auto& line : lines) {
    ++counts.lines;
    if (!line.usable()) {
      ++counts.problems;
      continue;
    }
    switch (line.answer) {
      case Answer::accepted:
        ++counts.accepted;
        break;
      case Answer::refused:
        ++counts.refused;
        break;
      case Answer::to_inspect:
        ++counts.to_inspect;
        break;
    }
    if (line.answer != Answer::refused) counts.units += line.quantity;
  }
  return counts;
}

boost::json::array problems_to_json(const std::vector<base::Refusal>& problems) {
  boost::json::array all;
  for (const auto& each : problems) {
    boost::json::object arguments;
    for (const auto& [name, value] : each.arguments) arguments[name] = value;
    boost::json::object problem{{"code", each.code}, {"field", each.field}, {"arguments", std::move(arguments)}};
    if (each.line) problem["line"] = *each.line;
    all.push_back(std::move(problem));
  }
  return all;
}

std::vector<base::Refusal> problems_from_json(const boost::json::value& json) {
  std::vector<base::Refusal> problems;
  if (!json.is_array()) return problems;
  const auto text = [](const boost::json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  for (const auto& each : json.get_array()) {
    if (!each.is_object()) continue;
    const auto& object = each.get_object();
    base::Refusal problem{.code = text(object, "code"), .field = text(object, "field")};
    if (const auto* line = object.if_contains("line"); line != nullptr && line->is_int64())
      problem.line = line->get_int64();
    if (const auto* arguments = object.if_contains("arguments"); arguments != nullptr && arguments->is_object())
      for (const auto& [name, value] : arguments->get_object())
        if (value.is_string()) problem.arguments[std::string(name)] = std::string(value.get_string());
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace collection
