// Wi-Fi: the card must hear at least one network.
#include "base/text.hpp"
#include "checkup/files.hpp"
#include "checkup/tests.hpp"

namespace checkup {

Found test_wifi(const Surroundings& around) {
  const auto networks = around.root / "sys/class/net";
  for (const auto& name : names_in(networks)) {
    std::error_code error;
    if (!std::filesystem::exists(networks / name / "phy80211", error)) continue;
    (void)around.run({"ip", "link", "set", name, "up"}, std::chrono::seconds(5));
    tell(around, Part::wifi, std::nullopt, {{"card", name}});
    const auto scan = around.run({"iw", "dev", name, "scan"}, std::chrono::seconds(20));
    if (!scan) return {.outcome = Outcome::fail, .evidence = {{"card", name}, {"reason", "no_scan"}}};
    std::size_t heard = 0;
    for (const auto& line : base::split(*scan, '\n')) heard += line.starts_with("BSS ") ? 1U : 0U;
    return {.outcome = heard > 0 ? Outcome::pass : Outcome::fail,
            .evidence = {{"card", name}, {"networks", std::to_string(heard)}}};
  }
  return not_applicable("no_wifi_card");
}

}  // namespace checkup
