#pragma once
// The one seam for storage. One SQL text for SQLite and PostgreSQL; SOCI is included by database.cpp only.
#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/embedded.hpp"
#include "base/result.hpp"

namespace storage {

/// Binary content: kept as zstd-compressed base64 text, because a NUL in a PostgreSQL bytea is cut silently by the driver.
struct Blob {
  base::Bytes bytes;
};

using Parameter = std::variant<std::nullptr_t, std::int64_t, std::string, Blob>;

/// What a query gives or takes. Supported column types: std::int64_t, std::string, Blob, and std::optional of them. SQL must CAST
/// aggregates (CAST(SUM(x) AS BIGINT)).
enum class ColumnType { integer, text, blob };

struct Cell {
  bool null = true;
  std::int64_t integer = 0;
  std::string text;
};

/// The adapter's failures: the disk is full, the file is damaged, the server is gone. Caught once per request.
class Fault : public std::exception {
 public:
  enum class Kind { busy, full, disk, corrupt, read_only, constraint, connection, other };
  /// duplicate: a UNIQUE rule refused the row (always with Kind::constraint). conflict: the engine gave this transaction up
  /// because of another one; the same work may succeed when tried again (always with Kind::busy).
  enum class Detail { none, duplicate, conflict };

  Fault(Kind kind, std::string message, Detail detail = Detail::none)
      : kind_(kind), detail_(detail), message_(std::move(message)) {}
  /// For the log: the engine's words and the SQL text, never the values of parameters.
  const char* what() const noexcept override { return message_.c_str(); }
  Kind kind() const { return kind_; }
  bool duplicate() const { return detail_ == Detail::duplicate; }
  bool conflict() const { return detail_ == Detail::conflict; }

 private:
  Kind kind_;
  Detail detail_;
  std::string message_;
};

enum class Engine { sqlite, postgresql };

namespace detail {
template <typename T>
struct is_optional : std::false_type {};
template <typename T>
struct is_optional<std::optional<T>> : std::true_type {};

template <typename T>
constexpr ColumnType column_type() {
  if constexpr (is_optional<T>::value)
    return column_type<typename T::value_type>();
  else if constexpr (std::is_same_v<T, Blob>)
    return ColumnType::blob;
  else if constexpr (std::is_same_v<T, std::string>)
    return ColumnType::text;
  else {
    static_assert(std::is_same_v<T, std::int64_t>, "columns are std::int64_t, std::string, Blob or optional of them");
    return ColumnType::integer;
  }
}

/// The text kept for a blob, and back. A stored text that is no such thing, or opens to more than 64 MiB, is Fault::corrupt.
std::string pack_blob(const Blob& blob);
Blob unpack_blob(std::string_view stored);

template <typename T>
T from_cell(const Cell& cell) {
  if constexpr (is_optional<T>::value) {
    if (cell.null) return std::nullopt;
    return from_cell<typename T::value_type>(cell);
  } else {
    CHECK(!cell.null);
    if constexpr (std::is_same_v<T, Blob>)
      return unpack_blob(cell.text);
    else if constexpr (std::is_same_v<T, std::string>)
      return cell.text;
    else
      return cell.integer;
  }
}

template <typename T>
Parameter to_parameter(T&& value) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (is_optional<Plain>::value)
    return value ? to_parameter(*value) : Parameter(nullptr);
  else if constexpr (std::is_same_v<Plain, Blob> || std::is_same_v<Plain, std::nullptr_t>)
    return Parameter(std::forward<T>(value));
  else if constexpr (std::is_integral_v<Plain>)
    return Parameter(static_cast<std::int64_t>(value));
  else
    return Parameter(std::string(std::forward<T>(value)));
}
}  // namespace detail

/// One connection, inside one transaction (see Database), used by one thread at a time. Prepared statements are kept by their text.
/// Placeholders are `:1`, `:2`… and take the parameters in their order; one may be used several times.
/// Text is UTF-8 without NUL: anything else is Fault::constraint, on both engines alike. A statement that failed ends the
/// transaction: later statements and the commit are refused, on both engines alike (so `catch` it, then refuse).
class Session {
 public:
  virtual ~Session() = default;

  /// Calls `row(columns…)` for each row, in order. `row` may return void, or bool (false stops early; the statement is drained).
  template <typename... Columns, typename Row, typename... Parameters>
  void each(std::string_view sql, Row&& row, Parameters&&... parameters) {
    static constexpr std::array<ColumnType, sizeof...(Columns)> types = {detail::column_type<Columns>()...};
    const std::vector<Parameter> bound = {detail::to_parameter(std::forward<Parameters>(parameters))...};
    run(sql, bound, types, [&](std::span<const Cell> cells) {
      return call<Columns...>(row, cells, std::index_sequence_for<Columns...>{});
    });
  }

  /// The first row, or nothing.
  template <typename... Columns, typename... Parameters>
  std::optional<std::tuple<Columns...>> first(std::string_view sql, Parameters&&... parameters) {
    std::optional<std::tuple<Columns...>> found;
    const auto keep = [&](Columns... values) {
      found.emplace(std::move(values)...);
      return false;
    };
    each<Columns...>(sql, keep, std::forward<Parameters>(parameters)...);
    return found;
  }

