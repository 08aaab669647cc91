#include "equipment/kind.hpp"

#include <algorithm>
#include <string>

#include "base/result.hpp"
#include "base/text.hpp"

namespace equipment {
namespace {

struct Row {
  Kind kind;
  std::string_view code;
  Family family;
  DataRisk risk;
  std::string_view number_code;
  std::int64_t default_mass_g;  ///< 0: no source
  int weee_category;
};

// Masses: medians of 1,226 models, an ODbL set by Boavizta (standards.md §1). WEEE categories: R543-172.
constexpr std::array rows = {
    Row{Kind::laptop, "laptop", Family::device, DataRisk::always, "PC", 1650, 2},
    Row{Kind::desktop, "desktop", Family::device, DataRisk::always, "PC", 5260, 6},
    Row{Kind::all_in_one, "all_in_one", Family::device, DataRisk::always, "PC", 0, 2},
    Row{Kind::thin_client, "thin_client", Family::device, DataRisk::always, "PC", 930, 6},
    Row{Kind::server, "server", Family::device, DataRisk::always, "SV", 22200, 6},
    Row{Kind::monitor, "monitor", Family::device, DataRisk::never, "EC", 5730, 2},
    Row{Kind::tablet, "tablet", Family::device, DataRisk::always, "TA", 730, 2},
    Row{Kind::smartphone, "smartphone", Family::device, DataRisk::always, "SM", 170, 6},
    Row{Kind::phone, "phone", Family::device, DataRisk::always, "TE", 0, 6},
    Row{Kind::printer, "printer", Family::device, DataRisk::possible, "IM", 0, 6},
    Row{Kind::multifunction, "multifunction", Family::device, DataRisk::possible, "IM", 0, 6},
    Row{Kind::projector, "projector", Family::device, DataRisk::never, "VP", 0, 6},
    Row{Kind::network, "network", Family::device, DataRisk::possible, "RX", 0, 6},
    Row{Kind::disk, "disk", Family::accessory, DataRisk::always, "DD", 0, 6},
    Row{Kind::dock, "dock", Family::accessory, DataRisk::never, "AC", 0, 6},
    Row{Kind::charger, "charger", Family::accessory, DataRisk::never, "AC", 0, 6},
    Row{Kind::keyboard, "keyboard", Family::accessory, DataRisk::never, "AC", 0, 6},
    Row{Kind::mouse, "mouse", Family::accessory, DataRisk::never, "AC", 0, 6},
    Row{Kind::cable, "cable", Family::accessory, DataRisk::never, "AC", 0, 6},
    Row{Kind::other_accessory, "other_accessory", Family::accessory, DataRisk::never, "AC", 0, 6},
    Row{Kind::other_device, "other_device", Family::device, DataRisk::possible, "DI", 0, 6},
};
static_assert(rows.size() == all_kinds.size());

const Row& row(Kind kind) {
  const auto* found = std::find_if(rows.begin(), rows.end(), [&](const Row& each) { return each.kind == kind; });
  CHECK(found != rows.end());
  return *found;
}

struct Words {
  Kind kind;
  std::vector<std::string_view> any;  ///< folded; matched as whole words
};

/// In order: the first match wins, so « ecran d ordinateur portable » is a screen and « chargeur pc portable » a charger.
const std::vector<Words>& vocabulary() {
  static const std::vector<Words> words = {
      {Kind::charger, {"chargeur", "chargeurs", "alimentation", "transformateur", "charger", "adaptateur secteur"}},
      {Kind::dock, {"dock", "station d accueil", "replicateur", "docking station"}},
      {Kind::cable, {"cable", "cables", "cordon"}},
      {Kind::keyboard, {"clavier", "claviers", "keyboard"}},
      {Kind::mouse, {"souris", "mouse"}},
      {Kind::monitor, {"ecran", "ecrans", "moniteur", "moniteurs", "monitor", "display", "crt", "tft", "lcd"}},
      {Kind::multifunction, {"multifonction", "multifonctions", "mfp", "photocopieur", "copieur"}},
      {Kind::printer, {"imprimante", "imprimantes", "printer", "traceur"}},
      {Kind::projector, {"videoprojecteur", "projecteur", "projector", "vp"}},
      {Kind::all_in_one, {"tout en un", "all in one", "aio", "imac"}},
      {Kind::thin_client, {"client leger", "thin client", "terminal leger"}},
      {Kind::server, {"serveur", "serveurs", "server"}},
      {Kind::laptop,
       {"portable", "portables", "laptop", "notebook", "ultrabook", "macbook", "chromebook", "netbook",
        "ordinateur portable", "pc portable"}},
      {Kind::tablet, {"tablette", "tablettes", "tablet", "ipad"}},
      {Kind::smartphone, {"smartphone", "smartphones", "iphone", "telephone portable", "mobile"}},
      {Kind::phone, {"telephone", "telephones", "gsm", "phone"}},
      {Kind::network, {"switch", "routeur", "routeurs", "borne wifi", "commutateur", "firewall", "pare feu", "modem"}},
      {Kind::desktop,
       {"uc", "unite centrale", "unites centrales", "unite", "desktop", "tour", "fixe", "ordinateur fixe", "pc fixe",
        "ordinateur de bureau", "pc", "ordinateur", "mini pc", "micro", "station de travail", "workstation"}},
      {Kind::disk, {"disque dur", "disque", "hdd", "ssd"}},
      {Kind::other_accessory, {"accessoire", "accessoires", "webcam", "casque", "sacoche", "batterie", "accessory"}},
  };
  return words;
}

bool has_words(const std::string& folded, std::string_view words) {
  const std::string padded = " " + folded + " ";
  return padded.find(" " + std::string(words) + " ") != std::string::npos;
}

}  // namespace

std::string_view code(Kind kind) { return row(kind).code; }
Family family(Kind kind) { return row(kind).family; }
DataRisk data_risk(Kind kind) { return row(kind).risk; }
std::string_view number_code(Kind kind) { return row(kind).number_code; }
int weee_category(Kind kind) { return row(kind).weee_category; }

std::optional<std::int64_t> default_mass_g(Kind kind) {
  if (row(kind).default_mass_g == 0) return std::nullopt;
  return row(kind).default_mass_g;
}

std::optional<Kind> kind_from_code(std::string_view text) {
  const auto* found = std::find_if(rows.begin(), rows.end(), [&](const Row& each) { return each.code == text; });
  if (found == rows.end()) return std::nullopt;
  return found->kind;
}

std::optional<Kind> kind_from_words(std::string_view words) {
  if (const auto exact = kind_from_code(base::lower(base::trim(words)))) return exact;
  const std::string folded = base::fold(words);
  // « téléphone portable » holds the laptop's word: whole phrases first.
  if (has_words(folded, "telephone portable") || has_words(folded, "telephone mobile")) return Kind::smartphone;
  for (const auto& each : vocabulary())
    for (const auto& word : each.any)
      if (has_words(folded, word)) return each.kind;
  return std::nullopt;
}

}  // namespace equipment
