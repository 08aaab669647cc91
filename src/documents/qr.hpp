#pragma once
// QR codes (ISO/IEC 18004, error correction M: 15 % of the code may be dirty).
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace documents {

/// White border that every reader needs, in modules; part of every drawing made here.
inline constexpr int qr_quiet_zone = 4;

struct QrMatrix {
  int size = 0;               ///< modules per side, without the quiet zone
  std::vector<bool> modules;  ///< row by row, true = dark

  bool dark(int x, int y) const { return modules[static_cast<std::size_t>(y * size + x)]; }
  int size_with_quiet_zone() const { return size + 2 * qr_quiet_zone; }
};

/// Refuses "documents.qr.empty" and "documents.qr.too_long" (over 1,000 bytes: nobody's telephone reads that).
base::Result<QrMatrix> qr_matrix(std::string_view text);

/// The dark modules as the `d` of an SVG path, in modules, quiet zone included: viewBox = "0 0 n n" with
/// n = size_with_quiet_zone().
std::string qr_svg_path(const QrMatrix& matrix);
/// A whole <svg> element, black on white, for HTML pages; `label` is read by screen readers. Already escaped.
std::string qr_svg(const QrMatrix& matrix, std::string_view label);

}  // namespace documents
