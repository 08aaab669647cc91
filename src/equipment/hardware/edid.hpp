#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// The 128 or more bytes that a screen says of itself (VESA E-EDID 1.0…1.4), wherever they begin in the first bytes.
struct Edid {
  std::string pnp_id = {};  ///< three letters given to the maker, e.g. « DEL »
  std::optional<std::string> maker = {};
  std::optional<std::string> name = {};          ///< else the number of the panel
  std::optional<std::string> serial = {};        ///< the text, else the number
  std::optional<std::string> label_serial = {};  ///< Acer prints text and number woven into one
  std::optional<int> week = {};                  ///< 1…54
  std::optional<int> year = {};                  ///< of making, or of the model
  std::optional<double> inches = {};             ///< diagonal, one decimal; nothing for a projector
  bool checksum_right = true;
};

/// Also reads the same bytes written as hexadecimal text. Refuses with "equipment.hardware.unknown_kind" or
/// "equipment.hardware.broken_edid" (shorter than 128 bytes).
base::Result<Edid> read_edid(std::string_view bytes);
base::Result<Inventory> parse_edid(std::string_view bytes);
bool looks_like_edid(std::string_view bytes);

}  // namespace equipment
