#pragma once
// Reports that wait for the server, on disk before anything is sent: being offline for days is normal.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "station/report.hpp"

namespace station {

/// What the server said when it refused for good.
struct ServerRefusal {
  int status = 0;             ///< 409, 422…
  std::string sentence = {};  ///< the server's own
  base::Instant at = {};
};

struct WaitingReport {
  ReportId id = {};
  std::uintmax_t bytes = 0;
  base::Instant since = {};
};

struct RefusedReport {
  ReportId id = {};
  ServerRefusal refusal = {};
};

/// A folder of its user only: FOLDER/ID.json waits, FOLDER/refused/ID.json was refused (the reason is in ID.answer.json beside
/// it). Survives kill -9 and power loss: a file has its name only once its bytes are on the disk. Two programs may use it at once.
/// Every function refuses with "station.spool.unusable" or "station.spool.not_written" (file, reason).
class Spool {
 public:
  enum class Missing { create, refuse };
  static base::Result<Spool> open(const std::filesystem::path& folder, Missing missing);

  /// After it returned, the report is on the disk.
  base::Outcome add(const ReportId& id, const base::Bytes& report);
  /// Oldest first.
  base::Result<std::vector<WaitingReport>> waiting() const;
  base::Result<std::vector<RefusedReport>> refused() const;
  /// "station.file.unreadable" if another program sent it meanwhile.
  base::Result<base::Bytes> read(const ReportId& id) const;
  /// The server has it.
  base::Outcome clear(const ReportId& id);
  /// Out of the way of the others, but never thrown away.
  base::Outcome refuse(const ReportId& id, const ServerRefusal& refusal);

  std::filesystem::path file_of(const ReportId& id) const { return folder_ / (id.text() + ".json"); }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path refused_folder() const { return folder_ / "refused"; }

  std::filesystem::path folder_;
};

/// Writes a file so that either all of it is on the disk under its name, or nothing: beside it, fsync, rename, fsync of the folder.
base::Outcome write_durably(const std::filesystem::path& file, const base::Bytes& bytes);

}  // namespace station
