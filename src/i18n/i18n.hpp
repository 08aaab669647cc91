#pragma once
// Words and figures as the reader writes them. The language is chosen per request and passed to whoever prints.
#include <chrono>
#include <cstdint>
#include <locale>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/mass.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace i18n {

enum class Language { french, english };

/// "fr", "en": what <html lang>, file names and the language cookie hold.
std::string_view language_code(Language language);
std::optional<Language> parse_language(std::string_view code);
/// The best of a browser's Accept-Language header (RFC 9110 §12.5.4), French when nothing fits.
Language negotiate_language(std::string_view accept_language);

using Arguments = std::map<std::string, std::string>;

/// One language: its catalogue, its plurals, its figures. Cheap to copy, safe to share between threads.
/// Figures and dates put no plain space inside: U+202F or U+00A0 keep « 1 700 » and « 45,50 € » on one line.
class Translator {
 public:
  Language language() const;

  /// The text of a key such as "collection.lot.title"; each {name} of the text becomes its argument.
  /// A key that no catalogue holds is returned as it is: visible on the page, found by tools/locales.py.
  std::string operator()(std::string_view key, const Arguments& arguments = {}) const;
  /// The form that agrees with n, where {n} is the figure: count("equipment.items", 1700) → « 1 700 matériels ».
  std::string count(std::string_view key, std::int64_t n, const Arguments& arguments = {}) const;
  bool has(std::string_view key) const;

  /// « 1 700 », "1,700"
  std::string number(std::int64_t value) const;
  /// Thousandths, with `decimals` digits (0 to 3), halves away from zero: decimal(15500, 1) → « 15,5 ».
  std::string decimal(std::int64_t thousandths, int decimals) const;
  /// « 1,65 kg » under one tonne (at most two decimals), « 21,8 t » from one tonne, « 320 g » under one kilogram.
  std::string mass(base::Mass mass) const;
  /// Always kilograms with two decimals, for columns that must align and add up: « 1,65 »
  std::string kilograms(base::Mass mass) const;
  /// « 45,50 € », "€45.50"
  std::string money(base::Money money) const;
  /// part of whole in percent, one decimal under 10 %, none above; « – » when whole is 0.
  std::string percent(std::int64_t part, std::int64_t whole) const;
  /// « 46 Kio », « 512 Gio » (binary units).
  std::string bytes(std::int64_t bytes) const;

  /// « 21 novembre 2026 », "21 November 2026"
  std::string date(base::Day day) const;
  /// « 21/11/2026 » in both languages
  std::string short_date(base::Day day) const;
  /// « novembre 2026 », for reports and charts
  std::string month(std::chrono::year_month month) const;
  /// « 21 novembre 2026 à 21:30 », in an IANA zone such as "Europe/Paris"
  std::string date_time(base::Instant instant, std::string_view zone) const;
  /// « 21/11/2026 21:30 »
  std::string short_date_time(base::Instant instant, std::string_view zone) const;
  /// « à l’instant », « il y a 2 h », « il y a 3 jours », « dans 5 min »; a long one is still counted in years.
  std::string relative(base::Instant instant, base::Instant now) const;
  /// « 1 h 25 min », « 40 s »: how long a test or an erasure took.
  std::string duration(std::chrono::seconds length) const;

  /// Bytes that sort as the language's dictionary does (é with e): for lists of names.
  std::string sort_key(std::string_view text) const;

 private:
  friend class Translators;
  struct Content;
  explicit Translator(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  std::shared_ptr<const Content> content_;
};

/// All languages, read from the catalogues embedded in the program; made once at start (about 20 ms), then only read.
class Translators {
 public:
  Translators();
  const Translator& operator[](Language language) const { return language == Language::french ? french_ : english_; }

 private:
  Translator french_;
  Translator english_;
};

/// The sentence of a refusal; its line is put in front when it has one (« Ligne 12 : … »).
std::string refusal_text(const Translator& tr, const base::Refusal& refusal);

}  // namespace i18n
