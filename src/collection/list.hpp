#pragma once
// Lines of a donor's list: read, checked one by one, answered. A line that cannot be read is kept with the reasons.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "collection/columns.hpp"
#include "collection/ids.hpp"
#include "collection/sorting.hpp"
#include "equipment/kind.hpp"

namespace collection {

inline constexpr std::int64_t most_of_a_line = 1000;  ///< units of one line
inline constexpr std::size_t most_lines = 20'000;     ///< of one list

/// One line as its cells, or a form, say it: nothing is understood yet.
struct LineText {
  std::string kind, maker, model, serial, asset_tag, quantity, mass, remarks;
  bool mass_in_grams = false;
  bool mass_is_total = false;
  bool empty() const {
    return kind.empty() && maker.empty() && model.empty() && serial.empty() && asset_tag.empty() && quantity.empty() &&
           mass.empty() && remarks.empty();
  }
};

struct Line {
  LineId id;
  std::int64_t line = 0;                ///< as the spreadsheet shows it
  std::optional<equipment::Kind> kind;  ///< nothing while it cannot be told
  std::string maker, model, serial, asset_tag, remarks;
  std::int64_t quantity = 1;
  std::optional<std::int64_t> mass_g;  ///< of one unit
  Answer answer = Answer::to_inspect;
  std::string reason;                   ///< code of the sorting instruction, "manual" or "problem"
  std::string note;                     ///< the supervisor's own words when the answer was changed
  std::vector<base::Refusal> problems;  ///< empty: the line can be answered
  std::vector<std::string> original;    ///< the cells as sent

  bool usable() const { return problems.empty(); }
};

/// Understands one line: codes "collection.line.{missing_kind,unknown_kind,bad_quantity,quantity_range,serial_with_quantity,bad_mass}",
/// each with its field and line.
Line read_line(const LineText& text, std::int64_t line);
/// The lines of the sheet below its headings; those where no column that is read says anything are skipped.
std::vector<Line> read_lines(const documents::Sheet& sheet, const Mapping& mapping);
/// "collection.line.duplicate_serial" on the second line with one serial, "collection.line.serial_in_stock" on those in `in_stock` (keys).
void find_duplicates(std::vector<Line>& lines, const std::set<std::string>& in_stock);
/// Answers each line that can be, by the sorting instructions of that day.
void answer_lines(std::vector<Line>& lines, base::Day day);
Sorted answer_of(const Line& line, base::Day day);

/// What scanners and people compare: « 5CG-123 4 » → "5cg1234".
std::string scan_key(std::string_view text);

struct Counts {
  std::int64_t lines = 0, accepted = 0, refused = 0, to_inspect = 0, problems = 0;
  std::int64_t units = 0;  ///< things announced on the lines that are not refused
  bool operator==(const Counts&) const = default;
};
Counts count(const std::vector<Line>& lines);

boost::json::array problems_to_json(const std::vector<base::Refusal>& problems);
std::vector<base::Refusal> problems_from_json(const boost::json::value& json);

}  // namespace collection
