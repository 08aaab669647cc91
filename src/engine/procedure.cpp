#include "engine/procedure.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <exception>

#include "base/text.hpp"

namespace engine {
namespace {

using sanitization::Preparation;
using sanitization::SanitizeState;
using sanitization::StepEnd;
namespace step = sanitization::step;

/// No plan has so many steps: a guard against two rules that would send each other round in circles.
constexpr int most_attempts = 40;
constexpr std::chrono::seconds look_valid{5};

bool runs_by_itself(sanitization::Method method) {
  return sanitization::is_sanitize(method) || method == sanitization::Method::format_unit;
}

std::optional<drives::CommandKind> command_of(Preparation preparation) {
  switch (preparation) {
    case Preparation::wait_sanitize:
      return {};
    case Preparation::remove_left_password:
      return drives::CommandKind::remove_password;
    case Preparation::unfreeze:
      return drives::CommandKind::unfreeze;
    case Preparation::psid_revert:
      return drives::CommandKind::psid_revert;
    case Preparation::restore_hpa:
      return drives::CommandKind::restore_hpa;
    case Preparation::restore_dco:
      return drives::CommandKind::restore_dco;
    case Preparation::restore_ama:
      return drives::CommandKind::restore_ama;
  }
  return {};
}

}  // namespace

Procedure::Procedure(Shared& shared, Request request, Journal journal, Story story, JobState& job)
    : shared_(shared),
      request_(std::move(request)),
      journal_(std::move(journal)),
      story_(std::move(story)),
      job_(job) {}

Finished Procedure::run() {
  job_.set_phase(Phase::preparing, step::identify);
  const Go worked = contained([this] { return work(); });
  const Go left = contained([this] {
    leave();
    return Go::on;
  });
  const Go go = left == Go::on ? worked : left;
  if (go != Go::stop && !broken_) static_cast<void>(note(entry::end(shared_.now(), false)));
  return {.record = story_.record, .assessment = sanitization::assess(story_.record), .origin = story_.origin};
}

/// An exception (no memory, a system that answers what nobody expects) ends this erasure, which a later run goes on with, and no other drive's.
Procedure::Go Procedure::contained(const std::function<Go()>& part) {
  try {
    return part();
  } catch (const std::exception& error) {
    tell_exception(error.what());
    return Go::stop;
  }
}

/// Leaves the story without an open step, so that what follows (a password is taken off) can be told too.
void Procedure::tell_exception(std::string_view reason) {
  try {
    const Parameters parameters{{"why", "exception"}, {"reason", base::shorten(base::printable(reason), 200)}};
    if (story_.open)
      static_cast<void>(end(StepEnd::stopped, {}, parameters));
    else
      static_cast<void>(did(step::identify, StepEnd::stopped, parameters, shared_.now()));
  } catch (const std::exception&) {
    broken_ = true;  // the journal ends here: a later run finds that it was interrupted
  }
}

// ---- journal ----

bool Procedure::note(const boost::json::object& entry) {
  if (broken_) return false;
  broken_ = !journal_.append(entry).ok() || !apply(story_, entry).ok();
  return !broken_;
}

bool Procedure::begin(std::string_view what, const Parameters& parameters) {
  return note(entry::step(shared_.now(), what, parameters));
}

bool Procedure::end(StepEnd end, std::string_view raw, const Parameters& parameters) {
  return note(entry::step_end(shared_.now(), end, raw, parameters));
}

bool Procedure::did(std::string_view what, StepEnd end, const Parameters& parameters, base::Instant started) {
  const auto now = shared_.now();
  return note(entry::did(now, {.what = std::string(what), .parameters = parameters, .end = end, .started = started}));
}

// ---- the way ----

Procedure::Go Procedure::work() {
  if (!reopen_drive()) return Go::stop;
  if (identify() != Go::on) return Go::stop;
  // An earlier run erased, and was cut before the end of the verification.
  if (story_.method_done) {
    const Go verified = finish_attempt();
    if (verified != Go::failed) return verified;
  } else if (const auto method = story_.record.method; method && runs_by_itself(*method)) {
    const Go continued = continue_sanitize(*method);
    const Go verified = continued == Go::on ? finish_attempt() : continued;
    if (verified != Go::failed) return verified;
  }
  for (int i = 0; i < most_attempts; ++i) {
    if (job_.stop_wanted()) return Go::stop;
    if (identify() != Go::on) return Go::stop;
    const auto plan = sanitization::make_plan(facts_, story_.record.policy, story_.tried);
    if (!note(entry::plan(shared_.now(), plan))) return Go::stop;
    if (plan.decision != sanitization::Decision::proceed) return Go::on;
    if (!plan.preparations.empty()) {
      if (prepare(plan.preparations.front()) == Go::stop) return Go::stop;
      continue;
    }
    CHECK(plan.method.has_value());
    seen_after_ = false;
    const Go erased = *plan.method == Method::overwrite ? overwrite() : erase_by_drive(*plan.method);
    const Go ended = erased == Go::on ? finish_attempt() : erased;
    if (ended != Go::failed) return ended;
  }
  return Go::on;
}

/// on: this attempt is good, nothing else needs to be tried.
Procedure::Go Procedure::finish_attempt() {
  if (!story_.record.verification || !story_.record.verification->completed) {
    const Go verified = verify();
    if (verified != Go::on) return verified;
  }
  if (identify() != Go::on || !note(entry::facts(shared_.now(), facts_))) return Go::stop;
  seen_after_ = true;
  auto record = story_.record;
  record.stopped = false;
  record.practice = false;  // a trainee's drives take the same way; their record never says « erased »
  switch (sanitization::assess(record).verdict) {
    case sanitization::Verdict::erased:
    case sanitization::Verdict::erased_with_exceptions:
    case sanitization::Verdict::destroyed:
      return Go::on;
    case sanitization::Verdict::failed:
    case sanitization::Verdict::interrupted:
      return Go::failed;
  }
  return Go::failed;
}

/// Every reason to hold back, once more: a screw was turned, a cable moved, somebody mounted it meanwhile.
Procedure::Go Procedure::look_again() {
  const auto started = shared_.now();
  const auto found = shared_.look.guarded(story_.record.before.identity);
  if (!found.ok()) {
    static_cast<void>(did(step::identify, StepEnd::refused, {{"why", found.refusal().code}}, started));
    return Go::stop;
  }
  const auto planned = facts_;
  if (identify() != Go::on) return Go::stop;
  Parameters parameters{{"device", drive_->device()}, {"serial", facts_.identity.serial}};
  if (!facts_.identity.wwn.empty()) parameters["wwn"] = facts_.identity.wwn;
  const bool same_size = planned.capacity == facts_.capacity && planned.namespaces == facts_.namespaces;
  if (!same_size) parameters["why"] = "size_changed";
  if (!did(step::identify, same_size ? StepEnd::done : StepEnd::failed, parameters, started)) return Go::stop;
  return same_size ? Go::on : Go::stop;
}

Procedure::Go Procedure::identify() {
  const auto started = shared_.now();
  auto facts = drive_->identify();
  if (!facts.ok()) {
    const bool gone = facts.refusal().code == "drives.gone";
    static_cast<void>(
        did(step::identify, gone ? StepEnd::gone : StepEnd::failed, {{"why", facts.refusal().code}}, started));
    return Go::stop;
  }
  if (!sanitization::same_unit(story_.record.before.identity, facts->identity)) {
    const Parameters parameters{
        {"why", "other_drive"}, {"serial", facts->identity.serial}, {"model", facts->identity.model}};
    static_cast<void>(did(step::identify, StepEnd::failed, parameters, started));
    return Go::stop;
  }
  facts_ = std::move(*facts);
  return Go::on;
}

Procedure::Go Procedure::prepare(Preparation preparation) {
  const auto what = sanitization::code(preparation);
  job_.set_phase(Phase::preparing, what);
  const auto kind = command_of(preparation);
  if (!kind) return wait_sanitize();
  medium_ = {};
  drive_->close_areas();
  const auto before = sanitization::data_bytes(facts_);
  if (!begin(what)) return Go::stop;
  if (preparation == Preparation::psid_revert && request_.psid.empty())
    return end(StepEnd::refused, {}, {{"why", "no_psid"}}) ? Go::failed : Go::stop;
  const auto result = command(*kind, shared_.limits.command, request_.psid);
  const Go ended = end_command(result);
  if (ended != Go::on) return ended;
  if (preparation == Preparation::remove_left_password) password_set_ = false;
  // It was put to sleep, or has another size: the system names it anew.
  if (!reopen_drive() || identify() != Go::on) return Go::stop;
  const auto after = sanitization::data_bytes(facts_);
  if (after > before && !note(entry::zone(shared_.now(), {.offset = before, .bytes = after - before}))) return Go::stop;
  return Go::on;
}

/// Somebody else's sanitize is running, or has failed: no command is taken before its end.
Procedure::Go Procedure::wait_sanitize() {
  if (!begin(sanitization::code(Preparation::wait_sanitize))) return Go::stop;
  const auto deadline = Clock::now() + shared_.limits.firmware_most;
  auto progress = drive_->sanitize_progress();
  while (progress.state == SanitizeState::in_progress && Clock::now() < deadline) {
    job_.set_share(progress.share, {});
    if (!job_.sleep(shared_.limits.poll)) return Go::stop;
    progress = drive_->sanitize_progress();
  }
  if (progress.state == SanitizeState::in_progress)
    return end(StepEnd::timed_out, progress.log) ? Go::failed : Go::stop;
  if (progress.state == SanitizeState::failed)
    return end_command(command(drives::CommandKind::sanitize_exit_failure, shared_.limits.command));
  return end(StepEnd::done, progress.log) ? Go::on : Go::stop;
}

/// On every way out: no password of ours stays, and the drive is seen once more.
void Procedure::leave() {
  if (!drive_) return;
  medium_ = {};
  drive_->close_areas();
  if (password_set_) static_cast<void>(remove_password());
  if (broken_ || seen_after_ || !story_.record.method) return;
  if (identify() == Go::on) static_cast<void>(note(entry::facts(shared_.now(), facts_)));
}

bool Procedure::reopen_drive() {
  medium_ = {};
  if (drive_) drive_->close_areas();
  const auto deadline = Clock::now() + shared_.limits.command;
  while (true) {
    auto opened = shared_.look.open(story_.record.before.identity);
    if (opened.ok()) {
      drive_ = std::move(*opened);
      return true;
    }
    // After a sleep or a power cycle it takes seconds until the system sees it again; at the very beginning it was there a moment ago.
    if (!drive_ || Clock::now() > deadline || !job_.sleep(std::chrono::milliseconds(250))) return false;
  }
}

}  // namespace engine
