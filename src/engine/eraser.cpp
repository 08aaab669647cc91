#include <sys/stat.h>

#include <atomic>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <exception>
#include <list>

#include "base/id.hpp"
#include "base/text.hpp"
#include "engine/erasure.hpp"
#include "engine/journals.hpp"
#include "engine/procedure.hpp"

namespace engine {
namespace {

namespace fs = std::filesystem;
namespace step = sanitization::step;

struct ErasureKind {};
/// Room for 64 drives with four transfers and a flush each, also when a dozen of them hang.
constexpr std::size_t queue_depth = 512;
constexpr std::size_t longest_confirmation = 200;

base::Outcome make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return base::Refusal{.code = "engine.journal_unusable",
                         .arguments = {{"folder", folder.string()}, {"reason", std::strerror(errno)}}};
  if (const int failed = sync_folder(folder))
    return base::Refusal{.code = "engine.journal_unusable",
                         .arguments = {{"folder", folder.string()}, {"reason", std::strerror(failed)}}};
  return base::Done{};
}

struct Beginning {
  Journal journal;
  Story story;
};

}  // namespace

struct Eraser::Parts {
  struct Worker {
    std::shared_ptr<JobState> job;
    std::thread thread;
    std::atomic<bool> ended = false;
  };

  Parts(drives::Bench& machine, fs::path folder, std::function<base::Instant()> clock, Limits given)
      : look(machine),
        journals(std::move(folder)),
        loop(machine.make_queue(queue_depth)),
        shared{.look = look, .loop = loop, .now = std::move(clock), .limits = given} {}

  base::Result<Beginning> start_new(const Request& request, const drives::Found& found,
                                    const std::vector<Unusable>& unusable);
  base::Result<Beginning> go_on(const Request& request, OpenJournal open);
  base::Result<Beginning> begin(const Request& request, const drives::Found& found);

  Look look;
  fs::path journals;
  Loop loop;
  Shared shared;
  std::mutex mutex;
  std::list<Worker> workers;
  bool self_tested = false;
};

Eraser::Eraser(drives::Bench& bench, fs::path journals, std::function<base::Instant()> now, Limits limits)
    : parts_(std::make_unique<Parts>(bench, std::move(journals), std::move(now), limits)) {}

Eraser::~Eraser() {
  const std::scoped_lock lock(parts_->mutex);
  for (auto& worker : parts_->workers) worker.job->stop();
  for (auto& worker : parts_->workers) worker.thread.join();
}

base::Result<Beginning> Eraser::Parts::start_new(const Request& request, const drives::Found& found,
                                                 const std::vector<Unusable>& unusable) {
  const auto now = shared.now();
  const auto id = base::Id<ErasureKind>::create(now).text();
  TRY(journal, Journal::create(journals / (id + std::string(journal_ending))));
  Story story;
  const auto note = [&](const boost::json::object& entry) -> base::Outcome {
    TRY_DONE(journal.append(entry));
    return apply(story, entry);
  };
  TRY_DONE(note(
      entry::begin(now, {.id = id,
                         .confirmed_by = base::shorten(base::printable(request.confirmed_by), longest_confirmation),
                         .origin = request.origin,
                         .policy = request.policy,
                         .facts = found.facts,
                         .cipher = sanitization::best_cipher(),
                         .key = base::random_bytes(32),
                         .canary_key = base::random_bytes(32),
                         .practice = look.bench().practice()})));
  for (const auto& [file, refusal] : unusable) {
    const sanitization::Step refused{.what = "journal",
                                     .parameters = {{"file", file.filename().string()}, {"why", refusal.code}},
                                     .end = sanitization::StepEnd::refused,
                                     .started = now};
    TRY_DONE(note(entry::did(now, refused)));
    TRY_DONE(set_aside(file));
  }
  return Beginning{.journal = std::move(journal), .story = std::move(story)};
}

base::Result<Beginning> Eraser::Parts::go_on(const Request& request, OpenJournal open) {
  TRY(journal, Journal::reopen(open.file, open.text));
  const auto entry = entry::resumed(shared.now(), open.text.torn, request.origin);
  TRY_DONE(journal.append(entry));
  TRY_DONE(apply(open.story, entry));
  return Beginning{.journal = std::move(journal), .story = std::move(open.story)};
}

/// Where an earlier run with this drive and policy was cut, or at the beginning.
base::Result<Beginning> Eraser::Parts::begin(const Request& request, const drives::Found& found) {
  TRY_DONE(make_folder(journals));
  auto earlier = open_journals_of(journals, request.identity);
  std::optional<OpenJournal> same;
  for (auto& open : earlier.usable) {
    const auto& record = open.story.record;
    if (!same && record.policy == request.policy && record.practice == look.bench().practice() &&
        earlier.unusable.empty()) {
      same = std::move(open);
      continue;
    }
    // Another policy, or something is wrong with its neighbour: that erasure ends here, and says that it was interrupted.
    TRY(journal, Journal::reopen(open.file, open.text));
    TRY_DONE(journal.append(entry::end(shared.now(), true)));
  }
  return same ? go_on(request, std::move(*same)) : start_new(request, found, earlier.unusable);
}

base::Result<std::shared_ptr<Job>> Eraser::start(const Request& request) {
  if (base::trim(request.confirmed_by).empty())
    return base::Refusal{.code = "engine.not_confirmed", .field = "confirmed_by"};
  auto& parts = *parts_;
  const std::scoped_lock lock(parts.mutex);
  std::erase_if(parts.workers, [](Parts::Worker& worker) {
    const bool ended = worker.ended;  // read once: it may end at any moment, and nobody is let go without a join
    if (ended) worker.thread.join();
    return ended;
  });
  for (const auto& worker : parts.workers)
    if (sanitization::same_drive(worker.job->identity(), request.identity) ||
        worker.job->identity() == request.identity)
      return base::Refusal{.code = "engine.already_running", .arguments = {{"serial", request.identity.serial}}};
  if (!parts.self_tested) TRY_DONE(sanitization::keystream_self_test());
  parts.self_tested = true;
  TRY(found, parts.look.guarded(request.identity));
  TRY(beginning, parts.begin(request, found));
  auto job = std::make_shared<JobState>(found.facts.identity);
  auto procedure = std::make_unique<Procedure>(parts.shared, request, std::move(beginning.journal),
                                               std::move(beginning.story), *job);
  auto& worker = parts.workers.emplace_back();
  worker.job = job;
  try {
    worker.thread = std::thread([job, &worker, work = std::move(procedure)]() mutable {
      Finished finished;
      try {
        finished = work->run();
      } catch (const std::exception&) {  // not even its end could be told: the journal shows that it was interrupted
        finished.record.before.identity = job->identity();
        finished.record.stopped = true;
        finished.assessment = sanitization::assess(finished.record);
      }
      work.reset();  // closes the journal and the drive before anybody may start again
      worker.ended = true;
      job->finish(std::move(finished));
    });
  } catch (...) {  // the system gives no thread
    parts.workers.pop_back();
    throw;
  }
  return std::shared_ptr<Job>(std::move(job));
}

}  // namespace engine
