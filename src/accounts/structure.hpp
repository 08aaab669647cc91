#pragma once
// layer: store
// What a structure says of itself: its pages, numbers, labels and documents follow it.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/store.hpp"
#include "base/result.hpp"

namespace accounts {

/// Kinds of domain.md §1: a structure may be several.
inline constexpr std::array<std::string_view, 9> organisation_kinds = {
    "refurbisher",          "donor",  "social_structure", "mediation_place", "drop_off",
    "distributing_partner", "funder", "waste_operator",   "network"};
/// Time zones of France and its neighbours; any other IANA zone is accepted by the API.
inline constexpr std::array<std::string_view, 13> usual_zones = {
    "Europe/Paris",    "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion",
    "Indian/Mayotte",  "Pacific/Noumea",     "Pacific/Tahiti",     "Pacific/Wallis",  "America/Miquelon",
    "Europe/Brussels", "Europe/Luxembourg",  "Europe/Zurich"};

struct Structure {
  std::string name;
  std::vector<std::string> kinds;
  bool public_body = false;
  std::string zone = "Europe/Paris";  ///< decides the day and the year of its figures
  std::string site = "BO";            ///< two capital letters that begin each item's number
  std::int64_t digits = 4;            ///< 3 to 6, of an item's number
  std::string address;                ///< several lines, as printed
  std::string siret;                  ///< 14 digits or empty
  std::string legal_mentions;         ///< at the foot of receipts and statements
};
/// The readable part of an organisation; members of its settings that other folders own are left alone.
Structure structure_of(const Organisation& organisation);
/// Everything wrong with it at once: a missing name or kind, "accounts.organisation.bad_kind", ".bad_zone", ".bad_site", ".bad_digits",
/// ".bad_siret", "accounts.input.too_long".
std::vector<base::Refusal> check(const Structure& structure);
/// A checked structure put into the organisation.
void apply(const Structure& structure, Organisation& organisation);

}  // namespace accounts
