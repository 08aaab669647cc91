#pragma once
// What NVMe controllers answer (NVM Express Base Specification 2.0c, NVM Command Set 1.0c), read without touching any.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drives/drive.hpp"
#include "drives/reading.hpp"

namespace drives {

/// Identify Controller, CNS 01h (Base §5.17.2.1, figure 275).
struct NvmeController {
  sanitization::Identity identity;  ///< wwn empty: EUI-64 and NGUID belong to namespaces
  std::uint32_t namespaces = 0;     ///< NN: the greatest number
  std::uint64_t unallocated =
      0;  ///< UNVMCAP: bytes that belong to no namespace; the greatest number if it is more than that
  bool security_commands = false;   ///< OACS bit 0: Security Send and Receive (TCG)
  bool manages_namespaces = false;  ///< OACS bit 3: there may be some that this controller does not show
  sanitization::NvmeFormat format;
  sanitization::Sanitize sanitize;  ///< capabilities only
};
std::optional<NvmeController> read_nvme_controller(Answer bytes);

/// Identify Namespace, CNS 00h (NVM Command Set §4.1.5.1).
struct NvmeNamespace {
  std::uint64_t sectors = 0;
  std::uint32_t logical_sector = 512;
  std::uint16_t metadata = 0;  ///< bytes beside each sector
  bool protection = false;     ///< end-to-end protection type 1 to 3
  std::uint8_t format = 0;     ///< index of the format in use
  std::uint8_t plain_format =
      0;  ///< the one in use if it has no metadata, else one of the same sector size without any, else the first without any
  std::string wwn;  ///< NGUID, else EUI-64, in hexadecimal; empty if neither
};
/// Nothing for an inactive namespace (all zero).
std::optional<NvmeNamespace> read_nvme_namespace(Answer bytes);
/// Active Namespace ID list, CNS 02h: at most 1024, ascending, ended by a zero.
std::vector<std::uint32_t> read_nvme_active(Answer bytes);

/// How IDENTIFY ended, and its 4096 bytes.
struct NvmeAnswer {
  CommandEnd end = CommandEnd::failed;
  std::vector<std::uint8_t> data = {};
};
using NvmeAsk = std::function<NvmeAnswer(std::uint8_t cns, std::uint32_t nsid)>;
struct NvmeNamespaces {
  std::vector<std::pair<std::uint32_t, NvmeNamespace>> all;
  bool complete = true;  ///< false: there is, or may be, one more that did not tell itself. It holds data all the same
};
/// The active ones (CNS 02h, 00h); and those that are allocated but not attached to this controller (CNS 10h, 11h).
NvmeNamespaces ask_nvme_namespaces(const NvmeController& controller, const NvmeAsk& ask);

/// Sanitize Status log page, 81h (Base §5.16.1.22).
SanitizeProgress read_nvme_sanitize_log(Answer bytes);
/// SMART / Health Information log page, 02h (Base §5.16.1.3).
std::optional<sanitization::Health> read_nvme_smart_log(Answer bytes);

/// The fields of an admin command that tell it (figure 87): opcode, namespace, CDW10 and CDW11.
struct NvmeCommand {
  std::uint8_t opcode = 0;
  std::uint32_t nsid = 0, cdw10 = 0, cdw11 = 0;
  std::string hex() const;
};
/// Sanitize (Base §5.24): block, crypto, overwrite (one pass of zeros) or exit failure mode, with AUSE.
std::optional<NvmeCommand> nvme_sanitize(CommandKind kind);
/// Format NVM (Base §5.14) with SES=1, or 2 for crypto.
NvmeCommand nvme_format(std::uint32_t nsid, std::uint8_t format, bool crypto);
NvmeCommand nvme_identify(std::uint8_t cns, std::uint32_t nsid);                       ///< 4096 bytes
NvmeCommand nvme_get_log(std::uint8_t page, std::uint32_t nsid, std::uint32_t bytes);  ///< a multiple of 4

/// What the ioctl returned: 0, or status code type and code (Base §3.3.3.2.1, bits 10:0).
CommandEnd nvme_end(int status);

}  // namespace drives
