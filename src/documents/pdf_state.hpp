#pragma once
// The page that is being filled. Internal.
#include "documents/drawing.hpp"

namespace documents {

struct Pdf::State {
  explicit State(PdfInfo wanted);

  PdfInfo info;
  double left, right, top, bottom;  ///< of what can be written on, in points
  Canvas canvas;
  Finishing finishing;
  double y;  ///< next free place
  int pages = 1;
  bool blank = true;  ///< nothing on this page yet
  double bottom_of_heading = -1;

  struct Table {
    std::vector<Column> columns;
    std::vector<double> x;  ///< left of each, and the right end
    double header_height = 0;
    int row = 0;
  };
  std::vector<Table> table;  ///< the open one, if any

  double width() const { return right - left; }
  void next_page();
  /// Goes to the next page unless that height is free.
  void need(double height);
  /// Wrapped text over as many pages as it takes, each part with its tag.
  void flow(const char* tag, std::string_view text, TextLook look, Rgb colour, double indent = 0);
  base::Bytes page_marks() const;

  void header_row();
  void row(const std::vector<std::string>& cells, bool is_total);
};

}  // namespace documents
