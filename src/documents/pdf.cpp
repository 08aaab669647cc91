#include "documents/pdf.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "documents/pdf_state.hpp"

namespace documents {
namespace {

constexpr double footer_height = 22;
constexpr TextLook body{.size = 9.5};

std::string replaced(std::string text, std::string_view key, int number) {
  const auto at = text.find(key);
  return at == std::string::npos ? text : text.replace(at, key.size(), std::to_string(number));
}

}  // namespace

Pdf::State::State(PdfInfo wanted)
    : info(std::move(wanted)),
      left(info.size.margin_mm * points_per_mm),
      right((info.size.width_mm - info.size.margin_mm) * points_per_mm),
      top(info.size.margin_mm * points_per_mm),
      bottom((info.size.height_mm - info.size.margin_mm) * points_per_mm -
             (info.size.margin_mm < 10 ? footer_height : 6)),
      canvas(info.size.width_mm * points_per_mm, info.size.height_mm * points_per_mm),
      finishing{.language = info.language, .created = info.created},
      y(top) {
  CHECK(right - left > 60 && bottom - top > 60);
  canvas.describe(info.title, info.author, info.created);
  cairo_tag_begin(canvas.cairo(), "Document", nullptr);
}

void Pdf::State::next_page() {
  canvas.show_page();
  ++pages;
  y = top;
  blank = true;
}

void Pdf::State::need(double height) {
  if (!blank && y + height > bottom) next_page();
}

void Pdf::State::flow(const char* tag, std::string_view text, TextLook look, Rgb colour, double indent) {
  const Layout layout = canvas.text(text, width() - indent, look);
  const int lines = pango_layout_get_line_count(layout.get());
  PangoLayoutIter* iterator = pango_layout_get_iter(layout.get());
  int line = 0;
  while (line < lines) {
    canvas.tagged(tag, [&] {
      canvas.colour(colour);
      for (bool first = true; line < lines; ++line, first = false) {
        PangoRectangle extents;
        pango_layout_iter_get_line_extents(iterator, nullptr, &extents);
        const double height = static_cast<double>(extents.height) / PANGO_SCALE;
        if (!blank && y + height > bottom && !first) break;
        if (!blank && y + height > bottom) next_page();
        canvas.colour(colour);
        const double baseline = static_cast<double>(pango_layout_iter_get_baseline(iterator) - extents.y) / PANGO_SCALE;
        cairo_move_to(canvas.cairo(), left + indent + static_cast<double>(extents.x) / PANGO_SCALE, y + baseline);
        pango_cairo_show_layout_line(canvas.cairo(), pango_layout_iter_get_line_readonly(iterator));
        y += height;
        blank = false;
        pango_layout_iter_next_line(iterator);
      }
    });
    if (line < lines) next_page();
  }
  pango_layout_iter_free(iterator);
}

/// Footers are drawn apart, when the number of pages is known.
base::Bytes Pdf::State::page_marks() const {
  if (info.footer.empty() && info.page_number.empty()) return {};
  Canvas marks(info.size.width_mm * points_per_mm, info.size.height_mm * points_per_mm);
  const double baseline = std::min(bottom + 12, info.size.height_mm * points_per_mm - 14);
  for (int page = 1; page <= pages; ++page) {
    const std::string number = replaced(replaced(info.page_number, "{page}", page), "{pages}", pages);
    marks.line(left, baseline - 3, right, baseline - 3, rule, 0.4);
    marks.show(marks.one_line(info.footer, width() * 0.8, {.size = 7.5}), left, baseline, grey);
    marks.show(marks.one_line(number, width() * 0.2, {.size = 7.5, .align = Align::right}), left + width() * 0.8,
               baseline, grey);
    marks.show_page();
  }
  return marks.finish();
}

Pdf::Pdf(PdfInfo info) : state_(std::make_unique<State>(std::move(info))) {}
Pdf::~Pdf() = default;
Pdf::Pdf(Pdf&&) noexcept = default;
Pdf& Pdf::operator=(Pdf&&) noexcept = default;

void Pdf::heading(int level, std::string_view text) {
  CHECK(level >= 1 && level <= 3);
  State& state = *state_;
  const double size = level == 1 ? 18 : level == 2 ? 12.5 : 10.5;
  const char* tag = level == 1 ? "H1" : level == 2 ? "H2" : "H3";
  if (!state.blank) state.y += level == 1 ? 12 : level == 2 ? 13 : 8;
  state.need(size * 1.4 + 60);  // never alone at the end of a page
  state.flow(tag, text, {.size = size, .bold = true}, level == 3 ? ink : accent);
  if (level == 1) {
    state.canvas.line(state.left, state.y + 3, state.right, state.y + 3, accent, 1.2);
    state.y += 5;
  }
  state.y += level == 1 ? 7 : 4;
}

void Pdf::paragraph(std::string_view text) {
  state_->flow("P", text, body, ink);
  state_->y += 6;
}

void Pdf::note(std::string_view text) {
  state_->flow("P", text, {.size = 7.8}, grey);
  state_->y += 5;
}

void Pdf::notice(std::string_view text) {
  State& state = *state_;
  const Layout layout = state.canvas.text(text, state.width() - 24, body);
  const double height = height_of(layout) + 14;
  if (height > state.bottom - state.top) return paragraph(text);  // longer than a page: cannot be framed
  state.need(height);
  state.canvas.fill(state.left, state.y, state.width(), height, {0.995, 0.96, 0.88});
  state.canvas.fill(state.left, state.y, 3, height, {0.80, 0.50, 0.05});
  state.canvas.tagged("P", [&] { state.canvas.show(layout, state.left + 13, state.y + 7); });
  state.y += height + 8;
  state.blank = false;
}

void Pdf::list(const std::vector<std::string>& items) {
  State& state = *state_;
  if (items.empty()) return;
  state.canvas.tagged("L", [&] {
    for (const std::string& item : items) {
      state.need(14);
      state.canvas.tagged("LI", [&] {
        state.canvas.tagged("Lbl",
                            [&] { state.canvas.show(state.canvas.text("•", 12, body), state.left + 4, state.y); });
        state.flow("LBody", item, body, ink, 16);
      });
      state.y += 2.5;
    }
  });
  state.y += 4;
}

void Pdf::facts(const std::vector<Fact>& facts) {
  State& state = *state_;
  if (facts.empty()) return;
  double label_width = 40;
  for (const Fact& fact : facts)
    label_width = std::max(label_width, width_of(state.canvas.text(fact.label, state.width(), body)) + 12);
  label_width = std::min(label_width, state.width() * 0.4);
  const double value_width = state.width() - label_width;
  state.canvas.tagged("Table", [&] {
    for (const Fact& fact : facts) {
      const Layout label = state.canvas.text(fact.label, label_width - 8, body);
      const Layout value = state.canvas.text(fact.value, value_width, {.size = body.size, .bold = true});
      const double room = state.bottom - state.top;
      pango_layout_set_height(value.get(), static_cast<int>(room * PANGO_SCALE));
      pango_layout_set_ellipsize(value.get(), PANGO_ELLIPSIZE_END);
      const double height = std::min(room, std::max(height_of(label), height_of(value))) + 3.5;
      state.need(height);
      state.canvas.tagged("TR", [&] {
        state.canvas.tagged("TH", [&] { state.canvas.show(label, state.left, state.y, grey); });
        state.canvas.tagged("TD", [&] { state.canvas.show(value, state.left + label_width, state.y); });
      });
      state.y += height;
      state.blank = false;
    }
  });
  state.y += 6;
}

void Pdf::space(double mm) { state_->y += mm * points_per_mm; }

void Pdf::page_break() {
  CHECK(state_->table.empty());
  if (!state_->blank) state_->next_page();
}

void Pdf::attach(std::string name, base::Bytes bytes, std::string media_type, std::string description) {
  state_->finishing.attachments.push_back(
      {std::move(name), std::move(bytes), std::move(media_type), std::move(description)});
}

base::Bytes Pdf::finish() && {
  State& state = *state_;
  CHECK(state.table.empty());
  state.finishing.overlay = state.page_marks();
  cairo_tag_end(state.canvas.cairo(), "Document");
  state.canvas.show_page();
  const base::Bytes drawn = state.canvas.finish();
  return finish_pdf(drawn, state.finishing);
}

}  // namespace documents
