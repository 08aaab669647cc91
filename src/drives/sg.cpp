#include "drives/sg.hpp"

#include <scsi/sg.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

namespace drives {
namespace {

constexpr std::uint8_t check_condition = 2;
// Host and driver bytes of the kernel (include/scsi/scsi_status.h); user space has no header for them.
constexpr std::uint16_t did_no_connect = 0x01, did_time_out = 0x03, did_bad_target = 0x04, driver_timeout = 0x06;

SgAnswer send_once(int handle, std::span<const std::uint8_t> cdb, Direction direction, std::span<std::uint8_t> data,
                   std::chrono::seconds limit) {
  std::array<std::uint8_t, 64> sense{};
  std::array<std::uint8_t, 16> command{};
  std::copy_n(cdb.begin(), std::min(cdb.size(), command.size()), command.begin());
  const std::chrono::milliseconds most = std::min(limit, std::chrono::seconds(4000000));
  sg_io_hdr_t header{};
  header.interface_id = 'S';
  header.dxfer_direction = direction == Direction::none ? SG_DXFER_NONE
                           : direction == Direction::in ? SG_DXFER_FROM_DEV
                                                        : SG_DXFER_TO_DEV;
  header.cmd_len = static_cast<unsigned char>(std::min(cdb.size(), command.size()));
  header.mx_sb_len = static_cast<unsigned char>(sense.size());
  header.dxfer_len = direction == Direction::none ? 0 : static_cast<unsigned>(data.size());
  header.dxferp = direction == Direction::none ? nullptr : data.data();
  header.cmdp = command.data();
  header.sbp = sense.data();
  header.timeout = static_cast<unsigned>(most.count());
  const auto start = std::chrono::steady_clock::now();
  SgAnswer answer;
  if (ioctl(handle, SG_IO, &header) < 0) answer.error = errno;
  answer.late = std::chrono::steady_clock::now() - start >= most;
  if (answer.error != 0) return answer;
  answer.status = header.status;
  answer.host = header.host_status;
  answer.driver = header.driver_status;
  answer.sense.assign(sense.begin(), sense.begin() + std::min<std::ptrdiff_t>(header.sb_len_wr, sense.size()));
  // The kernel gives its whole buffer: what follows the sense data is none of it.
  if (answer.sense.size() > 7)
    answer.sense.resize(std::min<std::size_t>(answer.sense.size(), std::size_t{8} + answer.sense[7]));
  answer.moved = header.dxfer_len - std::min(header.dxfer_len, static_cast<unsigned>(std::max(header.resid, 0)));
  return answer;
}

/// Nothing: it came through to the device.
std::optional<CommandEnd> judge_transport(const SgAnswer& answer) {
  if (answer.error != 0) return judge_errno(answer.error);
  if (answer.host == did_no_connect || answer.host == did_bad_target) return CommandEnd::gone;
  if (answer.host == did_time_out || (answer.driver & 0x0F) == driver_timeout) return CommandEnd::timed_out;
  if (answer.host != 0) return answer.late ? CommandEnd::timed_out : CommandEnd::failed;
  return std::nullopt;
}

bool unit_attention(const SgAnswer& answer) {
  if (answer.error != 0 || answer.host != 0 || answer.status != check_condition) return false;
  const std::optional<ScsiSense> sense = read_scsi_sense(answer.sense);
  return sense && sense->key == 6 && !sense->deferred && !sense->ata;
}

}  // namespace

SgAnswer send_scsi(int handle, std::span<const std::uint8_t> cdb, Direction direction, std::span<std::uint8_t> data,
                   std::chrono::seconds limit) {
  SgAnswer answer = send_once(handle, cdb, direction, data, limit);
  for (int again = 0; again < 3 && unit_attention(answer); ++again)
    answer = send_once(handle, cdb, direction, data, limit);
  return answer;
}

SgAnswer send_ata(int handle, const AtaTask& task, std::span<std::uint8_t> data, std::chrono::seconds limit) {
  const Direction direction = task.protocol == AtaTask::Protocol::non_data  ? Direction::none
                              : task.protocol == AtaTask::Protocol::data_in ? Direction::in
                                                                            : Direction::out;
  return send_scsi(handle, ata_pass_through(task), direction, data, limit);
}

CommandEnd judge_errno(int error) {
  switch (error) {
    case 0:
      return CommandEnd::done;
    case ENODEV:
    case ENXIO:
    case ENOENT:
    case ENOMEDIUM:
      return CommandEnd::gone;
    case ETIMEDOUT:
      return CommandEnd::timed_out;
    case ENOTTY:
    case EOPNOTSUPP:
    case ENOSYS:
      return CommandEnd::not_possible;
  }
  return CommandEnd::failed;
}

CommandEnd judge_scsi(const SgAnswer& answer) {
  if (const auto end = judge_transport(answer)) return *end;
  if (answer.status == 0) return CommandEnd::done;
  if (answer.status != check_condition)
    return answer.late ? CommandEnd::timed_out : CommandEnd::refused;  // busy, reserved by another
  const std::optional<ScsiSense> sense = read_scsi_sense(answer.sense);
  if (!sense || sense->deferred) return CommandEnd::failed;
  switch (sense->key) {
    case 1:
      return CommandEnd::done;  // recovered
    case 2:
    case 5:
    case 7:
      return CommandEnd::refused;  // not ready, illegal request, data protect
  }
  return answer.late ? CommandEnd::timed_out : CommandEnd::failed;
}

std::optional<AtaRegisters> registers_of(const SgAnswer& answer) {
  if (answer.error != 0 || answer.host != 0) return std::nullopt;
  const std::optional<ScsiSense> sense = read_scsi_sense(answer.sense);
  return sense && !sense->deferred ? sense->ata : std::nullopt;
}

SanitizeProgress ata_sanitize_progress(const SgAnswer& answer) {
  const std::optional<AtaRegisters> registers = registers_of(answer);
  if (!registers) return {};
  SanitizeProgress progress = read_ata_sanitize_status(*registers);
  progress.log = raw_of(answer);
  return progress;
}

CommandEnd judge_ata(const SgAnswer& answer) {
  if (const auto end = judge_transport(answer)) return *end;
  const std::optional<AtaRegisters> registers = registers_of(answer);
  if (!registers) {
    // A kernel or controller that does not know the pass-through says « illegal request ». Anything else, even « good » without the registers
    // that were asked for, proves nothing.
    const std::optional<ScsiSense> sense = read_scsi_sense(answer.sense);
    if (answer.status == check_condition && sense && !sense->deferred && sense->key == 5) return CommandEnd::refused;
    return answer.late ? CommandEnd::timed_out : CommandEnd::failed;
  }
  if (registers->ended_well()) return CommandEnd::done;
  if (answer.late) return CommandEnd::timed_out;
  const bool fault = (registers->status & 0x20) != 0;  // DF
  return registers->aborted() && !fault ? CommandEnd::refused : CommandEnd::failed;
}

std::string raw_of(const SgAnswer& answer) {
  if (!answer.sense.empty()) return hex_of(answer.sense);
  const std::array<std::uint8_t, 3> bytes{answer.status, static_cast<std::uint8_t>(answer.host & 0xFF),
                                          static_cast<std::uint8_t>(answer.driver & 0xFF)};
  return hex_of(bytes);
}

}  // namespace drives
