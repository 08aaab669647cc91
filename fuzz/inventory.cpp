// module: equipment
// Any bytes, alone and together (parts separated by « ----- »); what is read must survive its own JSON.
#include "equipment/hardware/inventory.hpp"

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<equipment::Source> sources;
  while (sources.size() < 8) {
    const std::size_t end = rest.find("-----");
    sources.push_back({.name = "part", .bytes = std::string(rest.substr(0, end))});
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 5);
  }
  const equipment::Inventory machine = equipment::read_inventory(sources);
  const auto again =
      equipment::inventory_from_json(boost::json::parse(boost::json::serialize(equipment::to_json(machine))));
  if (!again.ok() || !(*again == machine)) std::abort();
  return 0;
}
