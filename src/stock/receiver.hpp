#pragma once
// Who receives what leaves: as little about people as the departure needs (CNIL 2021-028: minimise).
#include <array>
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "equipment/event.hpp"

namespace stock {

enum class ReceiverKind { person, association, social_structure, waste_operator, owner, company, nobody };
inline constexpr std::array all_receiver_kinds = {
    ReceiverKind::person,         ReceiverKind::association, ReceiverKind::social_structure,
    ReceiverKind::waste_operator, ReceiverKind::owner,       ReceiverKind::company,
    ReceiverKind::nobody};
std::string_view code(ReceiverKind kind);
std::optional<ReceiverKind> receiver_kind_from_code(std::string_view code);

struct Receiver {
  ReceiverKind kind = ReceiverKind::nobody;
  std::string reference;  ///< « dossier »: how the prescriber's or our own file names the person
  std::string name;       ///< of a structure; of a person it is personal data, optional, sealed
  std::string siret;      ///< of a structure; required of a waste operator
  std::string phone;      ///< of a person, optional, sealed

  bool has_personal_data() const { return kind == ReceiverKind::person && (!name.empty() || !phone.empty()); }
  bool operator==(const Receiver&) const = default;
};

/// What a receiver must say for this way out, with the field that is wrong: "stock.receiver.bad_kind",
/// ".missing_reference" (gift to a person), ".missing_name", ".missing_siret" (waste operator), ".bad_siret", ".too_long".
base::Result<Receiver> check_receiver(equipment::DepartureKind departure, Receiver receiver);

/// What may be stored and shown in clear: everything of a structure, only kind and reference of a person.
boost::json::object to_json(const Receiver& receiver);
Receiver receiver_from_json(const boost::json::object& json);

}  // namespace stock
