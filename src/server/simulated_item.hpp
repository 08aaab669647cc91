#pragma once
// Believable histories of machines that never existed: the same for the same seed.
#include <cstdint>
#include <string>
#include <vector>

#include "equipment/event.hpp"

namespace server {

/// A generator whose numbers depend on nothing but its seed (splitmix64), so that item 17 is the same whatever came before.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0 … count − 1
  std::uint64_t below(std::uint64_t count) { return next() % count; }
  bool percent(unsigned chance) { return below(100) < chance; }

 private:
  std::uint64_t state_;
};

/// What becomes of a simulated item.
enum class Fate { given, sold, wasted, dismantled, returned, missing, ready, in_work, received, for_waste };

/// One item to come: where it belongs and how far it goes.
struct Plan {
  equipment::OrganisationId organisation;
  equipment::LotId lot;
  std::string line;  ///< id of its donation line, empty if none
  std::string number;
  equipment::Kind kind = equipment::Kind::laptop;
  equipment::Origin origin = equipment::Origin::gift;
  Fate fate = Fate::given;
  base::Instant received_at;
  base::Instant last_at;  ///< nothing happens after this moment
  std::string departure;  ///< id of the receipt or slip, when it departs
  std::string location;   ///< code of a shelf
  std::uint64_t seed = 0;
};

/// The whole history, in order; begins with Received.
std::vector<equipment::Event> simulate_history(const Plan& plan);
/// What the donor's list says of it: maker, model, serial, asset tag of the same item.
equipment::Received declared_item(const Plan& plan);
/// Price in cents that the history's sale states.
std::int64_t simulated_price(const Plan& plan);

}  // namespace server
