#include "station/screen/scan.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace station::screen {
namespace {

struct Stroke {
  std::string_view typed;
  char digit;
};
// Unshifted digits of a French (AZERTY) keyboard.
constexpr std::array<Stroke, 10> french_row = {{{"&", '1'},
                                                {"é", '2'},
                                                {"\"", '3'},
                                                {"'", '4'},
                                                {"(", '5'},
                                                {"-", '6'},
                                                {"è", '7'},
                                                {"_", '8'},
                                                {"ç", '9'},
                                                {"à", '0'}}};
// Shifted digits of an American (QWERTY) keyboard: a scanner set for France on a console that has the American layout.
constexpr std::array<Stroke, 10> american_row = {{{"!", '1'},
                                                  {"@", '2'},
                                                  {"#", '3'},
                                                  {"$", '4'},
                                                  {"%", '5'},
                                                  {"^", '6'},
                                                  {"&", '7'},
                                                  {"*", '8'},
                                                  {"(", '9'},
                                                  {")", '0'}}};

bool any_of(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(parts, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

template <std::size_t N>
std::string with_digits(std::string_view text, const std::array<Stroke, N>& row) {
  std::string out;
  while (!text.empty()) {
    const auto stroke = std::ranges::find_if(row, [&](const Stroke& one) { return text.starts_with(one.typed); });
    out += stroke == row.end() ? text.front() : stroke->digit;
    text.remove_prefix(stroke == row.end() ? 1 : stroke->typed.size());
  }
  return out;
}

std::string unmangled(const std::string& text) {
  if (std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; })) return text;  // digits arrive as they are
  if (any_of(text, {"é", "\"", "'", "è", "ç", "à", "--"})) return with_digits(text, french_row);
  if (any_of(text, {"!", "@", "#", "$", "%", "^", "*", ")"})) return with_digits(text, american_row);
  return any_of(text, {"&", "(", "_"}) ? with_digits(text, french_row) : text;
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : base::upper(text)) {
    if (c > ' ' && c < 127) out += c;
  }
  return out;
}

std::string name_of(const sanitization::Identity& identity) {
  const std::string serial = squeezed(identity.serial);
  return serial.empty() ? squeezed(identity.wwn) : serial;
}

}  // namespace

std::string clean_scan(std::string_view text) {
  std::string clean = base::trim(base::printable(text));
  while (!clean.empty() && clean.back() == '/') clean.pop_back();
  if (const auto slash = clean.rfind('/'); slash != std::string::npos) clean.erase(0, slash + 1);
  return base::upper(unmangled(clean));
}

bool is_operator_code(std::string_view code) {
  return !code.empty() && code.size() <= 16 &&
         std::ranges::all_of(code, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool confirms(std::string_view typed, const sanitization::Identity& identity) {
  const std::string name = name_of(identity);
  if (name.empty()) return false;
  for (const std::string& said : {squeezed(typed), squeezed(clean_scan(typed))}) {
    if (said == name) return true;
    if (said.size() >= confirmed_characters && name.ends_with(said)) return true;
    if (name.size() >= confirmed_characters && said.ends_with(name)) return true;
  }
  return false;
}

std::string asked_characters(const sanitization::Identity& identity) {
  const std::string name = name_of(identity);
  return name.size() <= confirmed_characters ? name : name.substr(name.size() - confirmed_characters);
}

}  // namespace station::screen
