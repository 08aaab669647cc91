#include "station/erasing.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <iostream>
#include <thread>

#include "base/text.hpp"
#include "drives/fake.hpp"
#include "drives/linux_bench.hpp"
#include "station/folder.hpp"
#include "station/outcome_text.hpp"

namespace station {
namespace {

constexpr std::size_t largest_policy = 65536;
constexpr const char* already_kept = "already kept";  // never shown

bool is_chosen(const drives::Found& found, const std::vector<std::string>& serials) {
  return serials.empty() || std::ranges::find(serials, found.facts.identity.serial) != serials.end();
}

bool is_among(const std::vector<drives::Found>& drives, const sanitization::Identity& identity) {
  return std::ranges::any_of(drives,
                             [&](const auto& each) { return sanitization::same_drive(each.facts.identity, identity); });
}

/// Each asked serial must name exactly one drive.
base::Outcome check_serials(const std::vector<drives::Found>& all, const std::vector<std::string>& serials) {
  for (const auto& serial : serials) {
    const auto count =
        std::ranges::count_if(all, [&](const auto& each) { return each.facts.identity.serial == serial; });
    if (count == 0) return base::Refusal{.code = "station.erase.no_such_drive", .arguments = {{"serial", serial}}};
    if (count > 1) return base::Refusal{.code = "drives.guard.ambiguous", .arguments = {{"serial", serial}}};
  }
  return base::Done{};
}

boost::json::array codes_array(const std::vector<std::string>& codes) {
  boost::json::array array;
  for (const auto& code : codes) array.emplace_back(code);
  return array;
}

boost::json::object identity_object(const sanitization::Identity& identity) {
  return {{"maker", identity.maker}, {"model", identity.model}, {"serial", identity.serial}, {"wwn", identity.wwn}};
}

boost::json::object plan_object(const drives::Found& found, const sanitization::Plan& plan,
                                const base::Outcome& guard) {
  boost::json::array preparations, refused;
  for (const auto each : plan.preparations) preparations.emplace_back(sanitization::code(each));
  for (const auto& each : plan.refused)
    refused.push_back(boost::json::object{{"method", sanitization::code(each.method)}, {"why", each.why}});
  boost::json::object object = {{"device", found.device},
                                {"drive", identity_object(found.facts.identity)},
                                {"medium", sanitization::code(found.facts.medium)},
                                {"bus", sanitization::code(found.facts.bus)},
                                {"bytes", found.facts.capacity.bytes()},
                                {"decision", guard.ok() ? sanitization::code(plan.decision) : "refuse"},
                                {"why", guard.ok() ? plan.why : guard.refusal().code},
                                {"preparations", std::move(preparations)},
                                {"method", nullptr},
                                {"required", sanitization::code(plan.required)},
                                {"claimable", sanitization::code(plan.claimable)},
                                {"exceptions", codes_array(plan.exceptions)},
                                {"refused", std::move(refused)},
                                {"advice", codes_array(plan.advice)}};
  if (plan.method) object["method"] = sanitization::code(*plan.method);
  return object;
}

void print_plan(const drives::Found& found, const sanitization::Plan& plan, const base::Outcome& guard,
                const Surroundings& around) {
  around.out << drive_line(around.tr, found) << '\n';
  const auto lines =
      guard.ok() ? plan_lines(around.tr, plan) : std::vector{i18n::refusal_text(around.tr, guard.refusal())};
  for (const auto& line : lines) around.out << "    " << line << '\n';
}

/// The person types each serial again, on a terminal; without one, --yes is needed.
base::Outcome confirm(const EraseOptions& options, const std::vector<drives::Found>& chosen,
                      const Surroundings& around) {
  if (options.yes) return base::Done{};
  if (!around.terminal) return base::Refusal{.code = "station.erase.yes_needed"};
  for (const auto& each : chosen) {
    around.out << drive_line(around.tr, each) << '\n' << around.tr("station.erase.type_serial") << ' ' << std::flush;
    std::string typed;
    std::getline(std::cin, typed);
    if (base::trim(typed) != each.facts.identity.serial)
      return base::Refusal{.code = "station.erase.not_the_serial",
                           .arguments = {{"serial", each.facts.identity.serial}}};
  }
  return base::Done{};
}

boost::json::object progress_object(const engine::Job& job) {
  const auto now = job.progress();
  boost::json::object object = {{"event", "progress"},
                                {"serial", job.identity().serial},
                                {"step", now.step},
                                {"bytes", now.bytes},
                                {"total", now.total},
                                {"bytes_per_second", std::llround(now.bytes_per_second)},
                                {"bad_sectors", now.bad_sectors},
                                {"stalled", now.stalled}};
  object["phase"] = phase_code(now.phase);
  if (now.share) object["share"] = *now.share;
  if (now.remaining) object["remaining_seconds"] = now.remaining->count();
  return object;
}

boost::json::object finished_object(const engine::Finished& finished) {
  const auto& record = finished.record;
  const auto assessment = shown_assessment(finished);
  return {{"event", "finished"},
          {"erasure", record.id},
          {"drive", identity_object(record.before.identity)},
          {"verdict", sanitization::code(assessment.verdict)},
          {"required", sanitization::code(assessment.required)},
          {"achieved", sanitization::code(assessment.achieved)},
          {"method", record.method ? sanitization::code(*record.method) : ""},
          {"exceptions", codes_array(assessment.exceptions)},
          {"reasons", codes_array(assessment.reasons)},
          {"to_destroy", assessment.to_destroy},
          {"resumed", !record.interruptions.empty()},
          {"practice", record.practice}};
}

using Jobs = std::vector<std::shared_ptr<engine::Job>>;

/// One line a second for each drive, until all have finished.
std::vector<engine::Finished> follow(const Jobs& jobs, const EraseOptions& options, const Surroundings& around) {
  std::vector<engine::Finished> all;
  std::vector<bool> told(jobs.size(), false);
  while (all.size() < jobs.size()) {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (told[i]) continue;
      jobs[i]->wait(std::chrono::milliseconds(1000 / jobs.size()));
      if (const auto finished = jobs[i]->finished()) {
        told[i] = true;
        all.push_back(*finished);
        if (options.json) around.out << boost::json::serialize(finished_object(*finished)) << '\n' << std::flush;
      } else if (options.json) {
        around.out << boost::json::serialize(progress_object(*jobs[i])) << '\n' << std::flush;
      } else {
        around.err << progress_line(around.tr, *jobs[i]) << '\n';
      }
    }
  }
  return all;
}

/// What smartctl says of the erased drive.
RawOutputs raw_of(const engine::Finished& finished, const std::vector<drives::Found>& chosen,
                  const Surroundings& around) {
  RawOutputs raw;
  const auto drive = std::ranges::find_if(chosen, [&](const auto& each) {
    return sanitization::same_drive(each.facts.identity, finished.record.before.identity);
  });
  if (drive == chosen.end()) return raw;
  auto run = run_tool(
      {.program = "smartctl", .arguments = {"-j", "-a", drive->device}, .time_limit = around.machine.times.smartctl},
      around.machine.tools);
  if (run.end == ToolEnd::exited && (run.exit_status & 3) == 0) raw.smartctl.push_back(std::move(run.output));
  return raw;
}

int exit_status_of(const std::vector<engine::Finished>& finished) {
  const bool all = std::ranges::all_of(finished, [](const auto& each) {
    const auto verdict = shown_assessment(each).verdict;
    return verdict == sanitization::Verdict::erased || verdict == sanitization::Verdict::erased_with_exceptions;
  });
  return all ? ExitStatus::done : ExitStatus::not_erased;
}

ReportHead head_of(const EraseOptions& options, const std::optional<Enrolment>& enrolment) {
  const std::string name = !options.station.empty() ? options.station : enrolment ? enrolment->name : std::string();
  return make_head(name, options.operator_code, options.item_number);
}

struct Kept {
  State state;
  Spool spool;
  ReportHead head;
  std::optional<Server> server;
};

base::Result<Kept> open_kept(const EraseOptions& options, const Surroundings& around) {
  TRY(state, State::open(options.state.empty() ? default_state : options.state));
  TRY(enrolment, state.enrolment());
  auto head = head_of(options, enrolment);
  TRY_DONE(check_head(head));
  TRY(spool, Spool::open(options.spool.empty() ? state.spool_folder() : std::filesystem::path(options.spool),
                         Spool::Missing::create));
  TRY(server, choose_server(options.server, enrolment, around.tr));
  return Kept{
      .state = std::move(state), .spool = std::move(spool), .head = std::move(head), .server = std::move(server)};
}

}  // namespace

