#pragma once
// The three failures: a refusal is a value (here), a fault is an exception thrown by an adapter, a bug stops (CHECK).
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace base {

/// Why something was refused, in a form that a page, a problem document and a command line can all print.
struct Refusal {
  std::string code;                                   ///< translation key, e.g. "collection.line.unknown_kind"
  std::string field = {};                             ///< name of the form or JSON field, empty if none
  std::optional<std::int64_t> line = {};              ///< line of the file, counted from 1 as a spreadsheet shows it
  std::map<std::string, std::string> arguments = {};  ///< values that the translated sentence names as {name}

  bool operator==(const Refusal&) const = default;
};

/// Prints the failed condition and stops the program: only for bugs, never for input.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
#define CHECK(condition) ((condition) ? static_cast<void>(0) : ::base::check_failed(#condition, __FILE__, __LINE__))

/// A value, or the reason why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Refusal refusal) : content_(std::in_place_index<1>, std::move(refusal)) {}

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    CHECK(ok());
    return std::get<0>(content_);
  }
  const T& value() const& {
    CHECK(ok());
    return std::get<0>(content_);
  }
  T&& value() && {
    CHECK(ok());
    return std::get<0>(std::move(content_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Refusal& refusal() const {
    CHECK(!ok());
    return std::get<1>(content_);
  }
  T value_or(T other) const { return ok() ? std::get<0>(content_) : std::move(other); }

 private:
  std::variant<T, Refusal> content_;
};

struct Done {};
/// For deeds with nothing to return.
using Outcome = Result<Done>;

}  // namespace base

/// Leaves the function with the refusal of `expression`, or binds its value: TRY(item, find_item(db, id));
#define BOUCLE_JOIN2(a, b) a##b
#define BOUCLE_JOIN(a, b) BOUCLE_JOIN2(a, b)
#define TRY(name, expression)                                                                \
  auto BOUCLE_JOIN(result_, __LINE__) = (expression);                                        \
  if (!BOUCLE_JOIN(result_, __LINE__).ok()) return BOUCLE_JOIN(result_, __LINE__).refusal(); \
  auto name = std::move(BOUCLE_JOIN(result_, __LINE__)).value()
#define TRY_DONE(expression)                                   \
  do {                                                         \
    auto boucle_outcome = (expression);                        \
    if (!boucle_outcome.ok()) return boucle_outcome.refusal(); \
  } while (false)
