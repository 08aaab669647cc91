#include "storage/write_queue.hpp"

#include "storage/engines.hpp"

namespace storage {
namespace {

constexpr std::size_t largest_group = 256;
constexpr std::chrono::milliseconds longest_group{
    20};  ///< of work; then it is committed, so that the first does not wait long

}  // namespace

WriteQueue::WriteQueue(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), thread_([this] { loop(); }) {}

WriteQueue::~WriteQueue() {
  {
    const std::lock_guard lock(mutex_);
    CHECK(waiting_.empty());
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void WriteQueue::run(const std::function<bool(Session&)>& work) {
  CHECK(!is_writer_thread());  // a write inside a write would wait for itself
  const auto job = std::make_shared<Job>();
  job->work = &work;
  std::future<void> done = job->done.get_future();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(job);
  }
  arrived_.notify_one();
  done.get();
}

std::shared_ptr<WriteQueue::Job> WriteQueue::next(bool wait) {
  std::unique_lock lock(mutex_);
  if (wait) arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  if (waiting_.empty()) return nullptr;
  std::shared_ptr<Job> job = std::move(waiting_.front());
  waiting_.pop_front();
  return job;
}

void WriteQueue::loop() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
    }
    run_group();
  }
}

void WriteQueue::run_group() {
  const auto start = std::chrono::steady_clock::now();
  const std::size_t most = alone_ > 0 ? 1 : largest_group;
  if (alone_ > 0) --alone_;
  Group group = {next(true)};
  try {
    connection_->begin_write();
    while (true) {
      run_job(*group.back());
      if (!connection_->in_transaction()) break;
      if (group.size() == most || std::chrono::steady_clock::now() - start > longest_group) break;
      std::shared_ptr<Job> another = next(false);
      if (!another) break;
      group.push_back(std::move(another));
    }
  } catch (const Fault&) {  // begin, or a savepoint: no write of the group can be kept
    connection_->rollback();
    return answer(group, std::current_exception());
  }
  if (connection_->in_transaction()) return commit(group);
  // The engine undid the whole transaction because of the last write (disk full, for instance): that one gets the fault,
  // and those before it, which did nothing wrong, are run again.
  connection_->rollback();
  const Group last = {std::move(group.back())};
  group.pop_back();
  put_back(group);
  answer(last, nullptr);
}

void WriteQueue::run_job(Job& job) {
  job.thrown = nullptr;
  connection_->savepoint();
  bool keep = false;
  try {
    keep = (*job.work)(*connection_);
    if (keep) connection_->keep_savepoint();
  } catch (...) {  // handed to the caller of this write
    keep = false;
    job.thrown = std::current_exception();
  }
  if (!keep && connection_->in_transaction()) connection_->undo_savepoint();
}

void WriteQueue::commit(Group& group) {
  try {
    connection_->commit();
  } catch (const Fault& fault) {
    connection_->rollback();
    // A deferred foreign key is one write's fault, not the group's: they are run again one by one.
    if (fault.kind() == Fault::Kind::constraint && group.size() > 1) {
      alone_ = group.size();
      return put_back(group);
    }
    return answer(group, std::current_exception());
  }
  answer(group, nullptr);
}

void WriteQueue::put_back(const Group& group) {
  const std::lock_guard lock(mutex_);
  waiting_.insert(waiting_.begin(), group.begin(), group.end());
}

void WriteQueue::answer(const Group& group, std::exception_ptr failure) {
  for (const std::shared_ptr<Job>& job : group) {
    // Even a refusal may rest on another write of the group that is now undone: the failure goes to all.
    if (failure)
      job->done.set_exception(failure);
    else if (job->thrown)
      job->done.set_exception(job->thrown);
    else
      job->done.set_value();
  }
}

}  // namespace storage
