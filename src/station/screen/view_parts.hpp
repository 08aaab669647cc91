#pragma once
// What the screens share when they draw: the body's room, lists that scroll, fields.
#include <string>
#include <vector>

#include "station/screen/view.hpp"
#include "station/screen/words.hpp"

namespace station::screen {

/// Where a screen draws its body: rows [top, bottom).
struct Sheet {
  Canvas& canvas;
  const State& state;
  const i18n::Translator& tr;
  int top = 0, bottom = 0;
  int width() const { return canvas.columns(); }
};

/// Lines that belong together in a list: one drive.
struct Block {
  std::vector<Line> lines;
  bool chosen_cursor = false;  ///< the cursor stands here
};
/// Draws blocks from `top` to `bottom`, scrolled so that the cursor's one is seen; says how many are above and below.
void draw_blocks(Sheet& sheet, const std::vector<Block>& blocks, int top, int bottom);
/// `label`, then a field with what was typed and a cursor; the row after.
int draw_field(Sheet& sheet, int row, const std::string& label, const std::string& text, bool active, int width);
/// Folded lines from `top`, first of them `scroll`.
void draw_text(Sheet& sheet, const std::vector<Line>& lines, int top, int bottom, std::size_t scroll);

/// The short text of what is behind a keys line: next step, keys of this screen.
struct Footer {
  std::string next, keys;
};

Footer draw_start(Sheet& sheet);
Footer draw_choose(Sheet& sheet);
Footer draw_details(Sheet& sheet);
Footer draw_label(Sheet& sheet);
Footer draw_confirm(Sheet& sheet);
Footer draw_progress(Sheet& sheet);
Footer draw_result(Sheet& sheet);
Footer draw_tests(Sheet& sheet);
Footer draw_server(Sheet& sheet);
Footer draw_help(Sheet& sheet);
/// The test of a screen takes all of it; true when it was drawn.
bool draw_colour(Canvas& canvas, const State& state);

}  // namespace station::screen
