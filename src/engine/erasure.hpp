#pragma once
// Erases drives: guard, plan, preparations, method, verification, journal; many drives at once, all data through one thread.
// The screens and the command line see nothing but this header and the records.
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "drives/drive.hpp"
#include "sanitization/assess.hpp"

namespace engine {

/// For whom a drive is erased. The journal keeps it: a report that a power cut prevented is made from it later.
struct Origin {
  std::string item_number = {}, operator_code = {};  ///< as typed; may be empty
  bool machine = false;                              ///< the drive is part of the machine that the station runs on
  bool operator==(const Origin&) const = default;
};

struct Request {
  sanitization::Identity identity;  ///< of the drive as the person saw it
  sanitization::Policy policy;
  std::string confirmed_by;       ///< label number or serial that the person typed or scanned; empty refuses
  std::string psid = {};          ///< typed from the label of a locked self-encrypting drive
  bool destroy_boot_area = true;  ///< eMMC
  Origin origin = {};
};

enum class Phase { waiting, preparing, planting_canaries, erasing, verifying, finished };

/// What a screen shows, at this moment.
struct Progress {
  Phase phase = Phase::waiting;
  std::string step = {};             ///< code of the running step
  std::optional<double> share = {};  ///< of this phase, 0…1; nothing: the drive does not say
  std::uint64_t bytes = 0, total = 0;
  double bytes_per_second = 0;                         ///< over the last seconds
  std::optional<std::chrono::seconds> remaining = {};  ///< of the phases that are known
  std::uint64_t bad_sectors = 0, retries = 0;
  bool stalled = false;  ///< has not answered for 10 s
};

/// What came of one drive.
struct Finished {
  sanitization::Record record;
  sanitization::Assessment assessment;
  Origin origin = {};
};

class Job;  // one drive's

/// All erasures of this program. Destroying it stops them (they can be resumed).
class Eraser {
 public:
  struct Limits {
    std::chrono::seconds transfer{60};  ///< one read or write; beyond: the drive is taken as hung
    std::chrono::seconds command{30};
    double firmware_factor =
        3;  ///< times the maker's estimate; at least `firmware_least`, `firmware_most` when it gives none
    std::chrono::milliseconds firmware_least{std::chrono::hours{1}}, firmware_most{std::chrono::hours{24}};
    std::chrono::milliseconds errors{
        std::chrono::hours{2}};                  ///< spent on sectors that fail, in one pass; beyond, the pass gives up
    std::chrono::milliseconds checkpoint{2000};  ///< between two durable journal entries during a pass
    std::chrono::milliseconds poll{1000};        ///< of a running sanitize
  };
  /// `journals`: folder of the journals, made if missing. `now`: the station's clock.
  Eraser(drives::Bench& bench, std::filesystem::path journals, std::function<base::Instant()> now, Limits limits);
  ~Eraser();

  /// Checks the guard, plans and begins, or goes on where an earlier run with this drive and policy was cut. Refuses what the guard refuses,
  /// engine.not_confirmed, engine.already_running, engine.journal_unusable (folder, reason), sanitization.self_test_failed.
  /// A plan that says refuse or destroy is no refusal: it finishes with a record that says so.
  base::Result<std::shared_ptr<Job>> start(const Request& request);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// May be asked from any thread.
class Job {
 public:
  virtual ~Job() = default;
  virtual sanitization::Identity identity() const = 0;
  virtual Progress progress() const = 0;
  /// Asks to stop at the next safe point; the journal stays, a later start() goes on.
  virtual void stop() = 0;
  /// Nothing until it has finished.
  virtual std::optional<Finished> finished() const = 0;
  /// False if it has not finished within `limit`.
  virtual bool wait(std::chrono::milliseconds limit) const = 0;
};

/// Interrupted erasures whose journals are in the folder: what a screen offers to resume at its start.
struct Interrupted {
  sanitization::Identity identity;
  std::string policy;  ///< id
  double share = 0;
  base::Instant since;
};
std::vector<Interrupted> interrupted(const std::filesystem::path& journals);
/// Records that finished and whose report has not been taken by the spool; mark_reported() when it is there.
std::vector<Finished> unreported(const std::filesystem::path& journals);
/// Of one record. Another program may have reported it meanwhile.
bool is_unreported(const std::filesystem::path& journals, const std::string& record_id);
base::Outcome mark_reported(const std::filesystem::path& journals, const std::string& record_id);

}  // namespace engine
