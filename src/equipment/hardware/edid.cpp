#include "equipment/hardware/edid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "equipment/hardware/words.hpp"

namespace equipment {
namespace {

constexpr std::string_view header("\x00\xFF\xFF\xFF\xFF\xFF\xFF\x00", 8);
constexpr std::size_t block_bytes = 128;
constexpr std::size_t furthest_start = 16;  // stray bytes that some tools leave before or after

struct Maker {
  std::string_view id;
  std::string_view name;
};
/// The makers that come through a workshop (the UEFI forum's PNP list); another keeps its three letters.
constexpr std::array makers = {Maker{"AAC", "AcerView"},
                               Maker{"ACI", "Asus"},
                               Maker{"ACR", "Acer"},
                               Maker{"ACT", "Targa"},
                               Maker{"AIC", "AG Neovo"},
                               Maker{"AOC", "AOC"},
                               Maker{"APP", "Apple"},
                               Maker{"AUO", "AU Optronics"},
                               Maker{"AUS", "Asus"},
                               Maker{"BNQ", "BenQ"},
                               Maker{"BOE", "BOE"},
                               Maker{"CMN", "Chimei Innolux"},
                               Maker{"CMO", "Chi Mei Optoelectronics"},
                               Maker{"CPQ", "Compaq"},
                               Maker{"CPT", "Chunghwa Picture Tubes"},
                               Maker{"CSO", "CSOT"},
                               Maker{"DEL", "Dell"},
                               Maker{"ELO", "Elo"},
                               Maker{"EIZ", "Eizo"},
                               Maker{"ENC", "Eizo"},
                               Maker{"EPI", "Envision"},
                               Maker{"FUS", "Fujitsu Siemens"},
                               Maker{"GSM", "LG"},
                               Maker{"GWY", "Gateway"},
                               Maker{"HEI", "Hyundai"},
                               Maker{"HIQ", "Hyundai ImageQuest"},
                               Maker{"HKC", "HKC"},
                               Maker{"HPN", "HP"},
                               Maker{"HSD", "HannStar"},
                               Maker{"HTC", "Hitachi"},
                               Maker{"HWP", "HP"},
                               Maker{"IBM", "IBM"},
                               Maker{"INL", "InnoLux"},
                               Maker{"IMP", "Impression"},
                               Maker{"IQT", "Hyundai ImageQuest"},
                               Maker{"IVM", "iiyama"},
                               Maker{"IVO", "InfoVision"},
                               Maker{"LEN", "Lenovo"},
                               Maker{"LGD", "LG Display"},
                               Maker{"LGP", "LG Philips"},
                               Maker{"LPL", "LG Philips"},
                               Maker{"MAX", "Belinea"},
                               Maker{"MED", "Medion"},
                               Maker{"MEI", "Panasonic"},
                               Maker{"MSI", "MSI"},
                               Maker{"NEC", "NEC"},
                               Maker{"NOK", "Nokia"},
                               Maker{"PHL", "Philips"},
                               Maker{"PTS", "ProView"},
                               Maker{"SAM", "Samsung"},
                               Maker{"SDC", "Samsung Display"},
                               Maker{"SEC", "Samsung"},
                               Maker{"SHP", "Sharp"},
                               Maker{"SNY", "Sony"},
                               Maker{"TOS", "Toshiba"},
                               Maker{"TSB", "Toshiba"},
                               Maker{"VSC", "ViewSonic"}};

class Block {
 public:
  explicit Block(std::string_view bytes) : bytes_(bytes) {}
  unsigned at(std::size_t index) const { return static_cast<unsigned char>(bytes_[index]); }
  std::string_view part(std::size_t from, std::size_t count) const { return bytes_.substr(from, count); }
  bool checksum_right() const {
    unsigned sum = 0;
    for (std::size_t index = 0; index < block_bytes; ++index) sum += at(index);
    return sum % 256 == 0;
  }

