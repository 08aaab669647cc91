#pragma once
// `plan` and `erase`: the scripted way, for benches. The screens (screen.hpp) do the same through the same engine.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "drives/drive.hpp"
#include "engine/erasure.hpp"
#include "station/commands.hpp"
#include "station/report.hpp"
#include "station/state.hpp"

namespace station {

/// Where the drives are.
struct BenchOptions {
  bool practice = false;           ///< imaginary drives: nothing is read, written or sent
  std::vector<std::string> loops;  ///< loop devices that count as drives too
};
std::unique_ptr<drives::Bench> make_bench(const BenchOptions& options);

struct PlanOptions {
  BenchOptions bench;
  std::string policy;                ///< id, or a file of one's own (ends with .json)
  std::vector<std::string> serials;  ///< empty: all
  bool json = false;
};

struct EraseOptions {
  BenchOptions bench;
  std::string policy;
  std::vector<std::string> serials;
  std::string psid;
  bool yes = false;      ///< without it, the serials are asked for on the terminal
  bool machine = false;  ///< the machine itself is the item, not only its drives
  bool json = false;
  std::string state;     ///< empty: default_state
  std::string spool;     ///< empty: spool/ of the state
  ServerOptions server;  ///< empty: the one that enrolled this station, if any
  std::string station, operator_code, item_number;
};

/// The policy of that name, or of that file. Refuses "station.policy.unknown" with the known ones.
base::Result<sanitization::Policy> policy_of(const std::string& name);

/// What would be done and why; touches nothing.
int plan(const PlanOptions& options, const Surroundings& around);
/// ExitStatus::not_erased when at least one drive is not proven erased.
int erase(const EraseOptions& options, const Surroundings& around);

/// What to add to a report around its erasures.
struct Context {
  ReportHead head = {};
  Subject subject = Subject::drive;
  RawOutputs raw = {};
  std::optional<std::string> tests = {};
  std::map<std::string, bool> checklist = {};
};
/// Puts the records into the chain and the spool, and only then marks them as reported. Those that another program reported meanwhile are
/// left out; answers the report's id, or nothing if that was all of them. Refuses practice ("station.practice") and what check_head refuses.
base::Result<std::optional<ReportId>> keep_report(State& state, Spool& spool, const Context& context,
                                                  const std::vector<engine::Finished>& finished);

/// The machine around the program, asked only if it is needed: drives that are in it, what its tools say.
struct Here {
  std::function<std::vector<drives::Found>()> drives;
  std::function<RawOutputs()> raw;
};
/// What a power cut kept from the spool (engine::unreported at the start of a program): finished, and told to nobody. Each goes out for the item and by the person that it was begun
/// for. Drives of a machine go out together, as drives of the machine, if they are still in this one; else each alone, as on a bench.
/// Answers why some could not be kept: they are tried again at the next start.
std::vector<base::Refusal> report_leftovers(State& state, Spool& spool, const std::string& station,
                                            std::vector<engine::Finished> leftovers, const Here& here);

}  // namespace station
