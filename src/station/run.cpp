#include "station/run.hpp"

#include <atomic>
#include <boost/json.hpp>
#include <mutex>
#include <ostream>

#include "base/text.hpp"
#include "checkup/checkup.hpp"
#include "station/drives.hpp"
#include "station/enrolment.hpp"
#include "station/screen.hpp"
#include "station/usb_export.hpp"

namespace station {
namespace {

/// Before the ids of rows that are no test of a part: what a person does around erasing.
const std::string checklist_row = "checklist.";  // not a key

/// Journals of imaginary drives: gone with the run, so that the next one begins afresh.
class PracticeFolder {
 public:
  PracticeFolder()
      : path_(std::filesystem::temp_directory_path() / ("boucle-practice-" + base::to_hex(base::random_bytes(8)))) {}
  PracticeFolder(const PracticeFolder&) = delete;
  PracticeFolder& operator=(const PracticeFolder&) = delete;
  ~PracticeFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Everything behind the screens. Its functions are called from the screens' own threads.
class Behind {
 public:
  Behind(const RunOptions& options, const Surroundings& around, drives::Bench& bench, State state, Spool spool)
      : options_(options), around_(around), bench_(bench), state_(std::move(state)), spool_(std::move(spool)) {
    if (!options.bench.practice) leftovers_ = engine::unreported(state_.journals());
  }

  /// A name that no report could carry is told at the start, not when the first erasure has ended.
  base::Outcome check_name() const { return check_head(make_head(name(), {}, {})); }

  MachineRead read_machine() {
    auto collected = probe(around_.machine);
    MachineRead read{.inventory = inventory_of(collected.raw), .remarks = collected.remarks};
    {
      const std::lock_guard lock(mutex_);
      raw_ = std::move(collected.raw);
    }
    const Here here{.drives = [this] { return bench_.find(); }, .raw = [this] { return raw(); }};
    for (auto& refusal : report_leftovers(state_, spool_, name(), std::exchange(leftovers_, {}), here))
      read.remarks.push_back(std::move(refusal));
    return read;
  }

  ScreenStatus status() {
    ScreenStatus status{.key = state_.key().public_key().fingerprint()};
    // In this order: one that is refused meanwhile is found in one of both.
    const auto waiting = spool_.waiting();
    const auto refused = spool_.refused();
    status.known = waiting.ok() && refused.ok();
    if (waiting.ok())
      for (const auto& each : *waiting) status.waiting.push_back(each.id.text());
    if (refused.ok())
      for (const auto& each : *refused) status.refused.push_back(each.id.text());
    const auto enrolment = state_.enrolment();
    status.enrolled = enrolment.ok() && enrolment->has_value();
    status.server = !options_.server.url.empty() ? options_.server.url : status.enrolled ? (*enrolment)->url : "";
    status.online = online_;
    return status;
  }

  base::Outcome enrol(const std::string& text) {
    // « ADDRESS CODE » typed, or the QR code's text in one piece.
    const auto words = base::split(base::trim(text), ' ');
    TRY(invitation, read_invitation(words.front(), words.size() > 1 ? words.back() : ""));
    TRY(enrolment, station::enrol(state_, invitation, name(), i18n::language_code(around_.tr.language())));
    online_ = true;
    return base::Done{};
  }

  base::Result<std::string> report(const engine::Finished& finished, const std::string& item,
                                   const std::string& operator_code) {
    if (options_.bench.practice) return std::string();  // nothing to keep: the screen says that it is practice
    Context context{.head = make_head(name(), operator_code, item),
                    .subject = options_.on_bench ? Subject::drive : Subject::machine};
    if (!options_.on_bench) {
      context.raw = raw();
      context.checklist = checklist();
    }
    TRY(kept, keep_report(state_, spool_, context, {finished}));
    return kept ? kept->text() : std::string();
  }

  base::Outcome send_now() {
    TRY(enrolment, state_.enrolment());
    TRY(server, choose_server(options_.server, enrolment, around_.tr));
    if (!server) return base::Refusal{.code = "station.server.none"};
    const Patience once{.attempts = 1};
    TRY(deliveries, deliver(spool_, *server, once, [](const std::string&, std::chrono::milliseconds) {}));
    online_ = std::ranges::all_of(
        deliveries, [](const Delivery& each) { return each.fate == Fate::accepted || each.fate == Fate::refused; });
    for (const auto& each : deliveries)
      if (each.fate != Fate::accepted)
        return base::Refusal{.code = "station.send.failed", .arguments = {{"sentence", each.sentence}}};
    return base::Done{};
  }

  base::Result<std::size_t> export_to_usb() { return export_to_stick(spool_); }

  // ---- tests ----

