// The methods that a drive carries out by itself, and the proof that it did.
#include <algorithm>
#include <boost/json.hpp>

#include "engine/procedure.hpp"

namespace engine {
namespace {

using drives::CommandEnd;
using drives::CommandKind;
using sanitization::Method;
using sanitization::SanitizeState;
using sanitization::StepEnd;
namespace evidence = sanitization::evidence;

StepEnd step_end(CommandEnd end) {
  switch (end) {
    case CommandEnd::done:
      return StepEnd::done;
    case CommandEnd::refused:
    case CommandEnd::not_possible:
      return StepEnd::refused;
    case CommandEnd::failed:
      return StepEnd::failed;
    case CommandEnd::timed_out:
      return StepEnd::timed_out;
    case CommandEnd::gone:
      return StepEnd::gone;
  }
  return StepEnd::failed;
}

/// A record takes parameters of 4,096 bytes; a drive of many namespaces or areas is sent more.
std::string both_ends(const std::string& text) {
  constexpr std::size_t most = 4000, half = 1990;
  return text.size() <= most ? text : text.substr(0, half) + " ... " + text.substr(text.size() - half);
}

std::vector<CommandKind> commands_of(Method method) {
  switch (method) {
    case Method::sanitize_block:
      return {CommandKind::sanitize_block};
    case Method::sanitize_crypto:
      return {CommandKind::sanitize_crypto};
    case Method::sanitize_overwrite:
      return {CommandKind::sanitize_overwrite};
    case Method::security_erase_enhanced:
      return {CommandKind::security_erase_enhanced};
    case Method::security_erase:
      return {CommandKind::security_erase};
    case Method::format_crypto:
      return {CommandKind::format_crypto};
    case Method::format:
      return {CommandKind::format};
    case Method::format_unit:
      return {CommandKind::format_unit};
    case Method::mmc_sanitize:
      return {CommandKind::mmc_erase, CommandKind::mmc_sanitize};
    case Method::secure_trim:
      return {CommandKind::mmc_secure_trim};
    case Method::overwrite:
      return {};
  }
  return {};
}

}  // namespace

std::chrono::milliseconds Procedure::firmware_limit(std::uint32_t minutes) const {
  const auto& limits = shared_.limits;
  if (minutes == 0) return limits.firmware_most;
  const std::chrono::duration<double, std::ratio<60>> time(minutes * limits.firmware_factor);
  return std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(time), limits.firmware_least,
                    std::max(limits.firmware_least, limits.firmware_most));
}

drives::CommandResult Procedure::command(CommandKind kind, std::chrono::milliseconds limit, const std::string& psid) {
  return drive_->run({.kind = kind, .limit = std::chrono::ceil<std::chrono::seconds>(limit), .psid = psid});
}

Procedure::Go Procedure::end_command(const drives::CommandResult& result, Parameters parameters) {
  if (!result.sent.empty()) parameters["sent"] = both_ends(result.sent);
  if (result.end == CommandEnd::not_possible) parameters["why"] = "not_possible";
  if (!end(step_end(result.end), result.raw, parameters) || result.end == CommandEnd::gone) return Go::stop;
  return result.end == CommandEnd::done ? Go::on : Go::failed;
}

Procedure::Go Procedure::erase_by_drive(Method method) {
  const Go planted = plant_canaries();
  if (planted != Go::on) return planted;
  if (look_again() != Go::on) return Go::stop;
  job_.set_phase(Phase::erasing, sanitization::code(method));
  if (method == Method::security_erase || method == Method::security_erase_enhanced) return security_erase(method);
  if (sanitization::is_sanitize(method) || method == Method::format_unit) return sanitize(method);
  return command_method(method);
}

Procedure::Go Procedure::command_method(Method method) {
  auto commands = commands_of(method);
  const bool boots =
      sanitization::boot_bytes(facts_) > 0 && request_.destroy_boot_area && !facts_.emmc.boot_write_protected;
  if (boots) commands.push_back(CommandKind::mmc_erase_boot);
  if (!begin(sanitization::code(method))) return Go::stop;
  job_.set_share({}, {});
  drives::CommandResult all{.end = CommandEnd::done};
  for (const auto kind : commands) {
    const auto result = command(kind, firmware_limit(0));
    all.raw += (all.raw.empty() ? "" : " ") + result.raw;
    all.sent += (all.sent.empty() ? "" : " ") + result.sent;
    // The boot areas may stay: what is there afterwards is read, and counts.
    if (kind != CommandKind::mmc_erase_boot) all.end = result.end;
    if (all.end != CommandEnd::done) break;
  }
  return end_command(all);
}

