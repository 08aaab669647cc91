#include <soci/postgresql/soci-postgresql.h>

#include "storage/soci_connection.hpp"

namespace storage {
namespace {

/// SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html
Fault postgresql_fault(std::string_view state, const std::string& message) {
  using Kind = Fault::Kind;
  const std::string text = "PostgreSQL " + std::string(state) + ": " + message;
  if (state == "23505") return {Kind::constraint, text, Fault::Detail::duplicate};
  if (state == "40001" || state == "40P01") return {Kind::busy, text, Fault::Detail::conflict};
  if (state == "55P03" || state == "57014") return {Kind::busy, text};
  if (state == "53100") return {Kind::full, text};
  if (state == "25006") return {Kind::read_only, text};
  if (state == "XX001" || state == "XX002") return {Kind::corrupt, text};
  if (state == "22021" || state == "22P05") return {Kind::constraint, text};
  const std::string_view kind = state.substr(0, 2);
  if (kind == "23") return {Kind::constraint, text};
  if (kind == "58") return {Kind::disk, text};
  if (kind == "08" || state.starts_with("57P0") || state == "53300") return {Kind::connection, text};
  return {Kind::other, text};
}

/// SOCI takes an address apart at its first '=' and puts it together again, badly if there is none: so there always is one.
std::string soci_address(const std::string& address) {
  if (address.find_first_of(" \t\n\"") != std::string::npos)
    throw Fault(Fault::Kind::connection, "an address may not hold spaces or quotation marks: write them %20 and %22");
  if (address.find("application_name=") != std::string::npos) return address;
  return address + (address.find('?') == std::string::npos ? "?" : "&") + "application_name=boucle";
}

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

// SOCI does not export the type information of its backends, which the undefined-behaviour sanitizer would ask for.
__attribute__((no_sanitize("vptr"))) PGconn* handle_of(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}
__attribute__((no_sanitize("vptr"))) int columns_of(KeptStatement& kept) {
  return PQnfields(
      static_cast<soci::postgresql_statement_backend*>(kept.statement.get_backend())->result_.get_result());
}
__attribute__((no_sanitize("vptr"))) void free_result(KeptStatement& kept) {
  if (auto* backend = static_cast<soci::postgresql_statement_backend*>(kept.statement.get_backend()))
    backend->result_.reset();
}

class PostgresqlConnection final : public SociConnection {
 public:
  PostgresqlConnection(const std::string& address, std::shared_ptr<Failure> failure)
      : SociConnection(soci::postgresql, soci_address(address), std::move(failure)), handle_(handle_of(session_)) {
    PQsetErrorVerbosity(handle_, PQERRORS_TERSE);  // the DETAIL line repeats people's data
    PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);
    execute("SET client_encoding TO 'UTF8'");
    execute("SET synchronous_commit TO on");
    execute("SET standard_conforming_strings TO on");
    execute("SET lock_timeout TO '10s'");
  }

  Engine engine() const override { return Engine::postgresql; }
  bool in_transaction() const override {
    const PGTransactionStatusType status = PQtransactionStatus(handle_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
  }
  bool usable() const override {
    return PQstatus(handle_) == CONNECTION_OK && PQtransactionStatus(handle_) == PQTRANS_IDLE;
  }

  /// Key of the advisory lock: the second half tells schemas of one database apart.
  void lock_schema() override { execute("SELECT pg_advisory_lock(20251121, hashtext(current_schema()))"); }
  void unlock_schema() override { execute("SELECT pg_advisory_unlock(20251121, hashtext(current_schema()))"); }

  void control(const std::string& sql) override {
    start_call();
    failed_ = true;
    execute(sql);
    failed_ = false;
  }
  void begin_read() override {
    forget_failure();
    control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }
  void begin_write() override {
    forget_failure();
    // The shared half of the turn that a retry takes alone (postgresql_database.cpp), in the same round trip.
    control(
        "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; "
        "SELECT pg_advisory_xact_lock_shared(20251122, hashtext(current_schema()))");
  }
  void commit() override {
    start_call();
    failed_ = true;
    // The server answers ROLLBACK, without an error, when the transaction had failed.
    if (execute("COMMIT") != "COMMIT") throw Fault(Fault::Kind::other, "PostgreSQL kept nothing of the transaction");
    failed_ = false;
    close_broken();
  }
  void rollback() noexcept override {
    if (in_transaction()) Answer(PQexec(handle_, "ROLLBACK"));
    close_broken();
    forget_failure();
  }

 protected:
  Fault to_fault(const soci::soci_error& error, std::string_view sql) const override {
    const std::string message = error.get_error_message() + " in: " + std::string(sql);
    if (PQstatus(handle_) != CONNECTION_OK) return {Fault::Kind::connection, message};
    const auto* known = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    return postgresql_fault(known ? known->sqlstate() : "", message);
  }
  void release(KeptStatement& kept) noexcept override { free_result(kept); }
  int column_count(KeptStatement& kept) const override { return columns_of(kept); }
  void check_row(KeptStatement&) const override {}  // SOCI refuses what is no integer

 private:
  /// The command's tag, such as "COMMIT".
  std::string execute(const std::string& sql) {
    const Answer answer(PQexec(handle_, sql.c_str()));
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return PQcmdStatus(answer.get());
    const std::string message = std::string(PQerrorMessage(handle_)) + " in: " + sql;
    if (PQstatus(handle_) != CONNECTION_OK) throw Fault(Fault::Kind::connection, message);
    const char* state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    throw postgresql_fault(state ? state : "", message);
  }

  PGconn* handle_;
};

}  // namespace

std::unique_ptr<Connection> open_postgresql_connection(const std::string& address, std::shared_ptr<Failure> failure) {
  return std::make_unique<PostgresqlConnection>(address, std::move(failure));
}

}  // namespace storage
