#include "storage/soci_connection.hpp"

#include "base/text.hpp"
#include "storage/sql_text.hpp"

namespace storage {
namespace {

constexpr std::size_t most_kept = 256;
constexpr std::size_t large_text =
    64 * 1024;  ///< a kept statement does not hold on to more than this for each variable

ColumnType type_of(const Parameter& parameter) {
  return std::holds_alternative<std::int64_t>(parameter) ? ColumnType::integer : ColumnType::text;
}
bool is_null(const Parameter& parameter) { return std::holds_alternative<std::nullptr_t>(parameter); }

/// The kept statement reads and takes exactly these types (a NULL fits any).
bool fits(const KeptStatement& kept, std::span<const Parameter> parameters, std::span<const ColumnType> columns) {
  if (kept.taken.size() != parameters.size() || kept.given.size() != columns.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (kept.given[i].type != columns[i]) return false;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (!is_null(parameters[i]) && kept.taken[i].type != type_of(parameters[i])) return false;
  return true;
}

void drop_if_large(std::string& text) {
  if (text.capacity() > large_text) std::string().swap(text);
}

const std::string& checked_text(const std::string& text) {
  if (text.find('\0') != std::string::npos) throw Fault(Fault::Kind::constraint, "a text holds a NUL character");
  if (!base::is_utf8(text)) throw Fault(Fault::Kind::constraint, "a text is not UTF-8");
  return text;
}

}  // namespace

/// A statement while it runs: whatever happens, it is released at the end.
struct SociConnection::Using {
  Using(SociConnection& of, Kept what) : connection(of), kept(std::move(what)) { kept->in_use = true; }
  ~Using() {
    connection.release(*kept);
    for (KeptStatement::Taken& taken : kept->taken) drop_if_large(taken.text);
    for (Cell& cell : kept->cells) drop_if_large(cell.text);
    kept->in_use = false;
  }
  Using(const Using&) = delete;
  Using& operator=(const Using&) = delete;

  void execute(bool with_data) const {
    try {
      kept->statement.execute(with_data);
    } catch (const soci::soci_error&) {
      kept->statement.undefine_and_bind();  // SOCI frees what it made for the parameters after a success only
      kept->statement.define_and_bind();
      throw;
    }
  }

  SociConnection& connection;
  Kept kept;
};

SociConnection::SociConnection(const soci::backend_factory& engine, const std::string& address,
                               std::shared_ptr<Failure> failure) {
  failure_ = std::move(failure);
  try {
    session_.open(engine, address);
  } catch (const soci::soci_error& error) { throw Fault(Fault::Kind::connection, error.get_error_message()); }
}

SociConnection::Kept SociConnection::prepare(std::string_view sql, std::span<const Parameter> parameters,
                                             std::span<const ColumnType> columns, const KeptStatement* earlier) {
  const BoundText text = bind_text(sql);
  CHECK(text.placeholders == static_cast<int>(parameters.size()));
  auto kept = std::make_shared<KeptStatement>(session_, sql);
  kept->taken.resize(parameters.size());
  kept->given.resize(columns.size());
  kept->cells.resize(columns.size());
  kept->statement.alloc();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    KeptStatement::Given& given = kept->given[i];
    given.type = columns[i];
    if (given.type == ColumnType::integer)
      kept->statement.exchange(soci::into(given.integer, given.indicator));
    else
      kept->statement.exchange(soci::into(kept->cells[i].text, given.indicator));
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    KeptStatement::Taken& taken = kept->taken[i];
    const bool known = earlier && earlier->taken.size() == parameters.size() && !earlier->taken[i].guessed;
    taken.guessed = is_null(parameters[i]) && !known;
    taken.type = is_null(parameters[i]) && known ? earlier->taken[i].type : type_of(parameters[i]);
    std::string name = "p";
    name += std::to_string(i + 1);
    if (taken.type == ColumnType::integer)
      kept->statement.exchange(soci::use(taken.integer, taken.indicator, name));
    else
      kept->statement.exchange(soci::use(taken.text, taken.indicator, name));
  }
  kept->statement.prepare(text.sql);
  kept->statement.define_and_bind();
  return kept;
}

SociConnection::Kept SociConnection::take(std::string_view sql, std::span<const Parameter> parameters,
                                          std::span<const ColumnType> columns) {
  const auto found = by_text_.find(sql);
  if (found == by_text_.end()) {
    Kept fresh = prepare(sql, parameters, columns, nullptr);
    recent_.push_front(fresh);
    by_text_.emplace(fresh->sql, recent_.begin());
    if (recent_.size() > most_kept) forget(recent_.back()->sql);
    return fresh;
  }
  const Kept kept = *found->second;
  // The same statement inside its own loop: the inner one gets its own, which is not kept.
  if (kept->in_use) return prepare(sql, parameters, columns, kept.get());
  if (fits(*kept, parameters, columns)) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return kept;
  }
  const Kept fresh = prepare(sql, parameters, columns, kept.get());
  forget(kept->sql);
  recent_.push_front(fresh);
  by_text_.emplace(fresh->sql, recent_.begin());
  return fresh;
}

