#include "stock/receiver.hpp"

#include <boost/json.hpp>

#include "base/check_digits.hpp"
#include "base/text.hpp"
#include "collection/donor.hpp"

namespace stock {
namespace {

using equipment::DepartureKind;

bool may_receive(DepartureKind departure, ReceiverKind kind) {
  using enum ReceiverKind;
  switch (departure) {
    case DepartureKind::gift:
      return kind == person || kind == association || kind == social_structure;
    case DepartureKind::sale:
      return kind == person || kind == association || kind == social_structure || kind == company || kind == nobody;
    case DepartureKind::waste:
      return kind == waste_operator;
    case DepartureKind::give_back:
      return kind == owner;
    case DepartureKind::dismantling:
      return kind == nobody;
  }
  return false;
}

std::string digits_of(const std::string& text) {
  std::string digits;
  for (const char c : text)
    if (c != ' ' && c != '.') digits.push_back(c);
  return digits;
}

std::string text_of(const boost::json::object& json, std::string_view name) {
  const auto* value = json.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

std::string_view code(ReceiverKind kind) {
  switch (kind) {
    case ReceiverKind::person:
      return "person";
    case ReceiverKind::association:
      return "association";
    case ReceiverKind::social_structure:
      return "social_structure";
    case ReceiverKind::waste_operator:
      return "waste_operator";
    case ReceiverKind::owner:
      return "owner";
    case ReceiverKind::company:
      return "company";
    case ReceiverKind::nobody:
      return "nobody";
  }
  return {};
}

std::optional<ReceiverKind> receiver_kind_from_code(std::string_view text) {
  for (const auto kind : all_receiver_kinds)
    if (code(kind) == text) return kind;
  return std::nullopt;
}

base::Result<Receiver> check_receiver(DepartureKind departure, Receiver receiver) {
  const auto refused = [](std::string code, std::string field) {
    return base::Refusal{.code = "stock.receiver." + std::move(code), .field = "receiver." + std::move(field)};
  };
  if (!may_receive(departure, receiver.kind)) return refused("bad_kind", "kind");
  if (receiver.kind == ReceiverKind::nobody) return Receiver{};
  for (const auto& [name, value] :
       {std::pair("name", &receiver.name), {"reference", &receiver.reference}, {"phone", &receiver.phone}})
    if (value->size() > 120) return refused("too_long", name);
  const bool person = receiver.kind == ReceiverKind::person;
  if (person && departure == DepartureKind::gift && receiver.reference.empty())
    return refused("missing_reference", "reference");
  if (!person && receiver.name.empty()) return refused("missing_name", "name");
  receiver.siret = person ? std::string() : digits_of(receiver.siret);
  if (!person) receiver.phone.clear();
  if (departure == DepartureKind::waste && receiver.siret.empty()) return refused("missing_siret", "siret");
  if (!receiver.siret.empty() && !base::is_siret(receiver.siret)) return refused("bad_siret", "siret");
  return receiver;
}

boost::json::object to_json(const Receiver& receiver) {
  boost::json::object json{{"kind", code(receiver.kind)}};
  if (!receiver.reference.empty()) json["reference"] = receiver.reference;
  if (receiver.kind == ReceiverKind::person) return json;
  if (!receiver.name.empty()) json["name"] = receiver.name;
  if (!receiver.siret.empty()) json["siret"] = receiver.siret;
  return json;
}

Receiver receiver_from_json(const boost::json::object& json) {
  return {.kind = receiver_kind_from_code(text_of(json, "kind")).value_or(ReceiverKind::nobody),
          .reference = text_of(json, "reference"),
          .name = text_of(json, "name"),
          .siret = text_of(json, "siret")};
}

}  // namespace stock
