#pragma once
// Inside storage/, for the two engines' .cpp files only: SOCI is heavy.
#include <soci/soci.h>

#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/connection.hpp"

namespace storage {

/// A prepared statement with the variables that SOCI fills and reads, which must not move.
struct KeptStatement {
  KeptStatement(soci::session& session, std::string_view text) : sql(text), statement(session) {}

  struct Taken {
    ColumnType type = ColumnType::text;
    bool guessed = true;  ///< only NULL was seen: the type is not known yet
    long long integer = 0;
    std::string text;
    soci::indicator indicator = soci::i_null;
  };
  struct Given {
    ColumnType type = ColumnType::text;
    long long integer = 0;
    soci::indicator indicator = soci::i_null;
  };

  std::string sql;  ///< as the caller wrote it
  std::vector<Taken> taken;
  std::vector<Given> given;
  std::vector<Cell> cells;  ///< one row; texts are read straight into it
  bool in_use = false;
  soci::statement statement;  ///< last: it is closed first
};

/// A connection through SOCI: keeps up to 256 prepared statements, least recently used out first.
class SociConnection : public Connection {
 public:
  SociConnection(const soci::backend_factory& engine, const std::string& address, std::shared_ptr<Failure> failure);

  void run(std::string_view sql, std::span<const Parameter> parameters, std::span<const ColumnType> columns,
           const std::function<bool(std::span<const Cell>)>& row) override;
  std::int64_t change(std::string_view sql, const std::vector<Parameter>& parameters) override;

 protected:
  virtual Fault to_fault(const soci::soci_error& error, std::string_view sql) const = 0;
  /// Ends a run of the statement, finished or not: its transaction can end, its memory is freed.
  virtual void release(KeptStatement& statement) noexcept = 0;
  /// Once the statement has run, before its first row is read.
  virtual int column_count(KeptStatement& statement) const = 0;
  /// Faults when the current row has anything but an integer where one was asked for.
  virtual void check_row(KeptStatement& statement) const = 0;
  /// To be called when no transaction is open: statements that broke are closed.
  void close_broken() noexcept;

  soci::session session_;

 private:
  using Kept = std::shared_ptr<KeptStatement>;
  struct Using;

  Kept take(std::string_view sql, std::span<const Parameter> parameters, std::span<const ColumnType> columns);
  Kept prepare(std::string_view sql, std::span<const Parameter> parameters, std::span<const ColumnType> columns,
               const KeptStatement* earlier);
  void forget(const std::string& sql);
  [[noreturn]] void fail(const soci::soci_error& error, std::string_view sql);
  void bind(KeptStatement& statement, std::span<const Parameter> parameters);
  void fetch_all(KeptStatement& statement, const std::function<bool(std::span<const Cell>)>& row);

  std::list<Kept> recent_;  ///< most recently used first
  std::unordered_map<std::string_view, std::list<Kept>::iterator> by_text_;
  std::vector<Kept> broken_;
};

}  // namespace storage
