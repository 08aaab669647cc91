// Tables: one layout per cell, measured, then drawn at once.
#include <algorithm>
#include <cmath>

#include "documents/pdf_state.hpp"

namespace documents {
namespace {

constexpr double padding_x = 5.5;
constexpr double padding_y = 3;
constexpr double text_size = 8.5;
/// A cell shows no more: several pages of text would not fit in a row anyway.
constexpr std::size_t longest_cell = 8000;

}  // namespace

void Pdf::State::header_row() {
  Table& open = table.back();
  std::vector<Layout> titles;
  double height = 0;
  for (std::size_t i = 0; i < open.columns.size(); ++i) {
    const Column& column = open.columns[i];
    titles.push_back(canvas.text(column.title.substr(0, 500), open.x[i + 1] - open.x[i] - 2 * padding_x,
                                 {.size = text_size, .bold = true, .align = column.align}));
    const double most = (bottom - top) / 3;
    pango_layout_set_height(titles.back().get(), static_cast<int>(most * PANGO_SCALE));
    pango_layout_set_ellipsize(titles.back().get(), PANGO_ELLIPSIZE_END);
    height = std::max(height, std::min(most, height_of(titles.back())));
  }
  open.header_height = height + 2 * padding_y;
  if (y == top || blank || y + open.header_height + 30 <= bottom) {
    canvas.fill(left, y, width(), open.header_height, header_fill);
    canvas.line(left, y + open.header_height, right, y + open.header_height, accent, 0.8);
    canvas.tagged("TR", [&] {
      for (std::size_t i = 0; i < titles.size(); ++i)
        canvas.tagged("TH", [&] { canvas.show(titles[i], open.x[i] + padding_x, y + padding_y); });
    });
    y += open.header_height;
    blank = false;
    return;
  }
  next_page();
  header_row();
}

void Pdf::State::row(const std::vector<std::string>& cells, bool is_total) {
  Table& open = table.back();
  CHECK(cells.size() <= open.columns.size());
  const double most = bottom - top - open.header_height - 2 * padding_y - 1;
  std::vector<Layout> layouts;
  double height = text_size * 1.17;
  for (std::size_t i = 0; i < open.columns.size(); ++i) {
    const std::string_view text = i < cells.size() ? std::string_view(cells[i]).substr(0, longest_cell) : "";
    Layout layout = canvas.text(text, open.x[i + 1] - open.x[i] - 2 * padding_x,
                                {.size = text_size, .bold = is_total, .align = open.columns[i].align});
    if (height_of(layout) > most) {
      // One paragraph, so that the limit holds for all of it.
      pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
      pango_layout_set_height(layout.get(), static_cast<int>(most * PANGO_SCALE));
      pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    }
    height = std::max(height, std::min(most, height_of(layout)));
    layouts.push_back(std::move(layout));
  }
  height += 2 * padding_y;
  if (y + height > bottom) {
    next_page();
    header_row();
  }
  if (is_total) canvas.line(left, y + 0.4, right, y + 0.4, ink, 0.9);
  if (!is_total && open.row % 2 == 1) canvas.fill(left, y, width(), height, zebra);
  canvas.tagged("TR", [&] {
    for (std::size_t i = 0; i < layouts.size(); ++i)
      canvas.tagged("TD", [&] { canvas.show(layouts[i], open.x[i] + padding_x, y + padding_y); });
  });
  y += height;
  canvas.line(left, y, right, y, rule, 0.3);
  ++open.row;
  blank = false;
}

void Pdf::begin_table(const std::vector<Column>& columns) {
  CHECK(state_->table.empty() && !columns.empty());
  State& state = *state_;
  double sum = 0;
  for (const Column& column : columns) sum += std::max(column.weight, 0.05);
  State::Table open{.columns = columns, .x = {state.left}};
  for (const Column& column : columns)
    open.x.push_back(open.x.back() + std::max(column.weight, 0.05) / sum * state.width());
  state.table.push_back(std::move(open));
  cairo_tag_begin(state.canvas.cairo(), "Table", nullptr);
  state.header_row();
}

void Pdf::table_row(const std::vector<std::string>& cells, bool is_total) {
  CHECK(!state_->table.empty());
  state_->row(cells, is_total);
}

void Pdf::end_table() {
  CHECK(!state_->table.empty());
  cairo_tag_end(state_->canvas.cairo(), "Table");
  state_->table.clear();
  state_->y += 9;
}

void Pdf::table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows,
                TableOptions options) {
  begin_table(columns);
  for (std::size_t i = 0; i < rows.size(); ++i) table_row(rows[i], options.total_row && i + 1 == rows.size());
  end_table();
}

}  // namespace documents