std::unique_ptr<drives::Bench> make_bench(const BenchOptions& options) {
  if (options.practice) return drives::practice_bench();
  return drives::linux_bench({.loops = options.loops});
}

base::Result<sanitization::Policy> policy_of(const std::string& name) {
  if (const auto* known = sanitization::find_policy(name)) return *known;
  if (name.ends_with(".json")) {
    TRY(bytes, read_file(name, largest_policy));
    TRY(policy, sanitization::parse_policy(bytes));
    // Under a published policy's name only that policy counts: the server would set the erasure aside.
    if (const auto* known = sanitization::find_policy(policy.id); known != nullptr && *known != policy)
      return base::Refusal{.code = "station.policy.known_id", .arguments = {{"policy", policy.id}}};
    return policy;
  }
  std::string all;
  for (const auto& each : sanitization::known_policies()) all += (all.empty() ? "" : ", ") + each.id;
  return base::Refusal{.code = "station.policy.unknown", .arguments = {{"policy", name}, {"known", all}}};
}

int plan(const PlanOptions& options, const Surroundings& around) {
  const auto policy = policy_of(options.policy);
  if (!policy.ok()) return refused_with(policy.refusal(), around, ExitStatus::misused);
  const auto bench = make_bench(options.bench);
  const auto all = bench->find();
  if (const auto known = check_serials(all, options.serials); !known.ok())
    return refused_with(known.refusal(), around, ExitStatus::misused);
  boost::json::array array;
  for (const auto& found : all) {
    if (!is_chosen(found, options.serials)) continue;
    const auto guard = drives::check_guard(found, all);
    const auto plan = sanitization::make_plan(found.facts, *policy, {});
    if (options.json)
      array.push_back(plan_object(found, plan, guard));
    else
      print_plan(found, plan, guard, around);
  }
  if (options.json) around.out << boost::json::serialize(array) << '\n';
  for (const auto& name : bench->hiding_controllers())
    around.err << around.tr("station.erase.hiding_controller", {{"name", name}}) << '\n';
  return all.empty() ? refused_with({.code = "station.erase.no_drive"}, around) : ExitStatus::done;
}

