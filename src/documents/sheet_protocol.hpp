#pragma once
// What the limited child says to its parent: records of one letter, a length (4 bytes, little endian) and a payload.
//   S name        a sheet begins          R row             (4 bytes, from 1)
//   C column text (4 bytes, from 0)       E                 all was said
//   X reason      refused: corrupt, too_large, encrypted or unsupported
#include <cstdint>
#include <string>
#include <string_view>

#include "documents/sheet_read.hpp"

namespace documents {

/// Longest sum of all texts of a file.
inline constexpr std::size_t sheet_max_text = 64u << 20;

void append_record(std::string& out, char tag, std::string_view payload);
std::string number_payload(std::uint32_t number, std::string_view text = {});

/// The parent's side: believes nothing. Records may come cut anywhere.
class SheetDecoder {
 public:
  /// Refuses what breaks the format or the limits.
  base::Outcome feed(std::string_view bytes);
  /// The workbook, or "documents.sheet.corrupt" if the child stopped before the end, "documents.sheet.empty" if it has no text.
  base::Result<Workbook> finish() &&;
  bool ended() const { return ended_; }
  bool started() const { return started_; }

 private:
  base::Outcome record(char tag, std::string_view payload);
  base::Outcome begin_sheet(std::string_view name);
  base::Outcome begin_row(std::string_view payload);
  base::Outcome cell(std::string_view payload);

  std::string waiting_;
  Workbook workbook_;
  std::size_t cells_ = 0;
  std::size_t text_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

}  // namespace documents
