#pragma once
// What makers write when they have nothing to say, and how a text becomes a value or an honest « unknown ».
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "equipment/hardware/inventory.hpp"

namespace equipment {

/// Text fit for parsing: UTF-16 with its mark and Windows-1252 become UTF-8, NUL bytes and the byte-order mark go.
std::string readable_text(std::string_view bytes);

/// Trimmed, runs of white space made one, printable, at most 200 bytes.
std::string tidy(std::string_view text);

/// « To Be Filled By O.E.M. », « None », « 00000000 », « .... », empty…
bool is_placeholder(std::string_view text);
/// The tidy text, or nothing if it is a placeholder.
std::optional<std::string> known(std::string_view text);
/// Also refuses what no single machine owns: « 0123456789 », one or two characters…
std::optional<std::string> known_serial(std::string_view text);
/// True of a serial that somebody masked (« REDACTED… »): shown as it is, but it identifies nothing.
bool is_masked(std::string_view serial);

/// The shape from the words of SMBIOS (« Low Profile Desktop », « Sub Notebook »…); nothing for « Other ».
std::optional<Chassis> chassis_from_words(std::string_view words);

/// « vendor version date »; the American date of SMBIOS is rewritten as YYYY-MM-DD, and left out if it is none.
std::optional<std::string> firmware_text(std::string_view vendor, std::string_view version, std::string_view date);

/// « 4096 MB », « 8 GB », « 785281 kB », « 512 bytes », « 465,8G » in bytes: memory and lsblk count in powers of 1024.
std::optional<std::uint64_t> bytes_from_words(std::string_view words);

/// The size that is sold (GiB), from the fitted modules or from what the system sees, which is always less.
std::optional<double> nominal_gb_of_modules(std::uint64_t bytes);
std::optional<double> nominal_gb_of_visible(std::uint64_t bytes);

double one_decimal(double value);

}  // namespace equipment