  /// The single column of the first row, or nothing.
  template <typename Column, typename... Parameters>
  std::optional<Column> value(std::string_view sql, Parameters&&... parameters) {
    auto row = first<Column>(sql, std::forward<Parameters>(parameters)...);
    if (!row) return std::nullopt;
    return std::move(std::get<0>(*row));
  }

  /// INSERT, UPDATE, DELETE: number of rows changed.
  template <typename... Parameters>
  std::int64_t execute(std::string_view sql, Parameters&&... parameters) {
    return change(sql, {detail::to_parameter(std::forward<Parameters>(parameters))...});
  }

  /// For statements whose shape is known only at run time (filters of a table).
  virtual void run(std::string_view sql, std::span<const Parameter> parameters, std::span<const ColumnType> columns,
                   const std::function<bool(std::span<const Cell>)>& row) = 0;
  virtual std::int64_t change(std::string_view sql, const std::vector<Parameter>& parameters) = 0;

  virtual Engine engine() const = 0;

 private:
  template <typename... Columns, typename Row, std::size_t... I>
  static bool call(Row& row, std::span<const Cell> cells, std::index_sequence<I...>) {
    if constexpr (std::is_same_v<std::invoke_result_t<Row&, Columns...>, bool>)
      return row(detail::from_cell<Columns>(cells[I])...);
    else
      return row(detail::from_cell<Columns>(cells[I])...), true;
  }
};

/// For tests that prove « storage fails at call N: no false success »: each statement, begin and commit is one call.
struct Failure {
  std::atomic<std::int64_t> calls = 0;
  std::atomic<std::int64_t> fail_at = 0;  ///< the call of this number fails as Fault::disk; 0: none
};

struct Options {
  int readers = 4;  ///< connections that read at the same time
  int writers = 4;  ///< PostgreSQL only: SQLite has one
  /// The migrations, when they are not those embedded in the program (tests).
  std::optional<std::vector<base::EmbeddedFile>> migrations = {};
  std::shared_ptr<Failure> failure = {};
  /// Called once everything is closed (tests: drops their schema).
  std::function<void()> after_close = {};
};

/// A pool of connections. Reads run at once on their own connection and see one consistent snapshot; a read inside a read of the
/// same thread sees the same snapshot; a read inside a write sees the state before that write.
/// Writes on SQLite run one after the other on the writer's own thread, which commits several of them together (group commit);
/// write() returns only once its own work is durable (synchronous=FULL). On PostgreSQL each write is a SERIALIZABLE transaction of
/// its own, on the caller's thread: the one SQL text knows no row locks (SQLite has none), so this alone gives both engines the
/// same promise, that what a write has read is still true when it commits. A write inside a write is a bug (CHECK).
class Database {
 public:
  /// `address`: "sqlite:FILE", "sqlite::memory:" (tests; each its own) or "postgresql://…". Brings the schema up to date.
  /// Refusals: storage.address.unknown, storage.open.failed, storage.schema.{newer,changed,gap,failed,duplicate,name}.
  static base::Result<std::unique_ptr<Database>> open(const std::string& address, const Options& options = {});
  virtual ~Database() = default;
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs `work` in a read-only transaction and returns what it returns. Faults as exceptions.
  template <typename Work>
  std::invoke_result_t<Work&, Session&> read(Work&& work) {
    using Value = std::invoke_result_t<Work&, Session&>;
    if constexpr (std::is_void_v<Value>) {
      run_read([&](Session& session) { work(session); });
    } else {
      std::optional<Value> value;
      run_read([&](Session& session) { value.emplace(work(session)); });
      return std::move(*value);
    }
  }

  /// Runs `work` in a write transaction. An exception, or a refused base::Result, undoes all of it; otherwise it is durable on return.
  /// `work` may run more than once (conflict): it must have no effect outside the database. It may run on another thread.
  template <typename Work>
  std::invoke_result_t<Work&, Session&> write(Work&& work) {
    using Value = std::invoke_result_t<Work&, Session&>;
    if constexpr (std::is_void_v<Value>) {
      run_write([&](Session& session) {
        work(session);
        return true;
      });
    } else {
      std::optional<Value> value;
      run_write([&](Session& session) {
        value.emplace(work(session));
        if constexpr (requires { value->refusal(); })
          return value->ok();
        else
          return true;
      });
      return std::move(*value);
    }
  }

  virtual Engine engine() const = 0;
  /// Consistent copy of the whole SQLite database while it is in use, synced and checked; refuses an existing file
  /// (storage.backup.exists, storage.backup.failed). PostgreSQL refuses: storage.backup.postgresql, its own tools do it better.
  virtual base::Outcome backup_to(const std::string& file) = 0;
  /// Highest migration applied.
  virtual std::int64_t schema_version() = 0;

 protected:
  virtual void run_read(const std::function<void(Session&)>& work) = 0;
  /// `work` answers whether to keep what it did.
  virtual void run_write(const std::function<bool(Session&)>& work) = 0;
};

}  // namespace storage
