// Drawings: bars, the bar of a balance, QR code, places to sign. Colours differ also in lightness and each part has its
// number, so that a black and white print says as much.
#include <algorithm>
#include <array>
#include <cmath>

#include "documents/pdf_state.hpp"

namespace documents {
namespace {

constexpr std::array<Rgb, 8> palette{{{0.10, 0.38, 0.47},
                                      {0.93, 0.66, 0.24},
                                      {0.36, 0.62, 0.42},
                                      {0.72, 0.29, 0.26},
                                      {0.52, 0.70, 0.83},
                                      {0.46, 0.36, 0.58},
                                      {0.80, 0.80, 0.62},
                                      {0.45, 0.48, 0.52}}};

double length_of(double value) { return std::isfinite(value) ? std::max(value, 0.0) : 0; }

}  // namespace

void Pdf::bars(const std::vector<Bar>& bars) {
  State& state = *state_;
  if (bars.empty()) return;
  constexpr double pitch = 19;
  double largest = 0;
  double label_width = 0;
  double text_width = 0;
  for (const Bar& bar : bars) {
    largest = std::max(largest, length_of(bar.value));
    label_width = std::max(label_width, width_of(state.canvas.one_line(bar.label, state.width(), {.size = 8.8})));
    text_width =
        std::max(text_width, width_of(state.canvas.one_line(bar.text, state.width(), {.size = 8.8, .bold = true})));
  }
  label_width = std::min(label_width, state.width() * 0.35);
  text_width = std::min(text_width, state.width() * 0.25);
  const double from = state.left + label_width + 8;
  const double room = state.right - from - text_width - 8;
  state.canvas.tagged("L", [&] {
    for (const Bar& bar : bars) {
      state.need(pitch);
      const double length = largest > 0 ? length_of(bar.value) / largest * room : 0;
      state.canvas.fill(from, state.y + 2, std::max(length, 0.7), pitch - 7, palette[0]);
      state.canvas.tagged("LI", [&] {
        state.canvas.tagged("LBody", [&] {
          state.canvas.show(state.canvas.one_line(bar.label, label_width + 1, {.size = 8.8}), state.left,
                            state.y + 2.5);
          state.canvas.show(state.canvas.one_line(bar.text, text_width + 1, {.size = 8.8, .bold = true}),
                            from + length + 6, state.y + 2.5);
        });
      });
      state.y += pitch;
      state.blank = false;
    }
  });
  state.y += 5;
}

void Pdf::stacked_bar(std::string_view total_text, const std::vector<Bar>& parts) {
  State& state = *state_;
  constexpr double bar_height = 24;
  constexpr double pitch = 15;
  double total = 0;
  for (const Bar& part : parts) total += length_of(part.value);
  const std::size_t rows = (parts.size() + 1) / 2;
  state.need(std::min(bar_height + 30 + pitch * static_cast<double>(rows), state.bottom - state.top));
  state.flow("P", total_text, {.size = 9.5, .bold = true}, ink);
  state.y += 3;
  double x = state.left;
  for (std::size_t i = 0; i < parts.size() && total > 0; ++i) {
    const double length = length_of(parts[i].value) / total * state.width();
    state.canvas.fill(x, state.y, length, bar_height, palette[i % palette.size()]);
    if (x > state.left && length > 0) state.canvas.line(x, state.y, x, state.y + bar_height, {1, 1, 1}, 1);
    x += length;
  }
  state.canvas.frame(state.left, state.y, state.width(), bar_height, total > 0 ? ink : rule, 0.5);
  state.y += bar_height + 6;
  state.blank = false;
  const double half = state.width() / 2;
  state.canvas.tagged("L", [&] {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i % 2 == 0) state.need(pitch);
      const double at = state.left + (i % 2 == 0 ? 0 : half);
      state.canvas.fill(at, state.y + 1.5, 9, 9, palette[i % palette.size()]);
      state.canvas.frame(at, state.y + 1.5, 9, 9, ink, 0.4);
      const Layout value = state.canvas.one_line(parts[i].text, half * 0.45, {.size = 8.8, .bold = true});
      const double value_width = width_of(value);
      state.canvas.tagged("LI", [&] {
        state.canvas.tagged("LBody", [&] {
          const Layout label = state.canvas.one_line(parts[i].label, half - value_width - 34, {.size = 8.8});
          state.canvas.show(label, at + 15, state.y);
          state.canvas.show(value, at + 15 + width_of(label) + 7, state.y);
        });
      });
      if (i % 2 == 1 || i + 1 == parts.size()) state.y += pitch;
    }
  });
  state.y += 6;
}

base::Outcome Pdf::qr(std::string_view text, double side_mm, std::string_view caption, std::string_view alt) {
  TRY(matrix, qr_matrix(text));
  State& state = *state_;
  const double side = std::min({side_mm * points_per_mm, state.width() * 0.6, state.bottom - state.top});
  state.need(side);
  state.canvas.tagged("Figure", [&] { state.canvas.qr(matrix, state.left, state.y, side); });
  state.finishing.figure_texts.emplace_back(alt);
  const Layout beside = state.canvas.text(caption, state.width() - side - 12, {.size = 8.8});
  pango_layout_set_height(beside.get(), static_cast<int>(side * PANGO_SCALE));
  pango_layout_set_ellipsize(beside.get(), PANGO_ELLIPSIZE_END);
  const double middle = std::max(0.0, (side - height_of(beside)) / 2);
  state.canvas.tagged("P", [&] { state.canvas.show(beside, state.left + side + 8, state.y + middle); });
  state.y += side + 6;
  state.blank = false;
  return base::Done{};
}

void Pdf::signatures(const std::vector<Signature>& signatures) {
  State& state = *state_;
  constexpr double gap = 14;
  constexpr double height = 78;
  const auto in_row = static_cast<double>(std::min<std::size_t>(signatures.size(), 3));
  const double box = (state.width() - gap * (in_row - 1)) / in_row;
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (i % 3 == 0) state.need(height + 6);
    const double x = state.left + static_cast<double>(i % 3) * (box + gap);
    state.canvas.frame(x, state.y, box, height, rule, 0.7);
    state.canvas.line(x + 10, state.y + height - 20, x + box - 10, state.y + height - 20, grey, 0.5);
    state.canvas.tagged("P", [&] {
      state.canvas.show(state.canvas.one_line(signatures[i].label, box - 16, {.size = 8.8, .bold = true}), x + 8,
                        state.y + 6);
      state.canvas.show(state.canvas.one_line(signatures[i].below, box - 16, {.size = 7.8}), x + 8,
                        state.y + height - 15, grey);
    });
    state.blank = false;
    if (i % 3 == 2 || i + 1 == signatures.size()) state.y += height + 10;
  }
}

}  // namespace documents