base::Result<std::optional<ReportId>> keep_report(State& state, Spool& spool, const Context& context,
                                                  const std::vector<engine::Finished>& finished) {
  TRY_DONE(check_head(context.head));
  for (const auto& each : finished)
    if (each.record.practice) return base::Refusal{.code = "station.practice"};
  const auto journals = state.journals();
  auto left = finished;
  const auto make = [&](const Chain& chain) -> base::Result<base::Bytes> {
    std::erase_if(left, [&](const auto& each) { return !engine::is_unreported(journals, each.record.id); });
    if (left.empty() && !finished.empty()) return base::Refusal{.code = already_kept};
    Content content{.subject = context.subject,
                    .raw = context.raw,
                    .host = read_host("/"),
                    .tests = context.tests,
                    .checklist = context.checklist};
    for (const auto& each : left) content.erasures.push_back(each.record);
    return make_report(context.head, content, chain, state.key());
  };
  const auto kept = state.add_report(spool, context.head.id, make, [&]() -> base::Outcome {
    for (const auto& each : left) TRY_DONE(engine::mark_reported(journals, each.record.id));
    return base::Done{};
  });
  if (!kept.ok() && kept.refusal().code == already_kept) return std::optional<ReportId>();
  if (!kept.ok()) return kept.refusal();
  return std::optional(context.head.id);
}

std::vector<base::Refusal> report_leftovers(State& state, Spool& spool, const std::string& station,
                                            std::vector<engine::Finished> leftovers, const Here& here) {
  std::vector<engine::Finished> alone;
  std::map<std::pair<std::string, std::string>, std::vector<engine::Finished>> of_this_machine;
  std::optional<std::vector<drives::Found>> drives;
  for (auto& finished : leftovers) {
    if (finished.record.stopped || finished.record.practice) continue;
    const auto& origin = finished.origin;
    if (origin.machine && !drives) drives = here.drives();
    if (origin.machine && is_among(*drives, finished.record.before.identity))
      of_this_machine[{origin.item_number, origin.operator_code}].push_back(std::move(finished));
    else
      alone.push_back(std::move(finished));
  }
  std::vector<base::Refusal> refusals;
  const auto keep = [&](const engine::Origin& origin, Subject subject, RawOutputs raw,
                        const std::vector<engine::Finished>& finished) {
    const Context context{.head = make_head(station, origin.operator_code, origin.item_number),
                          .subject = subject,
                          .raw = std::move(raw)};
    if (const auto kept = keep_report(state, spool, context, finished); !kept.ok()) refusals.push_back(kept.refusal());
  };
  for (const auto& [who, finished] : of_this_machine)
    keep(finished.front().origin, Subject::machine, here.raw(), finished);
  for (const auto& finished : alone) keep(finished.origin, Subject::drive, {}, {finished});
  return refusals;
}

