#include "station/collected.hpp"

namespace station {

bool RawOutputs::nothing() const {
  return !lshw && !dmidecode && !lsblk && smartctl.empty() && edid.empty() && batteries.empty();
}

equipment::Inventory inventory_of(const RawOutputs& raw) {
  std::vector<equipment::Source> sources;
  const auto add = [&](const char* name, const std::string& bytes) {
    sources.push_back({.name = name, .bytes = bytes});
  };
  if (raw.lshw) add("lshw", *raw.lshw);
  if (raw.dmidecode) add("dmidecode", *raw.dmidecode);
  if (raw.lsblk) add("lsblk", *raw.lsblk);
  for (const auto& drive : raw.smartctl) add("smartctl", drive);
  for (const auto& screen : raw.edid) add("edid", screen);
  for (const auto& battery : raw.batteries) add("battery", battery);
  return equipment::read_inventory(sources);
}

}  // namespace station
