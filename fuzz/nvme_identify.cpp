// module: drives
// Identify Controller, Identify Namespace and namespace lists: 4096 bytes, filled up with zeros.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "drives/nvme.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> page(data, data + size);
  page.resize(4096);
  for (const drives::Answer& answer : {drives::Answer(data, size), drives::Answer(page)}) {
    static_cast<void>(drives::read_nvme_controller(answer));
    static_cast<void>(drives::read_nvme_namespace(answer));
    static_cast<void>(drives::read_nvme_active(answer));
  }
  return 0;
}
