#pragma once
// What is done with one drive, from the first look to the last, on a thread of its own. Each deed is in the journal before it is done; where the
// journal says that an earlier run was cut, this one goes on.
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/job_state.hpp"
#include "engine/journal.hpp"
#include "engine/look.hpp"
#include "engine/loop.hpp"
#include "engine/story.hpp"

namespace engine {

/// What all procedures of a program share.
struct Shared {
  Look& look;
  Loop& loop;
  std::function<base::Instant()> now;
  Eraser::Limits limits;
};

class Procedure {
 public:
  Procedure(Shared& shared, Request request, Journal journal, Story story, JobState& job);
  /// Blocks until the drive is erased, or cannot be, or somebody stopped it. Never leaves it locked if it still answers.
  Finished run();

 private:
  /// How a part ended. stop: nothing more can or may be done now, and a later run goes on; failed: this way does not lead there.
  enum class Go { on, failed, stop };
  using Parameters = std::map<std::string, std::string>;
  using Method = sanitization::Method;
  using StepEnd = sanitization::StepEnd;

  // procedure.cpp: the way
  Go contained(const std::function<Go()>& part);
  void tell_exception(std::string_view reason);
  Go work();
  Go finish_attempt();
  Go prepare(sanitization::Preparation preparation);
  Go wait_sanitize();
  Go look_again();  ///< guard and identity, just before a destructive command
  Go identify();
  void leave();

  // the journal: false when it cannot be written, and then nothing more is done
  bool note(const boost::json::object& entry);
  bool begin(std::string_view what, const Parameters& parameters = {});
  bool end(StepEnd end, std::string_view raw = {}, const Parameters& parameters = {});
  bool did(std::string_view what, StepEnd end, const Parameters& parameters, base::Instant started);

  // procedure_firmware.cpp
  Go erase_by_drive(Method method);
  Go command_method(Method method);
  Go security_erase(Method method);
  Go sanitize(Method method);
  Go continue_sanitize(Method method);
  Go poll_sanitize(const std::string& log_before, std::string raw, Parameters parameters);
  Go remove_password();
  drives::CommandResult command(drives::CommandKind kind, std::chrono::milliseconds limit,
                                const std::string& psid = {});
  Go end_command(const drives::CommandResult& result, Parameters parameters = {});
  std::chrono::milliseconds firmware_limit(std::uint32_t minutes) const;

  // procedure_data.cpp
  bool open_areas(std::string& why);
  Go overwrite();
  Go plant_canaries();
  Go verify();
  bool power_cycle(Parameters& parameters);
  PassRun::Event run_pass(PassOrder order, std::optional<entry::PassName> name, std::uint64_t after);
  PassOrder order(PassKind kind) const;
  Go judge(const PassRun::Event& event, Parameters& parameters, StepEnd& end);
  bool reopen_drive();

  Shared& shared_;
  Request request_;
  Journal journal_;
  Story story_;
  JobState& job_;
  std::unique_ptr<drives::Drive> drive_;
  sanitization::DriveFacts facts_;  ///< as it answered last
  Medium medium_;                   ///< opened now
  bool broken_ = false;             ///< the journal
  bool seen_after_ = false;         ///< facts_ are noted, and nothing was done since
  bool password_set_ = false;       ///< ours, not removed yet
};

}  // namespace engine