namespace {

/// The machine in one report; drives on a bench each in one of its own: they may be of different items.
base::Outcome tell(Kept& kept, const EraseOptions& options, const std::vector<engine::Finished>& ended,
                   const std::vector<drives::Found>& chosen, const Surroundings& around) {
  const auto keep = [&](ReportHead head, Subject subject, RawOutputs raw,
                        const std::vector<engine::Finished>& finished) -> base::Outcome {
    TRY(id, keep_report(kept.state, kept.spool, {.head = std::move(head), .subject = subject, .raw = std::move(raw)},
                        finished));
    if (id) around.err << around.tr("station.report.kept", {{"file", kept.spool.file_of(*id).string()}}) << '\n';
    return base::Done{};
  };
  if (options.machine) {
    TRY_DONE(keep(kept.head, Subject::machine, probe(around.machine).raw, ended));
  } else {
    for (const auto& each : ended) {
      auto head = make_head(kept.head.station, options.operator_code, options.item_number);
      TRY_DONE(keep(std::move(head), Subject::drive, raw_of(each, chosen, around), {each}));
    }
  }
  if (kept.server) send_all(kept.spool, *kept.server, around);
  return base::Done{};
}

}  // namespace

int erase(const EraseOptions& options, const Surroundings& around) {
  const auto policy = policy_of(options.policy);
  if (!policy.ok()) return refused_with(policy.refusal(), around, ExitStatus::misused);
  auto kept = open_kept(options, around);
  if (!kept.ok()) return refused_with(kept.refusal(), around, ExitStatus::misused);
  const auto bench = make_bench(options.bench);
  const auto all = bench->find();
  if (!options.bench.practice) {
    const Here here{.drives = [&] { return all; }, .raw = [&] { return probe(around.machine).raw; }};
    for (const auto& refusal : report_leftovers(kept->state, kept->spool, kept->head.station,
                                                engine::unreported(kept->state.journals()), here))
      refused_with(refusal, around);
  }
  if (const auto known = check_serials(all, options.serials); !known.ok())
    return refused_with(known.refusal(), around, ExitStatus::misused);
  std::vector<drives::Found> chosen;
  std::ranges::copy_if(all, std::back_inserter(chosen), [&](const auto& each) {
    return std::ranges::find(options.serials, each.facts.identity.serial) != options.serials.end();
  });
  // A guard that refuses one drive stops all: a person looks again.
  for (const auto& each : chosen)
    if (const auto guard = drives::check_guard(each, all); !guard.ok())
      return refused_with(guard.refusal(), around, ExitStatus::misused);
  if (const auto confirmed = confirm(options, chosen, around); !confirmed.ok())
    return refused_with(confirmed.refusal(), around, ExitStatus::misused);

  const auto journals = options.bench.practice ? kept->state.folder() / "practice" : kept->state.journals();
  engine::Eraser eraser(*bench, journals, base::system_now, {});
  Jobs jobs;
  int refused = ExitStatus::done;
  for (const auto& each : chosen) {
    auto job = eraser.start(
        {.identity = each.facts.identity,
         .policy = *policy,
         .confirmed_by = options.item_number.empty() ? each.facts.identity.serial : options.item_number,
         .psid = options.psid,
         .origin = {
             .item_number = options.item_number, .operator_code = options.operator_code, .machine = options.machine}});
    if (job.ok())
      jobs.push_back(*job);
    else
      refused = refused_with(job.refusal(), around, ExitStatus::not_erased);
  }
  const auto finished = follow(jobs, options, around);
  if (!options.json)
    for (const auto& each : finished)
      for (const auto& line : finished_lines(around.tr, each)) around.out << line << '\n';
  around.out << std::flush;
  if (finished.empty()) return refused;
  // One that was stopped is not told: its journal stays, and the next start goes on.
  std::error_code gone;
  if (options.bench.practice) std::filesystem::remove_all(journals, gone);
  auto ended = finished;
  std::erase_if(ended, [](const auto& each) { return each.record.stopped; });
  if (!options.bench.practice && !ended.empty())
    if (const auto told = tell(*kept, options, ended, chosen, around); !told.ok())
      return refused_with(told.refusal(), around);
  return std::max(exit_status_of(finished), refused);
}

}  // namespace station
