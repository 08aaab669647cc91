#include "i18n/i18n.hpp"

#include <algorithm>
#include <boost/locale.hpp>
#include <sstream>

#include "i18n/catalogue.hpp"
#include "i18n/translator.hpp"

namespace i18n {
namespace {

namespace bl = boost::locale;

// English as written in Europe (day before month), not in the United States.
bl::gnu_gettext::messages_info catalogue_of(Language language) {
  bl::gnu_gettext::messages_info info;
  info.language = std::string(language_code(language));
  info.encoding = "UTF-8";
  info.paths.push_back("embedded");
  info.domains.push_back(bl::gnu_gettext::messages_info::domain("boucle"));
  info.callback = [language](const std::string& file, const std::string&) {
    // Boost asks for embedded/fr/LC_MESSAGES/boucle.mo, after variants that do not exist here.
    if (!file.ends_with("/" + std::string(language_code(language)) + "/LC_MESSAGES/boucle.mo")) {
      return std::vector<char>();
    }
    const std::string_view bytes = catalogue_bytes(language);
    return std::vector<char>(bytes.begin(), bytes.end());
  };
  return info;
}

std::locale icu_locale(Language language) {
  bl::localization_backend_manager backends = bl::localization_backend_manager::global();
  backends.select("icu");
  bl::generator generator(backends);
  generator.categories(bl::category_t::convert | bl::category_t::collation | bl::category_t::formatting);
  generator.characters(bl::char_facet_t::char_f);
  return generator(language == Language::french ? "fr_FR.UTF-8" : "en_GB.UTF-8");
}

std::string month_name(const std::locale& locale, unsigned month) {
  std::ostringstream out;
  out.imbue(locale);
  const auto day = std::chrono::sys_days(std::chrono::year(2026) / static_cast<int>(month) / 15);
  out << bl::as::gmt << bl::as::ftime("%B")
      << static_cast<double>(std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch()).count());
  return out.str();
}

std::string formatted(const std::locale& locale, double value) {
  std::ostringstream out;
  out.imbue(locale);
  out << bl::as::number << value;
  return out.str();
}

/// What stands between the first and the last `after` digits: the separator.
std::string between(const std::string& text, std::size_t before, std::size_t after) {
  CHECK(text.size() > before + after);
  return text.substr(before, text.size() - before - after);
}

std::string replace_arguments(std::string_view text, const Arguments& arguments) {
  std::string result;
  result.reserve(text.size() + 16);
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    const auto argument = arguments.find(std::string(text.substr(open + 1, close - open - 1)));
    result += text.substr(0, open);
    // An argument that is not given stays visible, as an unknown key does.
    result += argument == arguments.end() ? text.substr(open, close - open + 1) : std::string_view(argument->second);
    text.remove_prefix(close + 1);
  }
  return result += text;
}

/// gettext counts with an int; a larger figure takes the plural of its last digits, a million added.
int plural_number(std::int64_t n) {
  const std::uint64_t size = n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
  return static_cast<int>(size < 1'000'000 ? size : size % 1'000'000 + 1'000'000);
}

}  // namespace

Translators::Translators()
    : french_(std::shared_ptr<const Translator::Content>()), english_(std::shared_ptr<const Translator::Content>()) {
  for (const Language language : {Language::french, Language::english}) {
    auto content = std::make_shared<Translator::Content>();
    content->language = language;
    const std::locale icu = icu_locale(language);
    content->locale = std::locale(icu, bl::gnu_gettext::create_messages_facet<char>(catalogue_of(language)));
    content->messages = &std::use_facet<bl::message_format<char>>(content->locale);
    content->group = between(formatted(icu, 1234), 1, 3);
    content->decimal_mark = between(formatted(icu, 1.5), 1, 1);
    for (unsigned month = 1; month <= 12; ++month) content->months[month - 1] = month_name(icu, month);
    (language == Language::french ? french_ : english_) = Translator(std::move(content));
  }
}

Language Translator::language() const { return content_->language; }

bool Translator::has(std::string_view key) const {
  return !key.empty() && content_->messages->get(0, nullptr, std::string(key).c_str()) != nullptr;
}

std::string Translator::operator()(std::string_view key, const Arguments& arguments) const {
  if (key.empty()) return {};  // gettext keeps the catalogue's header under the empty key
  const std::string name(key);
  const char* text = content_->messages->get(0, nullptr, name.c_str());
  if (text == nullptr) return name;
  if (arguments.empty()) return text;
  return replace_arguments(text, arguments);
}

std::string Translator::count(std::string_view key, std::int64_t n, const Arguments& arguments) const {
  const std::string name(key);
  const char* text = content_->messages->get(0, nullptr, name.c_str(), plural_number(n));
  if (text == nullptr) return name;
  Arguments with_number = arguments;
  with_number.emplace("n", number(n));
  return replace_arguments(text, with_number);
}

std::string Translator::sort_key(std::string_view text) const {
  const auto& collator = std::use_facet<bl::collator<char>>(content_->locale);
  return collator.transform(bl::collate_level::tertiary, std::string(text));
}

std::string refusal_text(const Translator& tr, const base::Refusal& refusal) {
  std::string sentence = tr(refusal.code, refusal.arguments);
  if (!refusal.line) return sentence;
  return tr("base.at_line", {{"line", tr.number(*refusal.line)}, {"text", std::move(sentence)}});
}

}  // namespace i18n
