#pragma once
// The station report, schema boucle.station-report.v1: what the machine said, who asked it, when and for which item.
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "proof/signature.hpp"
#include "sanitization/record.hpp"
#include "station/collected.hpp"
#include "station/host.hpp"

namespace station {

struct ReportKind {};
/// Made by the station, also offline; the server counts a report once by it.
using ReportId = base::Id<ReportKind>;

struct ReportHead {
  ReportId id = {};
  std::string station = {};                       ///< name of the bench
  base::Instant occurred_at = {};                 ///< the station's clock, which may be wrong: the server notes its own
  std::chrono::minutes offset = {};               ///< local time minus UTC at that moment
  std::optional<std::string> operator_code = {};  ///< a code, never a name
  std::optional<std::string> item_number = {};    ///< as on the label; without it the server matches by serial numbers
};

/// What the server takes at most (docs/station-report.md).
inline constexpr std::size_t largest_report = std::size_t{16} * 1024 * 1024;

/// Bytes of the number on a label.
inline constexpr std::size_t longest_item_number = 60;
/// "station.report.bad_text": empty, too long, or not printable as it stands.
base::Outcome check_item_number(const std::string& number);
/// Refuses what the server would: a station (64 bytes) or item number (60) that is empty, too long or not printable
/// ("station.report.bad_text" with the field and the length), an operator that is not a code of at most 16 capitals, digits and
/// dashes ("station.report.bad_operator").
base::Outcome check_head(const ReportHead& head);

/// What the raw outputs are of.
enum class Subject {
  machine,  ///< the machine that the station runs on: it is the item
  drive,    ///< a drive on a bench: the machine around it is not the item
};

/// All that a report can hold; what was not done is absent.
struct Content {
  Subject subject = Subject::machine;
  RawOutputs raw = {};
  std::optional<Host> host = {};
  std::vector<sanitization::Record> erasures = {};
  std::optional<std::string> tests = {};       ///< checkup's results, as JSON text
  std::map<std::string, bool> checklist = {};  ///< checklist_items, as far as they were answered
};
/// What people do around erasing (ANSSI 2023): TPM, UEFI settings, fingerprint reader, labels, SIM and memory cards.
inline constexpr std::array<std::string_view, 6> checklist_items = {
    "tpm_cleared", "uefi_reset", "fingerprints_cleared", "labels_removed", "sim_removed", "card_removed"};

struct Chain;

/// The bytes that are kept and sent: RFC 8785, each erasure signed by itself, the place in the chain, and the whole signed.
/// The raw outputs stand in it as text, word for word. Refuses "station.report.too_large", and output that is not text (proof.json.…).
base::Result<base::Bytes> make_report(const ReportHead& head, const Content& content, const Chain& chain,
                                      const proof::SigningKey& key);

/// RFC 3339 with the offset: 2026-11-21T22:30:10.000+01:00
std::string local_rfc3339(base::Instant instant, std::chrono::minutes offset);

}  // namespace station
