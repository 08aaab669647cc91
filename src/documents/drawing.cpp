#include "documents/drawing.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace documents {
namespace {

/// Longer than any cell or paragraph that a person reads; keeps the layout quick.
constexpr std::size_t longest_text = 64u << 10;

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<base::Bytes*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

PangoAlignment pango_alignment(Align align) {
  switch (align) {
    case Align::left:
      return PANGO_ALIGN_LEFT;
    case Align::right:
      return PANGO_ALIGN_RIGHT;
    case Align::centre:
      return PANGO_ALIGN_CENTER;
  }
  return PANGO_ALIGN_LEFT;
}

void use_font(PangoLayout* layout, TextLook look) {
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, "DejaVu Sans, sans-serif");
  pango_font_description_set_weight(font, look.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, look.size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
}

}  // namespace

Canvas::Canvas(double width, double height)
    : surface_(cairo_pdf_surface_create_for_stream(append, &bytes_, width, height)), cairo_(cairo_create(surface_)) {
  // Positions must not depend on a screen.
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(cairo_, options);
  cairo_font_options_destroy(options);
}

Canvas::~Canvas() {
  cairo_destroy(cairo_);
  cairo_surface_destroy(surface_);
}

void Canvas::describe(const std::string& title, const std::string& author, base::Instant created) {
  const std::string date = base::to_rfc3339(created).substr(0, 19) + "Z";
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_TITLE, base::printable(title).c_str());
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_AUTHOR, base::printable(author).c_str());
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATOR, "Boucle");
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
}

void Canvas::show_page() { cairo_show_page(cairo_); }

base::Bytes Canvas::finish() {
  const cairo_status_t drawn = cairo_status(cairo_);
  cairo_surface_finish(surface_);
  const cairo_status_t status = drawn != CAIRO_STATUS_SUCCESS ? drawn : cairo_surface_status(surface_);
  if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(std::string("pdf: ") + cairo_status_to_string(status));
  return std::move(bytes_);
}

void Canvas::fill(double x, double y, double width, double height, Rgb value) {
  colour(value);
  cairo_rectangle(cairo_, x, y, width, height);
  cairo_fill(cairo_);
}

void Canvas::line(double x1, double y1, double x2, double y2, Rgb value, double thickness) {
  colour(value);
  cairo_set_line_width(cairo_, thickness);
  cairo_move_to(cairo_, x1, y1);
  cairo_line_to(cairo_, x2, y2);
  cairo_stroke(cairo_);
}

void Canvas::frame(double x, double y, double width, double height, Rgb value, double thickness) {
  colour(value);
  cairo_set_line_width(cairo_, thickness);
  cairo_rectangle(cairo_, x, y, width, height);
  cairo_stroke(cairo_);
}

void Canvas::qr(const QrMatrix& matrix, double x, double y, double side) {
  fill(x, y, side, side, {1, 1, 1});
  const double module = side / matrix.size_with_quiet_zone();
  const double left = x + qr_quiet_zone * module;
  const double top = y + qr_quiet_zone * module;
  cairo_set_source_rgb(cairo_, 0, 0, 0);
  for (int row = 0; row < matrix.size; ++row)
    for (int column = 0; column < matrix.size; ++column) {
      if (!matrix.dark(column, row)) continue;
      int width = 1;
      while (column + width < matrix.size && matrix.dark(column + width, row)) ++width;
      cairo_rectangle(cairo_, left + column * module, top + row * module, width * module, module);
      column += width;
    }
  cairo_fill(cairo_);
}

Layout Canvas::text(std::string_view text, double width, TextLook look) const {
  Layout layout(pango_cairo_create_layout(cairo_));
  use_font(layout.get(), look);
  const std::string clean = base::printable(base::shorten(text, longest_text));
  pango_layout_set_text(layout.get(), clean.data(), static_cast<int>(clean.size()));
  pango_layout_set_width(layout.get(), static_cast<int>(std::max(width, 1.0) * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  // A hyphen added where a serial number is cut would be read as part of it.
  PangoAttrList* attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout.get(), attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_alignment(layout.get(), pango_alignment(look.align));
  pango_layout_set_auto_dir(layout.get(), look.align == Align::left);
  return layout;
}

Layout Canvas::one_line(std::string_view value, double width, TextLook look) const {
  std::string flat(value.substr(0, 2000));
  std::replace(flat.begin(), flat.end(), '\n', ' ');
  Layout layout = text(flat, width, look);
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  return layout;
}

Layout Canvas::lines(std::string_view value, double width, TextLook look, int most) const {
  Layout layout = one_line(value, width, look);
  pango_layout_set_height(layout.get(), -most);
  return layout;
}

Layout Canvas::fitted(std::string_view value, double width, TextLook look, double smallest) const {
  Layout layout = one_line(value, width, look);
  while (pango_layout_is_ellipsized(layout.get()) && look.size > smallest) {
    look.size = std::max(smallest, look.size - 0.5);
    layout = one_line(value, width, look);
  }
  return layout;
}

void Canvas::show(const Layout& layout, double x, double y, Rgb value) {
  colour(value);
  cairo_move_to(cairo_, x, y);
  pango_cairo_show_layout(cairo_, layout.get());
}

double height_of(const Layout& layout) {
  int height = 0;
  pango_layout_get_size(layout.get(), nullptr, &height);
  return static_cast<double>(height) / PANGO_SCALE;
}

double width_of(const Layout& layout) {
  int width = 0;
  pango_layout_get_size(layout.get(), &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

}  // namespace documents
