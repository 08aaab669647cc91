#pragma once
// What a station keeps between two starts: its key, its server, its chain of reports and its journals, in one folder of its own.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "proof/signature.hpp"
#include "station/spool.hpp"
#include "station/uplink.hpp"

namespace station {

inline constexpr const char* default_state = "/var/lib/boucle-station";

/// The server that took this station in.
struct Enrolment {
  std::string url = {};           ///< as people open it: https://boucle.exemple.fr
  std::string token = {};         ///< for its reports
  std::string name = {};          ///< of this station, as the workshop calls it
  std::string organisation = {};  ///< for people
  std::string trust =
      {};  ///< the organisation's public key line (proof::write_public_key), to verify certificates with
  bool operator==(const Enrolment&) const = default;
};

/// Where the station's chain of reports stands: each report names the one before, so that none can be left out unseen.
struct Chain {
  std::int64_t sequence = 0;  ///< of the last report; 0: none yet
  std::string previous = {};  ///< SHA-256 of its bytes, hexadecimal; empty if none
};

/// FOLDER/key (0600), enrolment.json, chain.json, pending/, journals/, spool/. Two programs may use it at once: making a report holds
/// a lock. Refuses "station.state.unusable" (folder, reason), "station.state.damaged" (file).
class State {
 public:
  /// Makes the folder and the key if they are missing; a report that a power cut left between chain and spool goes on to the spool.
  static base::Result<State> open(const std::filesystem::path& folder);

  const proof::SigningKey& key() const { return key_; }
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path journals() const { return folder_ / "journals"; }
  std::filesystem::path spool_folder() const { return folder_ / "spool"; }

  base::Result<std::optional<Enrolment>> enrolment() const;
  base::Outcome keep_enrolment(const Enrolment& enrolment);

  /// Makes the next report of the chain with `make` and puts it into the spool: after it returned, the report is on the disk and the
  /// chain goes through it. A crash at any point loses neither. `kept` is called then, before another program may make a report.
  base::Outcome add_report(
      Spool& spool, const ReportId& id, const std::function<base::Result<base::Bytes>(const Chain&)>& make,
      const std::function<base::Outcome()>& kept = [] { return base::Outcome(base::Done{}); });

 private:
  State(std::filesystem::path folder, proof::SigningKey key) : folder_(std::move(folder)), key_(std::move(key)) {}
  base::Outcome finish_pending(Spool& spool) const;

  std::filesystem::path folder_;
  proof::SigningKey key_;
};

}  // namespace station
