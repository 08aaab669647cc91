#pragma once
// Labels stuck on machines: Brother QL rolls, or sheets of A4 labels.
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace documents {

/// What stands on one label; texts are shrunk, then cut with « … », never the QR codes.
struct LabelContent {
  std::string number;      ///< the human-readable number, printed large and in the second QR for hand scanners
  std::string title = {};  ///< model
  std::vector<std::string> lines =
      {};                   ///< processor and mark, memory, disk, date…: in order of importance, at most 6 are shown
  std::string badge = {};   ///< one to three characters printed large, such as the category; empty for none
  std::string price = {};   ///< with its unit; empty for none
  std::string qr_url = {};  ///< first QR: the page of the item; empty before the public address is set: only the number
};

enum class LabelPaper {
  roll_90x29,  ///< Brother QL, 90 mm wide and 29 mm high as read
  roll_42x29,  ///< Brother QL, 42 mm wide and 29 mm high as read
  a4_sheet,    ///< a sheet of labels, see LabelSheet
};

/// An A4 sheet of equal labels, in millimetres; the usual 3 × 8 is 70 × 37 mm without gaps.
struct LabelSheet {
  int columns = 3;
  int rows = 8;
  double left_mm = 0;
  double top_mm = 0.5;
  double label_width_mm = 70;
  double label_height_mm = 37;
  double gap_x_mm = 0;
  double gap_y_mm = 0;
  int first = 0;  ///< labels of the first sheet that are already used, counted row by row
};

struct LabelJob {
  LabelPaper paper = LabelPaper::roll_90x29;
  LabelSheet sheet = {};
  std::string title = {};  ///< of the PDF
  std::string language = "fr-FR";
  base::Instant created = {};
};

/// One page per label on a roll, as many sheets as needed otherwise.
/// Refuses "documents.label.none", "documents.label.no_number", "documents.label.qr_too_long" (the code would be too
/// fine to be printed at 300 dpi; field qr_url or number) and "documents.label.bad_sheet" (does not fit on A4).
base::Result<base::Bytes> labels_pdf(const std::vector<LabelContent>& labels, const LabelJob& job);

}  // namespace documents
