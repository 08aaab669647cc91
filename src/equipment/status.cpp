#include "equipment/status.hpp"

namespace equipment {

std::string_view code(Status status) {
  switch (status) {
    case Status::received:
      return "received";
    case Status::in_work:
      return "in_work";
    case Status::ready:
      return "ready";
    case Status::reserved:
      return "reserved";
    case Status::in_delivery:
      return "in_delivery";
    case Status::for_parts:
      return "for_parts";
    case Status::for_waste:
      return "for_waste";
    case Status::given:
      return "given";
    case Status::sold:
      return "sold";
    case Status::dismantled:
      return "dismantled";
    case Status::wasted:
      return "wasted";
    case Status::returned:
      return "returned";
    case Status::missing:
      return "missing";
    case Status::after_sales:
      return "after_sales";
  }
  return {};
}

std::optional<Status> status_from_code(std::string_view text) {
  for (const Status status : all_statuses)
    if (code(status) == text) return status;
  return std::nullopt;
}

bool in_stock(Status status) {
  switch (status) {
    case Status::received:
    case Status::in_work:
    case Status::ready:
    case Status::reserved:
    case Status::in_delivery:
    case Status::for_parts:
    case Status::for_waste:
      return true;
    case Status::given:
    case Status::sold:
    case Status::dismantled:
    case Status::wasted:
    case Status::returned:
    case Status::missing:
    case Status::after_sales:
      return false;
  }
  return false;
}

}  // namespace equipment
