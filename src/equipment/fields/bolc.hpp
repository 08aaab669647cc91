#pragma once
// The BOLC line: how many French reuse sites exchange one item. One CSV line of 35 fields, semicolons, UTF-8, no quotes.
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace equipment {

/// Numbers keep nothing where the line is empty. Texts are UTF-8 on one line.
struct BolcLine {
  std::string donation;                               ///< 0: identifier of the donation
  std::string refurbisher_number;                     ///< 1: the refurbisher's own identifier
  std::string number;                                 ///< 2: field number, « GRPC26-0888 »
  std::string type;                                   ///< 3: « Portable », « UC », « Tablette »…
  std::string category;                               ///< 4: D, C, B, A, PREMIUM, HC or INVENDABLE, in capitals
  std::string status;                                 ///< 5: words of the BOLC, see vocabularies.hpp
  std::string maker;                                  ///< 7
  std::string model;                                  ///< 10
  std::optional<double> battery_percent;              ///< 11: health, « 75.4% »
  std::string observations;                           ///< 13
  std::string serial;                                 ///< 14
  std::string cpu;                                    ///< 15
  std::string disk_type;                              ///< 16: « SSD », « HDD », « NVME »…
  std::optional<double> disk_gb;                      ///< 17
  std::optional<double> ram_gb;                       ///< 20
  std::optional<bool> webcam;                         ///< 22: 0 or 1
  std::optional<double> screen_inches;                ///< 23
  std::optional<int> technical_points;                ///< 24
  std::optional<int> cosmetic_points;                 ///< 25
  std::optional<int> cpumark;                         ///< 26
  std::string volunteer;                              ///< 28
  std::optional<std::chrono::local_seconds> audited;  ///< 29: « 26/01/2026 15:17:45 », wall clock of the site
  std::string os_note;                                ///< 30: « Linux: Linux Mint 22.2 Zara »
  std::string origin;                                 ///< 34
  std::map<std::size_t, std::string> others;          ///< fields without a known meaning that were not empty

  bool operator==(const BolcLine&) const = default;
};

/// Refuses "equipment.bolc.fields" (not 35 fields), "equipment.bolc.number", "…webcam", "…date", "…category", each with
/// the field's position.
base::Result<BolcLine> parse_bolc_line(std::string_view text);

/// Always 35 fields on one line, without line end. Inside a value a semicolon becomes a comma and a line break « / »: the
/// tools that read these lines know no quotes.
std::string to_bolc_line(const BolcLine& line);

}  // namespace equipment
