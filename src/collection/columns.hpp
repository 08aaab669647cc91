#pragma once
// Which column of a donor's list says what: headings in their many spellings, on whichever of the first rows they stand.
#include <array>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "documents/sheet_read.hpp"

namespace collection {

/// What a column means to us; `ignored` is kept with the line as it was sent, but not read.
enum class Column { ignored, kind, maker, model, serial, asset_tag, quantity, mass, mass_total, remarks };
inline constexpr std::array all_columns = {Column::ignored,    Column::kind,      Column::maker,    Column::model,
                                           Column::serial,     Column::asset_tag, Column::quantity, Column::mass,
                                           Column::mass_total, Column::remarks};
std::string_view code(Column column);
std::optional<Column> column_from_code(std::string_view code);

struct MappedColumn {
  std::size_t index = 0;  ///< from 0
  std::string heading;    ///< as written; empty if the column has none
  Column column = Column::ignored;
  bool certain = true;  ///< false: a guess that a person must confirm
  bool operator==(const MappedColumn&) const = default;
};

struct Mapping {
  std::string sheet;              ///< name of the sheet in the workbook
  std::int64_t heading_line = 0;  ///< 0: the list has no headings, data begin on its first row
  std::vector<MappedColumn> columns;

  /// The kind is named by exactly one column and nothing read is a guess.
  bool certain() const;
  const MappedColumn* find(Column column) const;
  bool operator==(const Mapping&) const = default;
};

/// Folded heading → what this donor's earlier lists meant by it.
using RememberedHeadings = std::map<std::string, Column>;
/// What is remembered and compared: « N° Série (S/N) » → "n serie".
std::string heading_key(std::string_view heading);

/// The most likely reading: the sheet and, among its first 20 filled rows, the row that looks most like headings.
Mapping propose_mapping(const documents::Workbook& workbook, const RememberedHeadings& remembered = {});
/// Refuses no kind at all ("collection.mapping.no_kind") and a meaning given to two columns, remarks apart
/// ("collection.mapping.twice"), with the field "column.N".
base::Outcome check_mapping(const Mapping& mapping);
/// The sheet of that name; the first filled one if there is none.
const documents::Sheet& sheet_of(const documents::Workbook& workbook, const Mapping& mapping);

boost::json::object to_json(const Mapping& mapping);
base::Result<Mapping> mapping_from_json(const boost::json::value& json);

}  // namespace collection
