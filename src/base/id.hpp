#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace base {

/// A UUIDv7 (RFC 9562) made by whoever creates the thing, also offline; sorts by the time of its making.
/// `Kind` is an empty type, so that an item's id is never taken for a lot's.
template <typename Kind>
class Id {
 public:
  Id() = default;
  /// Lower or upper case, with dashes; any UUID version is read, so that other programs' ids are accepted.
  static Result<Id> parse(std::string_view text);
  static Id create(Instant now);
  /// The same id for the same seed and number: demonstration and simulation only.
  static Id numbered(Instant when, std::uint64_t seed, std::uint64_t number);

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

namespace detail {
Result<std::string> parse_uuid(std::string_view text);
std::string create_uuid(Instant now);
std::string numbered_uuid(Instant when, std::uint64_t seed, std::uint64_t number);
}  // namespace detail

template <typename Kind>
Result<Id<Kind>> Id<Kind>::parse(std::string_view text) {
  TRY(uuid, detail::parse_uuid(text));
  return Id(std::move(uuid));
}
template <typename Kind>
Id<Kind> Id<Kind>::create(Instant now) {
  return Id(detail::create_uuid(now));
}
template <typename Kind>
Id<Kind> Id<Kind>::numbered(Instant when, std::uint64_t seed, std::uint64_t number) {
  return Id(detail::numbered_uuid(when, seed, number));
}

}  // namespace base
