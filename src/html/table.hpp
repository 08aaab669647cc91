#pragma once
// Dense lists: sorted and filtered by addresses, paged by cursor, or sent whole row by row.
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "html/components.hpp"
#include "html/forms.hpp"

namespace html {

enum class Align { start, end, centre };
enum class Width { automatic, narrow, medium, wide };
struct Column {
  std::string title;
  std::string sort = {};  ///< value of ?sort=; empty if the column cannot sort ("-" in front: descending)
  Align align = Align::start;
  Width width = Width::automatic;
  bool heading = false;  ///< names the row (<th scope="row">): one column at most
};

struct Filter {
  std::string name;
  std::string label;
  std::string value = {};
  std::vector<Choice> choices = {};  ///< a select when there are choices, else a search text
};

struct Table {
  const i18n::Translator& tr;
  std::string caption;  ///< says what is listed; read by screen readers
  std::string path;     ///< "/items": sort links, filters and pages keep to it
  Query query = {};     ///< parameters now in force, sort and filters included, cursor not
  std::vector<Column> columns = {};
  std::vector<Filter> filters = {};
  std::string sort = {};                   ///< the sort in force: "number", "-received"
  std::optional<std::int64_t> first = {};  ///< rank of the first row shown, from 1; none when not known
  std::int64_t shown = 0;
  std::optional<std::int64_t> total = {};
  std::string next_cursor = {};  ///< ?cursor= of the next page, empty on the last
  std::string previous_cursor = {};
  std::int64_t all_limit = 0;  ///< « tout afficher (10 000) » when > 0: ?all=1
  bool long_list = false;      ///< the whole list is being sent: cut in groups that browsers draw when seen
  Html empty = {};             ///< shown instead of a table without rows
};

using Cells = std::initializer_list<Part>;

/// Writes a table as its rows come; each row is ready to be sent: take() gives what was written so far.
///   TableWriter rows(table); for (…) rows.row({item.number, badge(…)}, "/items/…"); page += rows.finish();
class TableWriter {
 public:
  explicit TableWriter(Table table);
  /// One cell per column; text is escaped. The heading cell links to `href` when given.
  void row(Cells cells, std::string_view href = {});
  Html take() { return writer_.take(); }
  /// Ends the table and adds the pager.
  Html finish();

 private:
  void open_group();
  void close_group();
  Table table_;
  std::vector<Attribute> cell_attributes_;
  Writer writer_;
  std::int64_t rows_ = 0;
  bool open_ = false;
};

/// The bar of filters alone, a GET form.
Html filter_bar(const Table& table);
Html pager(const Table& table);

/// A small table without sort, filters or pages.
Html simple_table(std::string_view caption, const std::vector<Column>& columns,
                  const std::vector<std::vector<Html>>& rows);

}  // namespace html
