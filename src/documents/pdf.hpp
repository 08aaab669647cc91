#pragma once
// Writes the papers that leave the workshop: statements, slips, receipts, reports. It knows pages, headings and tables,
// not what they mean. Every text comes from the caller, already translated.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace documents {

/// A sheet of paper, in millimetres.
struct PageSize {
  double width_mm = 210;
  double height_mm = 297;
  double margin_mm = 18;
};
inline constexpr PageSize a4_portrait{210, 297, 18};
inline constexpr PageSize a4_landscape{297, 210, 16};

struct PdfInfo {
  std::string title;  ///< shown in the window's title bar
  std::string author = {};
  std::string language = "fr-FR";  ///< BCP 47 tag, read by screen readers
  PageSize size = a4_portrait;
  base::Instant created = {};  ///< the only date in the file: same input and date give the same bytes
  std::string footer = {};     ///< small text at the bottom left of each page
  std::string page_number = "{page}\u00a0/\u00a0{pages}";  ///< bottom right; empty for none
};

enum class Align { left, right, centre };

struct Column {
  std::string title;
  double weight = 1;          ///< share of the width
  Align align = Align::left;  ///< right for numbers
};

struct TableOptions {
  bool total_row = false;  ///< the last row is a sum: bold, with a line above
};

/// One line of a « label: value » block.
struct Fact {
  std::string label;
  std::string value;
};

/// One part of a chart. `value` gives the length (negative counts as 0), `text` is what is written (with its unit).
struct Bar {
  std::string label;
  double value = 0;
  std::string text;
};

/// A place to sign: a label such as « Pour le donateur », and what stands under it (name, date).
struct Signature {
  std::string label;
  std::string below = {};
};

/// A document that flows from top to bottom over as many pages as needed; drawn at once, so that memory does not grow
/// with the length of a table. The PDF is tagged (headings, paragraphs, tables, lists) for screen readers.
/// Faults of the drawing library are thrown as std::runtime_error.
class Pdf {
 public:
  explicit Pdf(PdfInfo info);
  ~Pdf();
  Pdf(Pdf&&) noexcept;
  Pdf& operator=(Pdf&&) noexcept;

  /// Level 1 (title), 2 or 3. Kept with what follows.
  void heading(int level, std::string_view text);
  void paragraph(std::string_view text);
  /// Small grey text: sources, methods, legal mentions.
  void note(std::string_view text);
  /// Text in a frame, for what must be seen (a refusal, a warning).
  void notice(std::string_view text);
  void list(const std::vector<std::string>& items);
  /// Labels at the left, values at the right of them.
  void facts(const std::vector<Fact>& facts);

  /// Header repeated on each page; a row is never split over two pages; text wraps, and a cell taller than a page ends
  /// with « … ». Rows shorter than the header are completed with empty cells; cells beyond it are a bug (CHECK).
  void table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows,
             TableOptions options = {});
  /// The same for a table whose rows are made one at a time: begin, row…, end.
  void begin_table(const std::vector<Column>& columns);
  void table_row(const std::vector<std::string>& cells, bool is_total = false);
  void end_table();

  /// Horizontal bars, one under the other.
  void bars(const std::vector<Bar>& bars);
  /// One bar cut into parts, with its legend: where each gram went. `total_text` stands above it.
  void stacked_bar(std::string_view total_text, const std::vector<Bar>& parts);
  /// QR code of `text` with its caption beside it; `alt` is read by screen readers.
  /// Refuses "documents.qr.empty" and "documents.qr.too_long".
  base::Outcome qr(std::string_view text, double side_mm, std::string_view caption, std::string_view alt);
  /// Boxes side by side (at most 3 in a row), never split.
  void signatures(const std::vector<Signature>& signatures);
  void space(double mm);
  void page_break();

  /// A file inside the file, such as the signed statement.json.
  void attach(std::string name, base::Bytes bytes, std::string media_type, std::string description = {});

  base::Bytes finish() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads a file attached to a PDF that someone sent. Refuses "documents.pdf.corrupt", "documents.pdf.encrypted",
/// "documents.pdf.too_large" (PDF over 64 MiB, attached file over 32 MiB) and "documents.pdf.no_attachment".
base::Result<base::Bytes> attached_file(std::string_view pdf, std::string_view name);

}  // namespace documents
