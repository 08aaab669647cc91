#pragma once
// layer: web
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/http.hpp"

namespace accounts {

/// What a form or a JSON object says, under the same names: the page and the API of an action read the same way.
/// {"tests":{"ram":"pass"},"exceptions":["bad_sectors"]} gives tests.ram=pass and exceptions=bad_sectors.
class Input {
 public:
  /// Refuses a body that is neither a form nor a JSON object ("base.not_json", with the line), a field over 64 KiB, and a text that
  /// holds a French social-security number ("accounts.input.social_security_number"): the law forbids us to keep it.
  static base::Result<Input> read(const http::Request& request);

  /// Trimmed, printable; empty if absent.
  std::string text(std::string_view name) const;
  bool has(std::string_view name) const { return !text(name).empty(); }
  std::vector<std::string> all(std::string_view name) const;
  /// Names and values under "tests.".
  std::map<std::string, std::string> under(std::string_view prefix) const;
  /// "1", "on", "true", "oui", "yes"
  bool yes(std::string_view name) const;
  /// Refuses "accounts.input.missing" with the field.
  base::Result<std::string> required(std::string_view name) const;
  /// Nothing if empty; refuses "accounts.input.not_a_number" with the field.
  base::Result<std::optional<std::int64_t>> integer(std::string_view name) const;
  std::map<std::string, std::string> values() const;  ///< first value of each name: to show the form again

 private:
  std::multimap<std::string, std::string, std::less<>> values_;
};

/// A French social-security number, spaces or not, with its key right: never to be kept (CNIL).
bool holds_social_security_number(std::string_view text);

}  // namespace accounts
