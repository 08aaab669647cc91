#include "equipment/hardware/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace equipment {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t value) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(value)));
  };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0U | (code >> 6U));
  } else if (code < 0x10000) {
    byte(0xE0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3FU));
  } else {
    byte(0xF0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3FU));
    byte(0x80U | ((code >> 6U) & 0x3FU));
  }
  byte(0x80U | (code & 0x3FU));
}

/// PowerShell's « > » writes UTF-16 with its byte-order mark.
std::string from_utf16(std::string_view bytes, bool little_endian) {
  std::string out;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(little_endian ? first | (second << 8U) : (first << 8U) | second);
  };
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
      const std::uint32_t low = unit(at + 2);
      if (low < 0xDC00 || low > 0xDFFF) continue;
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
      at += 2;
    } else if (code >= 0xD800 && code <= 0xDFFF) {
      continue;
    }
    append_utf8(out, code);
  }
  return out;
}

/// Letters and digits only, lower case, other ASCII runs made one space: what the table below is compared with.
std::string bare(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) != 0 || byte >= 0x80) {
      out.push_back(static_cast<char>(std::tolower(byte)));
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// Words of makers with nothing to say, seen in real machines; already bare().
constexpr std::array placeholders = {"",
                                     "0",
                                     "asset tag",
                                     "bad index",
                                     "base board",
                                     "base board manufacturer",
                                     "base board product name",
                                     "base board serial number",
                                     "base board version",
                                     "board serial number",
                                     "board version",
                                     "chassis",
                                     "chassis manufacture",
                                     "chassis manufacturer",
                                     "chassis serial number",
                                     "chassis version",
                                     "default",
                                     "default string",
                                     "empty",
                                     "fill by oem",
                                     "filled by oem",
                                     "invalid",
                                     "manufacturer",
                                     "n a",
                                     "na",
                                     "nil",
                                     "no",
                                     "no asset information",
                                     "no asset tag",
                                     "no dimm",
                                     "no enclosure",
                                     "no serial",
                                     "no serial number",
                                     "none",
                                     "not applicable",
                                     "not available",
                                     "not defined",
                                     "not found",
                                     "not present",
                                     "not provided",
                                     "not set",
                                     "not specified",
                                     "not supported",
                                     "not support",
                                     "notsupport",
                                     "notsupported",
                                     "null",
                                     "o e m",
                                     "oem",
                                     "oem define",
                                     "out of spec",
                                     "product name",
                                     "reserved",
                                     "serial",
                                     "serial number",
                                     "sernum",
                                     "sku",
                                     "sn",
                                     "system manufacturer",
                                     "system model",
                                     "system name",
                                     "system product",
                                     "system product name",
                                     "system serial number",
                                     "system sku",
                                     "system version",
                                     "tbd",
                                     "tbs",
                                     "to be defined",
                                     "to be determined",
                                     "to be filled",
                                     "type1family",
                                     "type1productconfigid",
                                     "type2 board manufacturer",
                                     "type2 board product name",
                                     "type2 board serial number",
                                     "undefined",
                                     "unk",
                                     "unknow",
                                     "unknown",
                                     "unspecified",
                                     "x x",
                                     "x xx",
                                     "xx xx"};

bool starts_with_placeholder(std::string_view text) {
  constexpr std::array beginnings = {"to be filled",     "to be set",         "filled by o",
                                     "oem define",       "system serial num", "chassis serial num",
                                     "modulepartnumber", "not specified",     "base board serial"};
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view start) { return text.starts_with(start); });
}

/// « 00000000 », « XXXX », « ...... », « FFFFFFFF »: one character over and over (from three on; numbers from one on).
bool is_one_character(std::string_view text) {
  std::string letters;
  for (const char letter : text) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0 || static_cast<unsigned char>(letter) >= 0x80) {
      letters.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(letter))));
    }
  }
  if (letters.empty()) return true;
  const bool alike =
      std::all_of(letters.begin(), letters.end(), [&](char letter) { return letter == letters.front(); });
  return alike && (letters.size() >= 3 || letters.front() == '0');
}

