// module: drives
// INQUIRY, VPD pages, capacity and sense data of SCSI devices and bridges. A « success » without registers must never come out of any sense data.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "drives/sg.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const drives::Answer bytes(data, size);
  static_cast<void>(drives::read_scsi_inquiry(bytes));
  static_cast<void>(drives::read_scsi_serial(bytes));
  static_cast<void>(drives::read_scsi_wwn(bytes));
  static_cast<void>(drives::read_scsi_medium(bytes));
  static_cast<void>(drives::read_scsi_capacity(bytes));
  static_cast<void>(drives::read_scsi_supported(bytes));
  static_cast<void>(drives::read_scsi_progress(bytes, true));
  const drives::SgAnswer answer{.status = 2, .sense = {data, data + size}};
  const auto registers = drives::registers_of(answer);
  if (registers) static_cast<void>(drives::read_ata_sanitize_status(*registers));
  if (drives::judge_ata(answer) == drives::CommandEnd::done && (!registers || !registers->ended_well())) std::abort();
  static_cast<void>(drives::judge_scsi(answer));
  return 0;
}