 private:
  std::string_view bytes_;
};

std::optional<std::string> from_hex_text(std::string_view text) {
  if (text.size() > 4096) return {};
  std::string digits;
  for (const char letter : text) {
    if (letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t' || letter == '\0') continue;
    digits.push_back(letter);
  }
  if (digits.size() < 2 * header.size() || digits.size() % 2 != 0) return {};
  auto bytes = base::from_hex(digits);
  if (!bytes) return {};
  return std::move(bytes).value();
}

/// Where the header stands, in the bytes themselves.
std::optional<std::size_t> start_of(std::string_view bytes) {
  const std::size_t at = bytes.substr(0, furthest_start + header.size()).find(header);
  if (at == std::string_view::npos) return {};
  return at;
}

/// The text of a descriptor ends with a line feed and is filled with spaces.
std::string descriptor_text(const Block& block, std::size_t at) {
  std::string_view text = block.part(at + 5, 13);
  text = text.substr(0, text.find('\n'));
  text = text.substr(0, text.find('\0'));
  return tidy(base::to_utf8(text));
}

struct Texts {
  std::string name = {};
  std::string serial = {};
  std::string panel = {};  ///< the free text that looks like a part number
  unsigned width_mm = 0;
  unsigned height_mm = 0;
};

Texts read_descriptors(const Block& block) {
  Texts texts;
  bool timing = false;
  for (const std::size_t at : {std::size_t{54}, std::size_t{72}, std::size_t{90}, std::size_t{108}}) {
    if (block.at(at) != 0 || block.at(at + 1) != 0) {
      if (timing) continue;
      timing = true;  // the first is the preferred one
      texts.width_mm = block.at(at + 12) | ((block.at(at + 14) >> 4U) << 8U);
      texts.height_mm = block.at(at + 13) | ((block.at(at + 14) & 15U) << 8U);
      continue;
    }
    const std::string text = descriptor_text(block, at);
    if (block.at(at + 3) == 0xFC) texts.name += texts.name.empty() || text.empty() ? text : " " + text;
    if (block.at(at + 3) == 0xFF && texts.serial.empty()) texts.serial = text;
    const bool has_digit = text.find_first_of("0123456789") != std::string::npos;
    if (block.at(at + 3) == 0xFE && has_digit) texts.panel = text;
  }
  return texts;
}

bool near(unsigned millimetres, unsigned centimetres) {
  const int gap = static_cast<int>(millimetres) - static_cast<int>(centimetres) * 10;
  return std::abs(gap) <= 10;
}

/// Centimetres are rounded, the timing's millimetres are exact but sometimes nonsense: they count only when both agree.
/// A tube (analogue, before EDID 1.3) states its whole face in centimetres and one mode's picture in millimetres.
std::optional<double> diagonal(const Block& block, const Texts& texts, bool checksum_right) {
  const unsigned width = block.at(21);
  const unsigned height = block.at(22);
  if (width == 0 || height == 0) return {};  // projector, or only a ratio
  if (width < 5 || height < 3) return {};
  const bool agree = near(texts.width_mm, width) && near(texts.height_mm, height);
  const bool tube = (block.at(20) & 0x80U) == 0 && block.at(18) == 1 && block.at(19) < 3;
  if (!checksum_right && !agree) return {};
  if (agree && !tube) return one_decimal(std::hypot(texts.width_mm, texts.height_mm) / 25.4);
  return one_decimal(std::hypot(width, height) / 2.54);
}

void read_date(const Block& block, Edid& edid) {
  const unsigned week = block.at(16);
  const unsigned year = block.at(17);
  if (year == 0) return;  // 1990, before EDID: nobody wrote it
  edid.year = static_cast<int>(year) + 1990;
  if (week >= 1 && week <= 54) edid.week = static_cast<int>(week);
}

void read_serial(const Block& block, const Texts& texts, Edid& edid) {
  const std::uint32_t number = block.at(12) | (block.at(13) << 8U) | (block.at(14) << 16U) | (block.at(15) << 24U);
  const bool meant = number != 0 && number != 0x01010101U && number != 0xFFFFFFFFU;
  edid.serial = known_serial(texts.serial);
  if (!edid.serial && meant) edid.serial = known_serial(std::to_string(number));
  // Acer's label: eight characters, the number in hexadecimal, four characters. Alone, the text repeats between screens.
  if (edid.pnp_id == "ACR" && edid.serial && texts.serial.size() == 12 && meant) {
    std::string hexadecimal;
    for (unsigned shift = 32; shift > 0; shift -= 4)
      hexadecimal.push_back("0123456789ABCDEF"[(number >> (shift - 4)) & 15U]);
    edid.label_serial = texts.serial.substr(0, 8) + hexadecimal + texts.serial.substr(8);
  }
}

Edid edid_of(const Block& block) {
  Edid edid{.checksum_right = block.checksum_right()};
  const unsigned id = (block.at(8) << 8U) | block.at(9);
  for (const unsigned shift : {10U, 5U, 0U}) {
    const unsigned letter = (id >> shift) & 31U;
    edid.pnp_id.push_back(letter >= 1 && letter <= 26 ? static_cast<char>('A' + letter - 1) : '?');
  }
  const auto* maker =
      std::find_if(makers.begin(), makers.end(), [&](const Maker& one) { return one.id == edid.pnp_id; });
  if (maker != makers.end()) edid.maker = std::string(maker->name);
  if (!edid.maker && edid.checksum_right && edid.pnp_id.find('?') == std::string::npos) edid.maker = edid.pnp_id;
  const Texts texts = read_descriptors(block);
  edid.inches = diagonal(block, texts, edid.checksum_right);
  if (!edid.checksum_right) return edid;  // which byte is wrong, nobody knows: no names, no serial
  edid.name = known(texts.name);
  if (!edid.name) edid.name = known(texts.panel);
  read_serial(block, texts, edid);
  read_date(block, edid);
  return edid;
}

}  // namespace

bool looks_like_edid(std::string_view bytes) {
  if (start_of(bytes)) return true;
  const auto decoded = from_hex_text(bytes);
  return decoded && start_of(*decoded);
}

base::Result<Edid> read_edid(std::string_view bytes) {
  const auto decoded = start_of(bytes) ? std::optional<std::string>(bytes) : from_hex_text(bytes);
  const auto start = decoded ? start_of(*decoded) : std::nullopt;
  if (!start) return base::Refusal{.code = "equipment.hardware.unknown_kind"};
  const std::string_view rest = std::string_view(*decoded).substr(*start);
  if (rest.size() < block_bytes) return base::Refusal{.code = "equipment.hardware.broken_edid"};
  return edid_of(Block(rest));
}

base::Result<Inventory> parse_edid(std::string_view bytes) {
  TRY(edid, read_edid(bytes));
  Inventory inventory{.kind = SourceKind::Edid, .maker = edid.maker, .model = edid.name};
  inventory.serials = {.system = edid.serial, .chassis = edid.label_serial};
  inventory.screen_inches = edid.inches;
  if (!edid.checksum_right) inventory.warnings.emplace_back("equipment.hardware.edid_checksum");
  return inventory;
}

}  // namespace equipment