struct UnitOfBytes {
  std::string_view name;
  double factor;
};
constexpr std::array units_of_bytes = {UnitOfBytes{"b", 1.0},
                                       UnitOfBytes{"byte", 1.0},
                                       UnitOfBytes{"bytes", 1.0},
                                       UnitOfBytes{"k", 1024.0},
                                       UnitOfBytes{"kb", 1024.0},
                                       UnitOfBytes{"kib", 1024.0},
                                       UnitOfBytes{"m", 1048576.0},
                                       UnitOfBytes{"mb", 1048576.0},
                                       UnitOfBytes{"mib", 1048576.0},
                                       UnitOfBytes{"g", 1073741824.0},
                                       UnitOfBytes{"gb", 1073741824.0},
                                       UnitOfBytes{"gib", 1073741824.0},
                                       UnitOfBytes{"t", 1099511627776.0},
                                       UnitOfBytes{"tb", 1099511627776.0},
                                       UnitOfBytes{"tib", 1099511627776.0},
                                       UnitOfBytes{"p", 1125899906842624.0}};

std::optional<std::string> iso_date(std::string_view words) {
  std::array<int, 3> parts{};
  std::size_t count = 0;
  for (const std::string& part : base::split(base::trim(words), '/')) {
    const auto number = base::to_integer(part);
    if (!number || *number < 0 || *number > 9999 || count == parts.size()) return {};
    parts.at(count++) = static_cast<int>(*number);
  }
  if (count != 3) return {};
  auto [month, day, year] = parts;
  if (year < 100) year += year < 80 ? 2000 : 1900;  // SMBIOS before 2.3 wrote two digits
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1980 || year > 2200) return {};
  const auto two = [](int number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(year) + "-" + two(month) + "-" + two(day);
}

constexpr double gibibyte = 1073741824.0;
/// Sizes in GiB that modules and soldered memory really add up to.
constexpr std::array sold_gb = {0.0625, 0.125,  0.1875, 0.25,   0.375,  0.5,    0.75,   1.0,   1.25,  1.5,
                                2.0,    2.5,    3.0,    4.0,    6.0,    8.0,    10.0,   12.0,  16.0,  20.0,
                                24.0,   32.0,   36.0,   40.0,   48.0,   64.0,   72.0,   80.0,  96.0,  128.0,
                                144.0,  160.0,  192.0,  256.0,  288.0,  320.0,  384.0,  512.0, 576.0, 640.0,
                                768.0,  1024.0, 1536.0, 2048.0, 3072.0, 4096.0, 6144.0, 8192.0};

}  // namespace