void SociConnection::forget(const std::string& sql) {
  const auto found = by_text_.find(sql);
  if (found == by_text_.end()) return;
  const auto place = found->second;
  const Kept kept = *place;  // `sql` and the key live in it
  by_text_.erase(found);
  recent_.erase(place);
}

void SociConnection::close_broken() noexcept { broken_.clear(); }

void SociConnection::bind(KeptStatement& statement, std::span<const Parameter> parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    KeptStatement::Taken& taken = statement.taken[i];
    taken.indicator = is_null(parameters[i]) ? soci::i_null : soci::i_ok;
    if (!is_null(parameters[i])) taken.guessed = false;
    if (const auto* integer = std::get_if<std::int64_t>(&parameters[i])) taken.integer = *integer;
    if (const auto* text = std::get_if<std::string>(&parameters[i])) taken.text = checked_text(*text);
    if (const auto* blob = std::get_if<Blob>(&parameters[i])) taken.text = detail::pack_blob(*blob);
  }
}

void SociConnection::fetch_all(KeptStatement& statement, const std::function<bool(std::span<const Cell>)>& row) {
  bool first = true;
  while (statement.statement.fetch()) {
    if (first && column_count(statement) != static_cast<int>(statement.given.size()))
      throw Fault(Fault::Kind::other, "the query does not give the columns asked for: " + statement.sql);
    first = false;
    check_row(statement);
    for (std::size_t i = 0; i < statement.given.size(); ++i) {
      const KeptStatement::Given& given = statement.given[i];
      Cell& cell = statement.cells[i];
      cell.null = given.indicator == soci::i_null;
      cell.integer = cell.null ? 0 : given.integer;
      if (cell.null) cell.text.clear();
    }
    if (!row(statement.cells)) return;
  }
}

void SociConnection::fail(const soci::soci_error& error, std::string_view sql) {
  failed_ = true;
  Fault fault = to_fault(error, sql);
  const auto found = by_text_.find(sql);
  if (fault.kind() == Fault::Kind::other && found != by_text_.end()) {  // such as a table that changed its columns
    broken_.push_back(*found->second);
    forget(broken_.back()->sql);
  }
  throw fault;
}

void SociConnection::run(std::string_view sql, std::span<const Parameter> parameters,
                         std::span<const ColumnType> columns, const std::function<bool(std::span<const Cell>)>& row) {
  start_call();
  try {
    const Using use(*this, take(sql, parameters, columns));
    bind(*use.kept, parameters);
    use.execute(false);
    fetch_all(*use.kept, row);
  } catch (const soci::soci_error& error) { fail(error, sql); } catch (const Fault&) {
    failed_ = true;
    throw;
  }
}

std::int64_t SociConnection::change(std::string_view sql, const std::vector<Parameter>& parameters) {
  start_call();
  try {
    const Using use(*this, take(sql, parameters, {}));
    bind(*use.kept, parameters);
    use.execute(true);
    return std::max<std::int64_t>(use.kept->statement.get_affected_rows(), 0);
  } catch (const soci::soci_error& error) { fail(error, sql); } catch (const Fault&) {
    failed_ = true;
    throw;
  }
}

}  // namespace storage
