// module: drives
// NVMe log pages and eMMC registers, which are read the same way.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "drives/mmc.hpp"
#include "drives/nvme.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> page(data, data + size);
  page.resize(512);
  for (const drives::Answer& answer : {drives::Answer(data, size), drives::Answer(page)}) {
    static_cast<void>(drives::read_nvme_sanitize_log(answer));
    static_cast<void>(drives::read_nvme_smart_log(answer));
    static_cast<void>(drives::read_mmc_ext_csd(answer));
    for (const bool sd_card : {false, true})
      static_cast<void>(drives::read_mmc_cid(answer.first(answer.size() < 16 ? 0 : 16), sd_card));
  }
  return 0;
}
