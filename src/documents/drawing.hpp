#pragma once
// Shared by the PDF writer and the labels: handles that free themselves, text that always fits. Internal.
#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "documents/pdf.hpp"
#include "documents/qr.hpp"

namespace documents {

inline constexpr double points_per_mm = 72.0 / 25.4;

struct Rgb {
  double red, green, blue;
};
inline constexpr Rgb ink{0.12, 0.14, 0.17};
inline constexpr Rgb grey{0.38, 0.41, 0.45};
inline constexpr Rgb rule{0.78, 0.81, 0.84};
inline constexpr Rgb zebra{0.957, 0.965, 0.973};
inline constexpr Rgb header_fill{0.89, 0.93, 0.95};
inline constexpr Rgb accent{0.10, 0.38, 0.47};

struct FreeLayout {
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
};
using Layout = std::unique_ptr<PangoLayout, FreeLayout>;

struct TextLook {
  double size = 9.5;  ///< points
  bool bold = false;
  Align align = Align::left;
};

/// A PDF that is being drawn into memory, in points from the top left.
class Canvas {
 public:
  Canvas(double width, double height);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  cairo_t* cairo() const { return cairo_; }
  void describe(const std::string& title, const std::string& author, base::Instant created);
  void show_page();
  /// Ends the file. Throws std::runtime_error if the library failed.
  base::Bytes finish();

  void colour(Rgb colour) { cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue); }
  void fill(double x, double y, double width, double height, Rgb colour);
  void line(double x1, double y1, double x2, double y2, Rgb colour, double thickness = 0.6);
  void frame(double x, double y, double width, double height, Rgb colour, double thickness = 0.6);
  /// With its quiet zone, in a square of that side; modules are whole rectangles, without seams.
  void qr(const QrMatrix& matrix, double x, double y, double side);

  /// Wrapped in `width`; words longer than it are cut, invalid characters left out.
  Layout text(std::string_view text, double width, TextLook look) const;
  /// The same on one line, ended by « … » if it does not fit.
  Layout one_line(std::string_view text, double width, TextLook look) const;
  /// The same on at most that many lines.
  Layout lines(std::string_view text, double width, TextLook look, int most) const;
  /// One line in the largest size between `look.size` and `smallest` that fits, else ended by « … ».
  Layout fitted(std::string_view text, double width, TextLook look, double smallest) const;
  void show(const Layout& layout, double x, double y, Rgb colour = ink);

  /// A structure element for screen readers around what `draw` draws.
  template <typename Draw>
  void tagged(const char* tag, Draw draw) {
    cairo_tag_begin(cairo_, tag, nullptr);
    draw();
    cairo_tag_end(cairo_, tag);
  }

 private:
  base::Bytes bytes_;
  cairo_surface_t* surface_;
  cairo_t* cairo_;
};

double height_of(const Layout& layout);
double width_of(const Layout& layout);

/// What cairo cannot say by itself: language, title in the window, attached files, column headers, texts for figures.
struct Finishing {
  std::string language;
  base::Instant created;
  struct Attachment {
    std::string name;
    base::Bytes bytes;
    std::string media_type;
    std::string description;
  };
  std::vector<Attachment> attachments = {};
  std::vector<std::string> figure_texts = {};  ///< one for each Figure, in order
  base::Bytes overlay = {};                    ///< a PDF drawn over, page by page (page numbers); empty for none
};
base::Bytes finish_pdf(const base::Bytes& drawn, const Finishing& finishing);

}  // namespace documents