std::string readable_text(std::string_view bytes) {
  std::string text;
  if (bytes.starts_with("\xFF\xFE")) {
    text = from_utf16(bytes, true);
  } else if (bytes.starts_with("\xFE\xFF")) {
    text = from_utf16(bytes, false);
  } else {
    text = base::to_utf8(bytes);
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  std::erase(text, '\0');
  return text;
}

std::string tidy(std::string_view text) {
  std::string out;
  for (const char letter : base::printable(text)) {
    const bool space = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    if (!space) {
      out.push_back(letter);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  return base::trim(base::shorten(out, 200));
}

bool is_placeholder(std::string_view text) {
  const std::string words = bare(text);
  return is_one_character(text) || starts_with_placeholder(words) ||
         std::find(placeholders.begin(), placeholders.end(), words) != placeholders.end();
}

std::optional<std::string> known(std::string_view text) {
  std::string words = tidy(text);
  if (is_placeholder(words)) return {};
  return words;
}

std::optional<std::string> known_serial(std::string_view text) {
  auto serial = known(text);
  if (!serial) return {};
  std::string letters;
  for (const char letter : *serial) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0) letters.push_back(letter);
  }
  if (letters.size() < 3) return {};
  const std::string low = base::lower(letters);
  // A run of all the digits is what a factory types to get past the field.
  if (low.find("12345678") != std::string::npos || low.find("987654321") != std::string::npos) return {};
  if (low == "123456" || low == "1234567" || low == "0123456" || low == "01234567") return {};
  if (low.starts_with("sernum")) return {};
  return serial;
}

bool is_masked(std::string_view serial) {
  const std::string low = base::lower(serial);
  return low.find("redacted") != std::string::npos || low.find("masked") != std::string::npos ||
         low.find("xxxxx") != std::string::npos || low.find("*****") != std::string::npos;
}

std::optional<Chassis> chassis_from_words(std::string_view words) {
  const std::string low = bare(words);
  const auto has = [&low](std::string_view word) { return low.find(word) != std::string::npos; };
  if (has("all in one")) return Chassis::AllInOne;
  if (has("notebook") || has("laptop") || has("portable") || has("convertible")) return Chassis::Laptop;
  if (has("tablet") || has("detachable")) return Chassis::Tablet;
  if (has("mini pc") || has("stick pc")) return Chassis::MiniPc;
  if (has("server") || has("rack") || has("blade")) return Chassis::Server;
  if (has("desktop") || has("tower") || has("low profile") || has("pizza") || has("space saving"))
    return Chassis::Desktop;
  return {};
}

std::optional<std::string> firmware_text(std::string_view vendor, std::string_view version, std::string_view date) {
  std::string text;
  const auto add = [&text](const std::optional<std::string>& part) {
    if (part) text += (text.empty() ? "" : " ") + *part;
  };
  const auto maker = known(vendor);
  const auto release = known(version);
  const bool repeated =
      maker && release && base::lower(*release).starts_with(base::lower(*maker));  // « IBM BIOS Version 1.57 »
  if (!repeated) add(maker);
  add(release);
  add(iso_date(date));
  if (text.empty()) return {};
  return text;
}

std::optional<std::uint64_t> bytes_from_words(std::string_view words) {
  const std::string text = base::lower(base::trim(words));
  std::size_t end = 0;
  while (end < text.size() &&
         (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.' || text[end] == ','))
    ++end;
  if (end == 0) return {};
  std::string unit = base::trim(std::string_view(text).substr(end));
  if (const std::size_t space = unit.find(' '); space != std::string::npos)
    unit.resize(space);  // « 512 MB (Single-bank… »
  if (unit.empty()) {
    const auto whole = base::to_integer(std::string_view(text).substr(0, end));
    if (!whole || *whole < 0) return {};
    return static_cast<std::uint64_t>(*whole);
  }
  const auto number = base::to_number(std::string_view(text).substr(0, end));
  const auto found = std::find_if(units_of_bytes.begin(), units_of_bytes.end(),
                                  [&](const UnitOfBytes& one) { return one.name == unit; });
  if (!number || found == units_of_bytes.end()) return {};
  const double bytes = *number * found->factor;
  if (!(bytes >= 0 && bytes < 1e18)) return {};
  return static_cast<std::uint64_t>(std::llround(bytes));
}

std::optional<double> nominal_gb_of_modules(std::uint64_t bytes) {
  if (bytes == 0) return {};
  constexpr std::uint64_t step = 64ULL * 1024 * 1024;
  if (bytes % step == 0) return static_cast<double>(bytes) / gibibyte;
  return nominal_gb_of_visible(bytes);
}

std::optional<double> nominal_gb_of_visible(std::uint64_t bytes) {
  const double seen = static_cast<double>(bytes) / gibibyte;
  for (const double size : sold_gb) {
    // Firmware and graphics keep some for themselves; a few kilobytes more than a size are still that size.
    if (seen <= size * 1.002) return seen >= size * 0.5 ? std::optional<double>(size) : std::nullopt;
  }
  return {};
}

double one_decimal(double value) { return std::round(value * 10.0) / 10.0; }

}  // namespace equipment
