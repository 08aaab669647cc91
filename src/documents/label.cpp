#include "documents/label.hpp"

#include <algorithm>

#include "documents/drawing.hpp"

namespace documents {
namespace {

/// Three dots of a 300 dpi printer: a telephone reads it at arm's length.
constexpr double smallest_module_mm = 0.25;
constexpr std::size_t most_lines = 6;

/// A place in points.
struct Box {
  double x, y, width, height;
};

/// Where things go, by the size of the label.
struct Plan {
  double margin;    ///< that the printer cannot reach
  double big_qr;    ///< side of the QR code of the address
  double small_qr;  ///< side of the one of the number
  double number_size;
  double text_size;
};

Plan plan_for(const Box& box) {
  const double mm = points_per_mm;
  const double side = std::min(box.height - 3 * mm, box.width * 0.5);
  const bool narrow = box.width < 60 * mm;
  return {.margin = 1.5 * mm,
          .big_qr = std::min(side, narrow                ? 18.5 * mm
                                   : box.width < 80 * mm ? 21 * mm
                                                         : 25 * mm),
          .small_qr = narrow ? 11.5 * mm : 13.5 * mm,
          .number_size = narrow ? 12.0 : 14.0,
          .text_size = narrow ? 6.5 : 7.6};
}

struct Codes {
  QrMatrix number;
  std::vector<QrMatrix> url;  ///< one or none
};

base::Outcome fine_enough(const QrMatrix& matrix, double side, std::string_view field) {
  if (side / points_per_mm / matrix.size_with_quiet_zone() >= smallest_module_mm) return base::Done{};
  return base::Refusal{.code = "documents.label.qr_too_long", .field = std::string(field)};
}

base::Result<Codes> codes_of(const LabelContent& label, const Plan& plan) {
  if (label.number.empty()) return base::Refusal{.code = "documents.label.no_number"};
  auto number = qr_matrix(label.number);
  if (!number) return base::Refusal{.code = "documents.label.qr_too_long", .field = "number"};
  TRY_DONE(fine_enough(*number, plan.small_qr, "number"));
  Codes codes{.number = std::move(*number), .url = {}};
  if (label.qr_url.empty()) return codes;
  auto url = qr_matrix(label.qr_url);
  if (!url) return base::Refusal{.code = "documents.label.qr_too_long", .field = "qr_url"};
  TRY_DONE(fine_enough(*url, plan.big_qr, "qr_url"));
  codes.url.push_back(std::move(*url));
  return codes;
}

/// One text of the label, smaller or on two lines if that shows more of it and `spare` allows.
Layout best_line(const Canvas& canvas, const std::string& text, double width, TextLook look, double spare) {
  Layout single = canvas.fitted(text, width, look, look.size * 0.8);
  if (!pango_layout_is_ellipsized(single.get())) return single;
  Layout two = canvas.lines(text, width, look, 2);
  if (pango_layout_is_ellipsized(two.get()))
    two = canvas.lines(text, width, {.size = look.size * 0.85, .bold = look.bold}, 2);
  return height_of(two) - height_of(single) <= spare ? std::move(two) : std::move(single);
}

/// The title, then the lines, from the top of the box down; those that have no room are left out.
void draw_lines(Canvas& canvas, const LabelContent& label, const Box& box, double text_size) {
  std::vector<std::pair<std::string, TextLook>> texts;
  if (!label.title.empty()) texts.push_back({label.title, {.size = text_size + 0.4, .bold = true}});
  for (std::size_t i = 0; i < std::min(label.lines.size(), most_lines); ++i)
    if (!label.lines[i].empty()) texts.push_back({label.lines[i], {.size = text_size}});
  constexpr double leading = 0.4;
  const double line_height = text_size * 1.17 + leading;
  double y = box.y;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const double left = box.y + box.height - y;
    // The model may push the last lines out: without it the label says nothing.
    const double wanted_below = i == 0 ? line_height : line_height * static_cast<double>(texts.size() - i - 1);
    const Layout line =
        best_line(canvas, texts[i].first, box.width, texts[i].second, left - line_height - wanted_below);
    if (height_of(line) > left + 0.5) return;
    canvas.show(line, box.x, y, {0, 0, 0});
    y += height_of(line) + leading;
  }
}

/// Badge and price, one above the other.
void draw_badge(Canvas& canvas, const LabelContent& label, const Box& box) {
  double y = box.y;
  if (!label.badge.empty()) {
    const Layout badge = canvas.fitted(label.badge, box.width, {.size = 17, .bold = true, .align = Align::centre}, 8);
    canvas.show(badge, box.x, y, {0, 0, 0});
    y += height_of(badge);
  }
  if (!label.price.empty()) {
    const Layout price = canvas.fitted(label.price, box.width, {.size = 9.5, .bold = true, .align = Align::centre}, 5);
    canvas.show(price, box.x, y, {0, 0, 0});
  }
}

/// Wide labels: address code | number, texts | badge, price above the number's code.
void draw_wide(Canvas& canvas, const LabelContent& label, const Codes& codes, const Plan& plan, const Box& box) {
  double left = box.x + plan.margin;
  if (!codes.url.empty()) {
    canvas.qr(codes.url.front(), left, box.y + (box.height - plan.big_qr) / 2, plan.big_qr);
    left += plan.big_qr;
  }
  const double right = box.x + box.width - plan.margin;
  const double side_left = right - plan.small_qr;
  const double top = box.y + plan.margin;
  canvas.qr(codes.number, side_left, box.y + box.height - plan.margin - plan.small_qr, plan.small_qr);
  draw_badge(canvas, label, {side_left, top - 1, plan.small_qr, box.height - plan.small_qr - 2 * plan.margin});
  const double width = side_left - left - 3;
  const Layout number = canvas.fitted(label.number, width, {.size = plan.number_size, .bold = true}, 5);
  canvas.show(number, left + 1, top, {0, 0, 0});
  const double below = top + height_of(number) + 2;
  draw_lines(canvas, label, {left + 1, below, width, box.y + box.height - plan.margin - below}, plan.text_size);
}

/// Narrow labels: the number above all; address code | texts above the number's code.
void draw_narrow(Canvas& canvas, const LabelContent& label, const Codes& codes, const Plan& plan, const Box& box) {
  const double left = box.x + plan.margin;
  const double right = box.x + box.width - plan.margin;
  const double bottom = box.y + box.height - plan.margin;
  const double badge_width = label.badge.empty() ? 0 : 18;
  const Layout number =
      canvas.fitted(label.number, right - left - badge_width, {.size = plan.number_size, .bold = true}, 5);
  canvas.show(number, left, box.y + plan.margin * 0.7, {0, 0, 0});
  if (badge_width > 0)
    canvas.show(
        canvas.fitted(label.badge, badge_width, {.size = plan.number_size, .bold = true, .align = Align::right}, 5),
        right - badge_width, box.y + plan.margin * 0.7, {0, 0, 0});
  const double top = box.y + plan.margin * 0.7 + plan.number_size * 1.2;
  const double url_side = std::min(plan.big_qr, bottom - top);
  double text_left = left;
  if (!codes.url.empty()) {
    canvas.qr(codes.url.front(), left, bottom - url_side, url_side);
    text_left += url_side + 1;
  }
  canvas.qr(codes.number, right - plan.small_qr, bottom - plan.small_qr, plan.small_qr);
  const double text_bottom = bottom - plan.small_qr;
  if (!label.price.empty()) {
    const Layout price = canvas.fitted(label.price, right - plan.small_qr - text_left, {.size = 7, .bold = true}, 4);
    canvas.show(price, text_left, bottom - height_of(price) - 1, {0, 0, 0});
  }
  draw_lines(canvas, label, {text_left, top, right - text_left, text_bottom - top}, plan.text_size);
}

base::Outcome draw_label(Canvas& canvas, const LabelContent& label, const Box& box) {
  const Plan plan = plan_for(box);
  TRY(codes, codes_of(label, plan));
  canvas.tagged("P", [&] {
    if (box.width < 60 * points_per_mm)
      draw_narrow(canvas, label, codes, plan, box);
    else
      draw_wide(canvas, label, codes, plan, box);
  });
  return base::Done{};
}

base::Outcome draw_roll(Canvas& canvas, const std::vector<LabelContent>& labels, double width, double height) {
  for (const LabelContent& label : labels) {
    TRY_DONE(draw_label(canvas, label, {0, 0, width, height}));
    canvas.show_page();
  }
  return base::Done{};
}

base::Outcome draw_sheets(Canvas& canvas, const std::vector<LabelContent>& labels, const LabelSheet& sheet) {
  const int on_sheet = sheet.columns * sheet.rows;
  int position = sheet.first;
  for (const LabelContent& label : labels) {
    if (position == on_sheet) {
      canvas.show_page();
      position = 0;
    }
    const Box box{(sheet.left_mm + position % sheet.columns * (sheet.label_width_mm + sheet.gap_x_mm)) * points_per_mm,
                  (sheet.top_mm + position / sheet.columns * (sheet.label_height_mm + sheet.gap_y_mm)) * points_per_mm,
                  sheet.label_width_mm * points_per_mm, sheet.label_height_mm * points_per_mm};
    TRY_DONE(draw_label(canvas, label, box));
    ++position;
  }
  canvas.show_page();
  return base::Done{};
}

bool fits_a4(const LabelSheet& sheet) {
  if (sheet.columns < 1 || sheet.columns > 20 || sheet.rows < 1 || sheet.rows > 40) return false;
  if (sheet.first < 0 || sheet.first >= sheet.columns * sheet.rows) return false;
  if (!(sheet.left_mm >= 0 && sheet.top_mm >= 0 && sheet.gap_x_mm >= 0 && sheet.gap_y_mm >= 0)) return false;
  if (!(sheet.label_width_mm >= 38 && sheet.label_height_mm >= 25))
    return false;  // smaller ones have no place for two codes
  const double tolerance = 0.5;
  return sheet.left_mm + sheet.columns * (sheet.label_width_mm + sheet.gap_x_mm) - sheet.gap_x_mm <= 210 + tolerance &&
         sheet.top_mm + sheet.rows * (sheet.label_height_mm + sheet.gap_y_mm) - sheet.gap_y_mm <= 297 + tolerance;
}

Box page_of(LabelPaper paper) {
  switch (paper) {
    case LabelPaper::roll_90x29:
      return {0, 0, 90, 29};
    case LabelPaper::roll_42x29:
      return {0, 0, 42, 29};
    case LabelPaper::a4_sheet:
      break;
  }
  return {0, 0, 210, 297};
}

}  // namespace

base::Result<base::Bytes> labels_pdf(const std::vector<LabelContent>& labels, const LabelJob& job) {
  if (labels.empty()) return base::Refusal{.code = "documents.label.none"};
  const Box page = page_of(job.paper);
  Canvas canvas(page.width * points_per_mm, page.height * points_per_mm);
  canvas.describe(job.title, {}, job.created);
  if (job.paper == LabelPaper::a4_sheet) {
    if (!fits_a4(job.sheet)) return base::Refusal{.code = "documents.label.bad_sheet"};
    TRY_DONE(draw_sheets(canvas, labels, job.sheet));
  } else {
    TRY_DONE(draw_roll(canvas, labels, page.width * points_per_mm, page.height * points_per_mm));
  }
  return finish_pdf(canvas.finish(), {.language = job.language, .created = job.created});
}

}  // namespace documents
