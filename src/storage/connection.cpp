#include "storage/connection.hpp"

namespace storage {

void Connection::start_call() {
  refuse_after_failure();
  if (failure_ && ++failure_->calls == failure_->fail_at) {
    failed_ = true;
    throw Fault(Fault::Kind::disk, "failure asked for by a test");
  }
}

void Connection::refuse_after_failure() const {
  if (failed_) throw Fault(Fault::Kind::other, "a statement of this transaction had failed: nothing of it is kept");
}

void Connection::savepoint() {
  forget_failure();
  control("SAVEPOINT one_write");
}

void Connection::keep_savepoint() { control("RELEASE one_write"); }

void Connection::undo_savepoint() {
  forget_failure();
  control("ROLLBACK TO one_write");
  control("RELEASE one_write");
}

}  // namespace storage
