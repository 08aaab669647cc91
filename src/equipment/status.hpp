#pragma once
#include <array>
#include <optional>
#include <string_view>

namespace equipment {

/// Where an item stands in the chain. Never stored as a truth: it is what its history says (history.hpp), kept beside the
/// item as a projection only.
enum class Status {
  received,     ///< counted, numbered and labelled; waits for triage
  in_work,      ///< triaged for reuse or repair; on a work order
  ready,        ///< tested, graded and stored; may be given, sold or reserved
  reserved,     ///< promised to someone
  in_delivery,  ///< on its way to the person or the partner who hands it over
  for_parts,    ///< triaged for parts; not dismantled yet
  for_waste,    ///< triaged as waste electrical equipment (« DEEE »); still here
  given,        ///< departed: handed over free of charge
  sold,         ///< departed: sold
  dismantled,   ///< departed: became parts
  wasted,       ///< departed: handed to a waste operator with a slip
  returned,     ///< departed: given back to its owner
  missing,      ///< declared lost, with an alert to the donor if it could hold data
  after_sales,  ///< came back from the person who has it; departed for the mass balance until taken back
};

inline constexpr std::array all_statuses = {
    Status::received,  Status::in_work,   Status::ready,   Status::reserved,   Status::in_delivery,
    Status::for_parts, Status::for_waste, Status::given,   Status::sold,       Status::dismantled,
    Status::wasted,    Status::returned,  Status::missing, Status::after_sales};

/// Code in the API and the database: "received", "in_work"…
std::string_view code(Status status);
std::optional<Status> status_from_code(std::string_view code);

/// The item is physically in the custody of the workshop.
bool in_stock(Status status);

}  // namespace equipment
