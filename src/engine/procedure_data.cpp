// What goes through the loop: overwriting, canaries, verification.
#include <algorithm>
#include <boost/json.hpp>

#include "engine/procedure.hpp"

namespace engine {
namespace {

using sanitization::StepEnd;
namespace step = sanitization::step;

constexpr int busy_tries = 40;
constexpr std::chrono::milliseconds busy_pause{50};

bool is_boot_area(const drives::Area& area) { return area.name.starts_with("boot"); }

std::uint64_t bytes_of(const std::vector<drives::Area>& areas, bool boot) {
  std::uint64_t bytes = 0;
  for (const auto& area : areas)
    if (is_boot_area(area) == boot) bytes += area.bytes;
  return bytes;
}

StepEnd step_end(PassEnd end) {
  switch (end) {
    case PassEnd::done:
      return StepEnd::done;
    case PassEnd::stopped:
      return StepEnd::stopped;
    case PassEnd::gone:
      return StepEnd::gone;
    case PassEnd::hung:
      return StepEnd::timed_out;
    case PassEnd::too_many_errors:
    case PassEnd::shrunk:
    case PassEnd::flush_failed:
      return StepEnd::failed;
  }
  return StepEnd::failed;
}

/// Whoever leaves a pass before its end, through an exception, waits until nothing is sent to the drive any more: its handles are closed next,
/// and their numbers given to another.
struct Ending {
  explicit Ending(PassRun& pass) : run(pass) {}
  ~Ending() {
    if (!seen) run.stop();
    while (!seen) {
      const auto event = run.wait(std::chrono::milliseconds(200));
      seen = event && event->end;
      if (event && !seen) run.acknowledge();
    }
  }
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;
  PassRun& run;
  mutable bool seen = false;
};

std::string_view why(PassEnd end) {
  switch (end) {
    case PassEnd::done:
      return "";
    case PassEnd::stopped:
      return "stopped";
    case PassEnd::gone:
      return "gone";
    case PassEnd::hung:
      return "hung";
    case PassEnd::too_many_errors:
      return "too_many_errors";
    case PassEnd::shrunk:
      return "size_changed";
    case PassEnd::flush_failed:
      return "flush_failed";
  }
  return "";
}

}  // namespace

/// Everything that holds data must be open: an area that the system shows smaller than the drive says it is would stay as it was.
bool Procedure::open_areas(std::string& reason) {
  medium_ = {};
  drive_->close_areas();
  auto areas = drive_->open_areas();
  // udev looks at a drive that has just come back; a station that was killed has transfers under way; the system names parts anew after a format: for
  // a moment.
  const auto may_pass = [&] {
    return !areas.ok() && (areas.refusal().code == "drives.busy" || areas.refusal().code == "drives.not_shown");
  };
  for (int i = 0; i < busy_tries && may_pass(); ++i) {
    if (!job_.sleep(busy_pause)) break;
    areas = drive_->open_areas();
  }
  if (!areas.ok()) {
    reason = areas.refusal().code;
    return false;
  }
  // What nobody can write any more is left out, and the record says « boot_area »; it must not turn the whole drive into a failure.
  if (!request_.destroy_boot_area || facts_.emmc.boot_write_protected) std::erase_if(*areas, is_boot_area);
  if (bytes_of(*areas, false) != sanitization::data_bytes(facts_)) {
    reason = "size_changed";
    drive_->close_areas();
    return false;
  }
  medium_ = Medium(std::move(*areas));
  return true;
}

PassOrder Procedure::order(PassKind kind) const {
  return {.kind = kind,
          .medium = medium_,
          .cipher = story_.cipher,
          .key = story_.key,
          .transfer_limit = shared_.limits.transfer,
          .errors_limit = shared_.limits.errors,
          .checkpoint = shared_.limits.checkpoint};
}

PassRun::Event Procedure::run_pass(PassOrder order, std::optional<entry::PassName> name, std::uint64_t after) {
  const std::uint64_t from = order.from;
  const std::uint64_t size = order.only ? total(*order.only) : order.medium.bytes();
  const auto run = shared_.loop.start(std::move(order));
  bool stopping = false, begun = false;
  const Ending ending{*run};
  while (true) {
    auto event = run->wait(std::chrono::milliseconds(begun ? 200 : 5));
    job_.set_bytes(run->now(), size, after);
    begun = run->now().reached > from;  // a person sees at once that it works
    if (!stopping && (job_.stop_wanted() || broken_)) {
      stopping = true;
      run->stop();
    }
    if (!event) continue;
    if (event->end) {
      ending.seen = true;
      return *event;
    }
    const bool noted =
        !name || *name == entry::PassName::survey || note(entry::checkpoint(shared_.now(), *name, event->tally, from));
    // What is not written down must not be done: without the journal the pass ends here.
    if (noted) run->acknowledge();
  }
}

/// From the end of a pass to the end of its step. A drive that was unplugged answers with errors until it is asked who it is.
Procedure::Go Procedure::judge(const PassRun::Event& event, Parameters& parameters, StepEnd& end) {
  end = step_end(*event.end);
  if (*event.end != PassEnd::done) parameters["why"] = why(*event.end);
  if (event.error != 0) parameters["errno"] = std::to_string(event.error);
  if (broken_) return Go::stop;
  switch (*event.end) {
    case PassEnd::done:
      return Go::on;
    case PassEnd::stopped:
    case PassEnd::gone:
    case PassEnd::hung:
      return Go::stop;
    case PassEnd::too_many_errors:
    case PassEnd::shrunk:
    case PassEnd::flush_failed:
      break;
  }
  const auto facts = drive_->identify();
  if (facts.ok() && sanitization::same_drive(story_.record.before.identity, facts->identity)) return Go::failed;
  end = StepEnd::gone;
  return Go::stop;
}

Procedure::Go Procedure::overwrite() {
  using entry::PassName;
  const auto what = sanitization::code(Method::overwrite);
  job_.set_phase(Phase::erasing, what);
  if (look_again() != Go::on) return Go::stop;
  std::string reason;
  if (!open_areas(reason)) {
    if (!begin(what) || !end(StepEnd::failed, {}, {{"why", reason}})) return Go::stop;
    return reason == "drives.gone" || reason == "drives.busy" ? Go::stop : Go::failed;
  }
  const bool resumes = story_.record.method == Method::overwrite && story_.record.overwrite && !story_.whole;
  if (!note(entry::areas(shared_.now(), medium_))) return Go::stop;
  auto pass = order(PassKind::write);
  pass.from = resumes ? std::min(story_.written, medium_.bytes()) : 0;
  Parameters parameters{{"from", std::to_string(pass.from)},
                        {"cipher", std::string(sanitization::code(story_.cipher))}};
  if (!begin(what, parameters)) return Go::stop;
  const std::uint64_t from = pass.from;
  const auto event = run_pass(std::move(pass), PassName::write, medium_.bytes());
  StepEnd how = StepEnd::failed;
  const Go go = judge(event, parameters, how);
  // The bad ranges of a drive that was pulled out are none: the last checkpoint stands.
  const bool counts = go != Go::stop || event.end == PassEnd::stopped;
  if (counts && !note(entry::result(shared_.now(), PassName::write, event.tally, from, go == Go::on))) return Go::stop;
  if (!end(how, {}, parameters)) return Go::stop;
  return go;
}

Procedure::Go Procedure::plant_canaries() {
  job_.set_phase(Phase::planting_canaries, step::canaries);
  // Sectors of 520 bytes take no data before a format: the record says that there were no canaries.
  if (sanitization::needs_format(facts_)) return Go::on;
  std::string reason;
  const auto started = shared_.now();
  if (!open_areas(reason)) {
    if (!did(step::canaries, StepEnd::failed, {{"why", reason}}, started)) return Go::stop;
    return reason == "drives.gone" || reason == "drives.busy" ? Go::stop : Go::on;
  }
  if (!note(entry::areas(shared_.now(), medium_))) return Go::stop;
  const auto canaries = place_canaries(medium_, story_.canary_key, story_.zones);
  if (!begin(step::canaries, {{"sectors", std::to_string(canaries.sectors.size())}})) return Go::stop;
  auto plant = order(PassKind::write);
  plant.cipher = canary_cipher;
  plant.key = story_.canary_key;
  plant.only = canaries.sectors;
  auto check = plant;
  check.kind = PassKind::compare;
  Parameters parameters;
  StepEnd how = StepEnd::done;
  auto event = run_pass(std::move(plant), {}, 0);
  Go go = judge(event, parameters, how);
  std::uint64_t planted = 0;
  if (go == Go::on) {
    event = run_pass(std::move(check), {}, 0);
    go = judge(event, parameters, how);
    // Only what could be read back counts; a drive that takes few of them says so in its record.
    const auto lost = event.tally.bad_sectors + event.tally.mismatched_sectors;
    if (go == Go::on) planted = canaries.sectors.size() - std::min<std::uint64_t>(canaries.sectors.size(), lost);
  }
  medium_ = {};
  drive_->close_areas();
  if (!note(entry::canaries(shared_.now(), canaries.strata, planted))) return Go::stop;
  if (!end(how, {}, parameters)) return Go::stop;
  return go == Go::stop ? Go::stop : Go::on;
}

/// After an erasure by the drive itself, so that its answers come from the medium. True if the drive is there (again).
bool Procedure::power_cycle(Parameters& parameters) {
  drive_->close_areas();
  const auto result = command(drives::CommandKind::power_cycle, shared_.limits.command);
  parameters["power_cycle"] = result.end == drives::CommandEnd::done ? "done" : "not_possible";
  return result.end != drives::CommandEnd::done || (reopen_drive() && identify() == Go::on);
}

Procedure::Go Procedure::verify() {
  job_.set_phase(Phase::verifying, step::verify);
  const bool firmware = sanitization::is_firmware(*story_.record.method);
  const auto name = firmware ? entry::PassName::survey : entry::PassName::compare;
  Parameters parameters;
  if (!power_cycle(parameters) || identify() != Go::on) return Go::stop;
  std::string reason;
  const auto started = shared_.now();
  if (!open_areas(reason)) {
    if (!did(step::verify, StepEnd::failed, {{"why", reason}}, started)) return Go::stop;
    return reason == "drives.gone" || reason == "drives.busy" ? Go::stop : Go::failed;
  }
  const bool formatted = sanitization::needs_format(story_.record.before) && !sanitization::needs_format(facts_);
  if (!formatted && !medium_.same_shape(story_.medium)) {
    if (!did(step::verify, StepEnd::failed, {{"why", "size_changed"}}, started)) return Go::stop;
    return Go::failed;
  }
  auto pass = order(firmware ? PassKind::survey : PassKind::compare);
  if (firmware) {
    pass.cipher = canary_cipher;
    pass.key = story_.canary_key;
    pass.canaries = place_canaries(medium_, story_.canary_key, story_.zones).sectors;
  }
  // Always from the first byte, also after an interruption: nobody knows where the drive was meanwhile.
  if (!begin(step::verify, parameters)) return Go::stop;
  const auto event = run_pass(std::move(pass), name, 0);
  StepEnd how = StepEnd::failed;
  const Go go = judge(event, parameters, how);
  const bool counts = go != Go::stop || event.end == PassEnd::stopped;
  if (counts && !note(entry::result(shared_.now(), name, event.tally, 0, go == Go::on))) return Go::stop;
  medium_ = {};
  drive_->close_areas();
  return end(how, {}, parameters) ? go : Go::stop;
}

}  // namespace engine