Procedure::Go Procedure::security_erase(Method method) {
  const bool enhanced = method == Method::security_erase_enhanced;
  const auto minutes = enhanced ? facts_.security.enhanced_minutes : facts_.security.erase_minutes;
  // In the journal before the password is set: the next start knows that it may find a locked drive, and with which password.
  if (!begin(sanitization::code(method), {{"password", std::string(drives::station_password)}})) return Go::stop;
  password_set_ = true;
  const auto set = command(CommandKind::set_password, shared_.limits.command);
  if (set.end != CommandEnd::done) {
    const Go ended = end_command(set, {{"why", "password_not_set"}});
    const Go removed = remove_password();
    return removed == Go::stop ? Go::stop : ended;
  }
  job_.set_share({}, minutes == 0 ? std::nullopt : std::optional<std::chrono::seconds>(std::chrono::minutes(minutes)));
  const auto result = command(commands_of(method).front(), firmware_limit(minutes));
  const Go ended = end_command(result, {{"set_password", set.raw}});
  if (result.end == CommandEnd::gone) return Go::stop;
  const Go removed = remove_password();
  return removed == Go::stop ? Go::stop : ended;
}

/// Asks the drive first: after a good erase no password is left.
Procedure::Go Procedure::remove_password() {
  auto facts = drive_->identify();
  if (!facts.ok() || !sanitization::same_drive(story_.record.before.identity, facts->identity)) return Go::stop;
  facts_ = std::move(*facts);
  if (!facts_.security.enabled && !facts_.security.locked) {
    password_set_ = false;
    return Go::on;
  }
  // Also when the journal is full: a drive that stays locked is worse than a line that is missing.
  const bool noted = begin(sanitization::code(sanitization::Preparation::remove_left_password));
  const auto result = command(CommandKind::remove_password, shared_.limits.command);
  password_set_ = result.end != CommandEnd::done;
  const Go ended = end_command(result);
  return noted ? ended : Go::stop;
}

Procedure::Go Procedure::sanitize(Method method) {
  const auto before = drive_->sanitize_progress();
  if (!begin(sanitization::code(method), {{"log_before", before.log}})) return Go::stop;
  const auto result = command(commands_of(method).front(), shared_.limits.command);
  if (result.end != CommandEnd::done) return end_command(result);
  return poll_sanitize(before.log, result.raw, {{"sent", result.sent}});
}

/// The station was cut while the drive erased itself: it may still be at it, or have come to its end.
Procedure::Go Procedure::continue_sanitize(Method method) {
  const auto& steps = story_.record.steps;
  const auto cut = std::find_if(steps.rbegin(), steps.rend(),
                                [&](const auto& one) { return sanitization::method_from_code(one.what).has_value(); });
  if (cut == steps.rend() || cut->what != sanitization::code(method) || cut->end != StepEnd::stopped) return Go::failed;
  const auto found = cut->parameters.find("log_before");
  const std::string log_before = found == cut->parameters.end() ? std::string() : found->second;
  const auto progress = drive_->sanitize_progress();
  const bool changed = !progress.log.empty() && progress.log != log_before;
  const bool ended_well = progress.state == SanitizeState::completed && changed;
  if (progress.state != SanitizeState::in_progress && !ended_well) return Go::failed;  // planned anew
  job_.set_phase(Phase::erasing, sanitization::code(method));
  if (!begin(sanitization::code(method), {{"log_before", log_before}, {"continued", "true"}})) return Go::stop;
  return poll_sanitize(log_before, {}, {});
}

Procedure::Go Procedure::poll_sanitize(const std::string& log_before, std::string raw, Parameters parameters) {
  const auto deadline = Clock::now() + shared_.limits.firmware_most;
  bool seen = false;
  int silent = 0;
  while (true) {
    const auto progress = drive_->sanitize_progress();
    seen = seen || progress.state == SanitizeState::in_progress;
    silent = progress.state == SanitizeState::unknown ? silent + 1 : 0;
    const bool changed = progress.log != log_before && !progress.log.empty();
    if (seen) parameters[std::string(evidence::seen_in_progress)] = evidence::yes;
    if (changed) parameters[std::string(evidence::log_changed)] = evidence::yes;
    parameters["log_after"] = progress.log;
    const auto ends = [&](StepEnd how) { return end(how, raw, parameters); };
    if (progress.state == SanitizeState::failed) {
      if (!ends(StepEnd::failed)) return Go::stop;
      static_cast<void>(command(CommandKind::sanitize_exit_failure, shared_.limits.command));
      return Go::failed;
    }
    if (progress.state == SanitizeState::completed && (seen || changed)) return ends(StepEnd::done) ? Go::on : Go::stop;
    // « Success » that was there before, or a drive that knows nothing of it: not ours. A drive may take a moment to begin.
    const bool idle = progress.state == SanitizeState::completed || progress.state == SanitizeState::never ||
                      progress.state == SanitizeState::frozen || silent > 0;
    if (idle && (seen || Clock::now() + shared_.limits.firmware_most > deadline + 5 * shared_.limits.poll)) {
      if (silent > 0 && !drive_->identify().ok()) return Go::stop;
      return ends(StepEnd::failed) ? Go::failed : Go::stop;
    }
    if (Clock::now() > deadline) return ends(StepEnd::timed_out) ? Go::failed : Go::stop;
    job_.set_share(progress.state == SanitizeState::in_progress ? std::optional(progress.share) : std::nullopt, {});
    // It cannot be called back: the drive goes on, and a later start looks how it ended.
    if (!job_.sleep(shared_.limits.poll)) return Go::stop;
  }
}

}  // namespace engine
