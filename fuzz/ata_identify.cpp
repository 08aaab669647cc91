// module: drives
// IDENTIFY DEVICE, DCO, SMART and log pages of ATA drives: 512 bytes, with and without a right checksum.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "drives/ata.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const drives::Answer bytes(data, size);
  std::vector<std::uint8_t> page(data, data + size);
  page.resize(512);
  page[510] = 0xA5;
  page[511] = 0;
  for (std::size_t i = 0; i < 511; ++i) page[511] = static_cast<std::uint8_t>(page[511] - page[i]);
  for (const drives::Answer& answer : {bytes, drives::Answer(page)}) {
    static_cast<void>(drives::read_ata_identify(answer));
    static_cast<void>(drives::read_ata_dco_sectors(answer));
    static_cast<void>(drives::read_ata_smart_data(answer));
    static_cast<void>(drives::read_ata_wear(answer));
  }
  return 0;
}
