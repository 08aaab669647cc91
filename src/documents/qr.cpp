#include "documents/qr.hpp"

#include <qrencode.h>

#include <memory>

namespace documents {
namespace {

constexpr std::size_t longest_text = 1000;

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

base::Result<QrMatrix> qr_matrix(std::string_view text) {
  if (text.empty()) return base::Refusal{.code = "documents.qr.empty"};
  if (text.size() > longest_text) return base::Refusal{.code = "documents.qr.too_long"};
  // Byte mode: the text is printed as it is, whatever its alphabet.
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                        QR_ECLEVEL_M),
      &QRcode_free);
  if (!code) return base::Refusal{.code = "documents.qr.too_long"};
  QrMatrix matrix{.size = code->width, .modules = {}};
  const auto count = static_cast<std::size_t>(code->width * code->width);
  matrix.modules.reserve(count);
  for (std::size_t i = 0; i < count; ++i) matrix.modules.push_back((code->data[i] & 1) != 0);
  return matrix;
}

std::string qr_svg_path(const QrMatrix& matrix) {
  std::string path;
  for (int y = 0; y < matrix.size; ++y)
    for (int x = 0; x < matrix.size; ++x) {
      if (!matrix.dark(x, y)) continue;
      int width = 1;
      while (x + width < matrix.size && matrix.dark(x + width, y)) ++width;
      const std::string run = std::to_string(width);
      path += "M" + std::to_string(x + qr_quiet_zone) + " " + std::to_string(y + qr_quiet_zone) + "h" + run + "v1h-" +
              run + "z";
      x += width - 1;
    }
  return path;
}

std::string qr_svg(const QrMatrix& matrix, std::string_view label) {
  const std::string side = std::to_string(matrix.size_with_quiet_zone());
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
         "\" role=\"img\" aria-label=\"" + escaped(label) +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side +
         "H0z\"/><path fill=\"#000\" d=\"" + qr_svg_path(matrix) + "\"/></svg>";
}

}  // namespace documents
