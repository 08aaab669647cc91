#include "equipment/fields/vocabularies.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace equipment {
namespace {

base::Refusal refuse(const char* code, std::string_view text) {
  return {.code = code, .field = "status", .arguments = {{"value", base::shorten(base::printable(text), 60)}}};
}

}  // namespace

std::string_view bolc_status(Status status) {
  switch (status) {
    case Status::received:
      return "En attente";
    case Status::in_work:
      return "En reconditionnement";
    case Status::ready:
      return "Prêt à vendre";
    case Status::reserved:
    case Status::in_delivery:
      return "Réservé";
    case Status::for_parts:
    case Status::for_waste:
    case Status::dismantled:
    case Status::wasted:
      return "HS";
    case Status::given:
      return "Donné";
    case Status::sold:
      return "Vendu";
    case Status::returned:
      return "Retour reconditionneur pro.";
    case Status::missing:
      return "perdu";
    case Status::after_sales:
      return "SAV bénéficiaire";
  }
  return "";
}

base::Result<Status> status_from_bolc(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::optional<Status>>, 16> words{{
      {"en attente", Status::received},
      {"a reconditionner", Status::received},
      {"a entrer dans salesforce", Status::received},  // the field's own converter: to be dealt with
      {"en reconditionnement", Status::in_work},
      {"pret a vendre", Status::ready},
      {"pret a donner", Status::ready},
      {"reserve", Status::reserved},
      {"vendu", Status::sold},
      {"donne", Status::given},
      {"sav beneficiaire", Status::after_sales},
      {"hs", Status::for_waste},  // whether it has left needs a slip, which the word does not give
      {"perdu", Status::missing},
      {"retour reconditionneur pro", Status::returned},
      {"transfere", {}},
      {"usage interne", {}},
      {"utilise", {}},
  }};
  const std::string folded = base::fold(base::to_utf8(text));
  for (const auto& [word, status] : words) {
    if (word != folded) continue;
    if (!status) return refuse("equipment.status.no_equivalent", text);
    return *status;
  }
  return refuse("equipment.status.unknown", text);
}

std::string_view tectech_status(Status status) {
  switch (status) {
    case Status::received:
      return "A_TRAITER";
    case Status::in_work:
      return "EN_COURS_DE_TRAITEMENT";
    case Status::ready:
      return "PRET_A_COMMANDER";
    case Status::reserved:
      return "PRET_A_DISTRIBUER";  // nobody else may order it
    case Status::in_delivery:
      return "EN_COURS_DE_LIVRAISON";
    case Status::for_parts:
    case Status::for_waste:
    case Status::dismantled:
    case Status::wasted:
    case Status::returned:
    case Status::missing:
      return "NON_REEMPLOYABLE";  // the vocabulary has no word for « gone without being handed over »
    case Status::given:
    case Status::sold:
      return "DISTRIBUE";
    case Status::after_sales:
      return "SAV";
  }
  return "";
}

base::Result<Status> status_from_tectech(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, Status>, 8> words{{
      {"A_TRAITER", Status::received},
      {"EN_COURS_DE_TRAITEMENT", Status::in_work},
      {"NON_REEMPLOYABLE", Status::for_waste},
      {"PRET_A_COMMANDER", Status::ready},
      {"EN_COURS_DE_LIVRAISON", Status::in_delivery},
      {"PRET_A_DISTRIBUER", Status::ready},  // the field's converter writes it for « Prêt à vendre »
      {"DISTRIBUE", Status::given},
      {"SAV", Status::after_sales},
  }};
  const std::string upper = base::upper(base::trim(text));
  for (const auto& [word, status] : words)
    if (word == upper) return status;
  return refuse("equipment.status.unknown", text);
}

}  // namespace equipment
