#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace equipment {

/// What a thing is, in the words of the field (« type de matériel »).
enum class Kind {
  laptop,
  desktop,
  all_in_one,
  thin_client,
  server,
  monitor,
  tablet,
  smartphone,
  phone,
  printer,
  multifunction,
  projector,
  network,
  disk,
  dock,
  charger,
  keyboard,
  mouse,
  cable,
  other_accessory,
  other_device
};
inline constexpr std::array all_kinds = {Kind::laptop,      Kind::desktop, Kind::all_in_one,    Kind::thin_client,
                                         Kind::server,      Kind::monitor, Kind::tablet,        Kind::smartphone,
                                         Kind::phone,       Kind::printer, Kind::multifunction, Kind::projector,
                                         Kind::network,     Kind::disk,    Kind::dock,          Kind::charger,
                                         Kind::keyboard,    Kind::mouse,   Kind::cable,         Kind::other_accessory,
                                         Kind::other_device};

/// Devices and accessories are counted apart (domain.md §3.4).
enum class Family { device, accessory };

/// Whether a thing of this kind may keep somebody's data.
enum class DataRisk {
  always,    ///< a computer or phone: proof of erasure, or a proven absence of media, before any departure
  possible,  ///< printer, network gear: asked at triage
  never,
};

std::string_view code(Kind kind);
std::optional<Kind> kind_from_code(std::string_view code);
/// « PC portable », « UC », « Ecran 22" », "laptop"…: what donors write. Nothing when it is not certain.
std::optional<Kind> kind_from_words(std::string_view words);

Family family(Kind kind);
DataRisk data_risk(Kind kind);
/// Two letters of the field's numbers: PC, SM, TA, TE…; others are ours.
std::string_view number_code(Kind kind);
/// Median mass in grams of models when the item is not weighed (Boavizta, ODbL; standards.md §1); nothing: « sans source ».
std::optional<std::int64_t> default_mass_g(Kind kind);
/// Category of waste electrical equipment (R543-172 in force since 2018-08-15): 2 screens and laptops, 5 small, 6 small IT.
int weee_category(Kind kind);

}  // namespace equipment