  std::vector<TestRow> tests(const i18n::Translator& tr) const {
    std::vector<TestRow> rows;
    for (const auto part : checkup::all_parts) {
      const std::string id(checkup::code(part));
      rows.push_back({.id = id, .title = tr("equipment.test." + id)});
    }
    for (const auto item : checklist_items)
      rows.push_back({.id = checklist_row + std::string(item), .title = tr("station.checklist." + std::string(item))});
    return rows;
  }

  TestRow run_test(const TestRow& row, const TestTalk& talk, const i18n::Translator& tr) {
    if (row.id.starts_with(checklist_row)) return ask_checklist(row, talk, tr);
    const auto part = checkup::part_from_code(row.id);
    CHECK(part.has_value());
    std::atomic<bool> stop = false;
    const auto around = surroundings(talk, tr, stop);
    const auto result = checkup::run_test(*part, {.drives = drives_for_smart()}, around);
    {
      const std::lock_guard lock(mutex_);
      results_[result.part] = result;
    }
    TestRow done = row;
    done.share.reset();
    done.state = state_of(result.outcome);
    done.detail = words_of(result.evidence);
    return done;
  }

  base::Outcome save_tests(const std::vector<TestRow>& rows, const std::string& item,
                           const std::string& operator_code) {
    if (options_.bench.practice) return base::Done{};
    Context context{.head = make_head(name(), operator_code, item), .subject = Subject::machine, .raw = raw()};
    TRY_DONE(check_head(context.head));
    keep_checklist(rows);
    context.checklist = checklist();
    if (const auto results = results_for(rows); !results.empty())
      context.tests =
          boost::json::serialize(checkup::to_json(results, checkup::measure_score(std::chrono::seconds(2))));
    TRY_DONE(keep_report(state_, spool_, context, {}));
    return base::Done{};
  }

 private:
  std::string name() const {
    if (!options_.station.empty()) return options_.station;
    const auto enrolment = state_.enrolment();
    return enrolment.ok() && *enrolment ? (*enrolment)->name : std::string();
  }

  RawOutputs raw() const {
    const std::lock_guard lock(mutex_);
    return raw_;
  }

  std::vector<std::string> drives_for_smart() const {
    std::vector<std::string> names;
    for (const auto& disk : disks_in_sysfs(around_.machine.sys)) names.push_back("/dev/" + disk);
    return names;
  }

  /// Done with the hands, so there is nothing to measure: the person says so.
  TestRow ask_checklist(const TestRow& row, const TestTalk& talk, const i18n::Translator& tr) {
    TestRow done = row;
    done.state = talk.ask({.text = tr("station.checklist.ask", {{"what", row.title}})}).state;
    keep_checklist({done});
    return done;
  }

  /// Goes into the next reports of this machine, and so into its certificates.
  void keep_checklist(const std::vector<TestRow>& rows) {
    const std::lock_guard lock(mutex_);
    for (const auto& row : rows)
      if (row.id.starts_with(checklist_row) && (row.state == TestState::passed || row.state == TestState::failed))
        checklist_[row.id.substr(checklist_row.size())] = row.state == TestState::passed;
  }
  std::map<std::string, bool> checklist() const {
    const std::lock_guard lock(mutex_);
    return checklist_;
  }

  static TestState state_of(checkup::Outcome outcome) {
    switch (outcome) {
      case checkup::Outcome::pass:
        return TestState::passed;
      case checkup::Outcome::fail:
        return TestState::failed;
      case checkup::Outcome::not_applicable:
        break;
    }
    return TestState::not_applicable;
  }

  static std::string words_of(const std::map<std::string, std::string>& evidence) {
    std::string text;
    for (const auto& [name, value] : evidence) text += (text.empty() ? "" : ", ") + name + " " + value;
    return base::shorten(text, 200);
  }

  /// What was measured, and what a person marked by hand where nothing was.
  std::vector<checkup::Result> results_for(const std::vector<TestRow>& rows) const {
    std::vector<checkup::Result> results;
    const std::lock_guard lock(mutex_);
    for (const auto& row : rows) {
      const auto part = checkup::part_from_code(row.id);
      if (!part || row.state == TestState::waiting || row.state == TestState::running) continue;
      const auto outcome = row.state == TestState::passed   ? checkup::Outcome::pass
                           : row.state == TestState::failed ? checkup::Outcome::fail
                                                            : checkup::Outcome::not_applicable;
      const auto measured = results_.find(*part);
      if (measured != results_.end() && measured->second.outcome == outcome) {
        results.push_back(measured->second);
      } else {
        const auto now = base::system_now();
        results.push_back(
            {.part = *part, .outcome = outcome, .evidence = {{"marked", "by_hand"}}, .started = now, .ended = now});
      }
    }
    return results;
  }

