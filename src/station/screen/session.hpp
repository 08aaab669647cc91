#pragma once
// Does what the model asks, in threads of its own, and brings the facts back: everything of the screens but the terminal.
#include <chrono>
#include <map>
#include <memory>

#include "station/screen/model.hpp"

namespace station::screen {

class Session {
 public:
  /// `services` must outlive it.
  explicit Session(const ScreenServices& services);
  /// Waits for the deeds that were begun; erasures go on.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const State& state() const { return model_.state(); }
  void press(const Key& key);
  /// Takes in what happened since the last call. Called a few times a second.
  void tick();
  enum class End { none, leave, power_off };
  End end() const { return end_; }
  /// Asks every erasure to stop where it can go on later, starts none any more, and waits for them and for their reports, at most `limit`.
  void wind_up(std::chrono::seconds limit);
  /// Drives that carry out a command which nothing stops, and which would stay locked if the power went.
  std::vector<sanitization::Identity> held() const;
  /// What was begun is not finished: erasures, a look at the drives or the machine, reports, sending.
  bool busy() const;

 private:
  struct Threads;
  struct TestDesk;
  void perform(std::vector<Deed> deeds);
  void take(const Fact& fact);
  void poll_jobs();
  void perform(const ReadMachine& deed);
  void perform(const FindDrives& deed);
  void perform(const Start& deed);
  void perform(const Stop& deed);
  void perform(const KeepReport& deed);
  void perform(const Enrol& deed);
  void perform(const SendNow& deed);
  void perform(const ExportToUsb& deed);
  void perform(const ListTests& deed);
  void perform(const RunTest& deed);
  void perform(const AnswerTest& deed);
  void perform(const StopTest& deed);
  void perform(const SaveTests& deed);
  void perform(const PowerOff&) { end_ = End::power_off; }
  void perform(const Leave&) { end_ = End::leave; }

  const ScreenServices& services_;
  Model model_;
  std::map<std::uint64_t, std::shared_ptr<engine::Job>> jobs_;  ///< by row
  std::shared_ptr<TestDesk> desk_;
  std::unique_ptr<Threads> threads_;
  base::Instant status_asked_ = {};
  End end_ = End::none;
};

}  // namespace station::screen