  checkup::Surroundings surroundings(const TestTalk& talk, const i18n::Translator& tr, std::atomic<bool>& stop) const {
    return {.now = base::system_now,
            .run = [this](const std::vector<std::string>& command,
                          std::chrono::seconds limit) -> std::optional<std::string> {
              auto run = run_tool(
                  {.program = command.front(), .arguments = {command.begin() + 1, command.end()}, .time_limit = limit},
                  around_.machine.tools);
              // smartctl's status speaks of the drive: only bits 0 and 1 mean that it could not be asked.
              const int failed = command.front() == "smartctl" ? run.exit_status & 3 : run.exit_status;
              if (run.end != ToolEnd::exited || failed != 0) return {};
              return std::move(run.output);
            },
            .ask =
                [&talk, &tr](const std::string& key, const std::map<std::string, std::string>& arguments) {
                  const bool colours = key == "checkup.ask.screen_clean";
                  const auto reply =
                      talk.ask({.kind = colours ? TestQuestion::Kind::colours : TestQuestion::Kind::yes_no,
                                .text = tr(key, arguments)});
                  return reply.state == TestState::passed   ? checkup::Answer::yes
                         : reply.state == TestState::failed ? checkup::Answer::no
                                                            : checkup::Answer::skip;
                },
            .progress =
                [&talk, &stop](const checkup::Progress& progress) {
                  if (talk.stopped()) stop = true;
                  talk.tell(progress.share, words_of(progress.now));
                },
            .stop = &stop};
  }

  const RunOptions& options_;
  const Surroundings& around_;
  drives::Bench& bench_;
  std::vector<engine::Finished> leftovers_;  ///< of earlier runs; only the thread that reads the machine touches it
  State state_;
  Spool spool_;
  mutable std::mutex mutex_;
  RawOutputs raw_;
  std::map<checkup::Part, checkup::Result> results_;
  std::map<std::string, bool> checklist_;
  std::atomic<bool> online_ = false;
};

ScreenTests tests_of(Behind& behind) {
  return {.list = [&](const i18n::Translator& tr) { return behind.tests(tr); },
          .run = [&](const TestRow& row, const TestTalk& talk,
                     const i18n::Translator& tr) { return behind.run_test(row, talk, tr); },
          .save = [&](const std::vector<TestRow>& rows, const std::string& item,
                      const std::string& who) { return behind.save_tests(rows, item, who); }};
}

}  // namespace

int run(const RunOptions& options, const Surroundings& around, const i18n::Translators& translators) {
  const auto policy = policy_of(options.policy);
  if (!policy.ok()) return refused_with(policy.refusal(), around, ExitStatus::misused);
  auto state = State::open(state_folder(options.state));
  if (!state.ok()) return refused_with(state.refusal(), around);
  auto spool = open_spool(*state, options.spool, Spool::Missing::create);
  if (!spool.ok()) return refused_with(spool.refusal(), around);
  const std::optional<PracticeFolder> practice =
      options.bench.practice ? std::optional<PracticeFolder>(std::in_place) : std::nullopt;
  const auto journals = practice ? practice->path() : state->journals();
  const auto bench = make_bench(options.bench);
  engine::Eraser eraser(*bench, journals, base::system_now, {});
  std::vector<sanitization::Policy> policies = sanitization::known_policies();
  if (sanitization::find_policy(policy->id) == nullptr) policies.push_back(*policy);
  Behind behind(options, around, *bench, std::move(*state), std::move(*spool));
  if (const auto named = behind.check_name(); !named.ok())
    return refused_with(named.refusal(), around, ExitStatus::misused);
  ScreenServices services{.bench = *bench,
                          .eraser = eraser,
                          .journals = journals,
                          .translators = translators,
                          .language = i18n::parse_language(options.language).value_or(around.tr.language()),
                          .policies = std::move(policies),
                          .policy = policy->id,
                          .station = options.station,
                          .on_bench = options.on_bench,
                          .now = base::system_now,
                          .read_machine = [&] { return behind.read_machine(); },
                          .status = [&] { return behind.status(); },
                          .enrol = [&](const std::string& text) { return behind.enrol(text); },
                          .report = [&](const engine::Finished& finished, const std::string& item,
                                        const std::string& who) { return behind.report(finished, item, who); },
                          .send_now = [&] { return behind.send_now(); },
                          .export_to_usb = [&] { return behind.export_to_usb(); },
                          .tests = tests_of(behind),
                          .can_leave = !options.image};
  if (options.image)
    services.power_off = [&] { (void)run_tool({.program = "poweroff", .arguments = {"-f"}}, around.machine.tools); };
  return run_screen(services);
}

}  // namespace station
