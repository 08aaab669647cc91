#include "base/text.hpp"
#include "i18n/i18n.hpp"

namespace i18n {

std::string_view language_code(Language language) {
  switch (language) {
    case Language::french:
      return "fr";
    case Language::english:
      return "en";
  }
  return "fr";
}

std::optional<Language> parse_language(std::string_view code) {
  const std::string wanted = base::lower(base::trim(code));
  // "en-GB" and "en_GB" are English; "eng" and "enx" are not codes we know.
  const std::string_view primary = std::string_view(wanted).substr(0, wanted.find_first_of("-_"));
  for (const Language language : {Language::french, Language::english}) {
    if (primary == language_code(language)) return language;
  }
  return {};
}

Language negotiate_language(std::string_view accept_language) {
  Language best = Language::french;
  double best_quality = 0;
  for (const std::string& range : base::split(accept_language.substr(0, 500), ',')) {
    const std::size_t semicolon = range.find(';');
    const auto language = parse_language(std::string_view(range).substr(0, semicolon));
    if (!language) continue;
    double quality = 1;
    if (semicolon != std::string::npos) {
      const std::string parameter = base::trim(std::string_view(range).substr(semicolon + 1));
      if (!parameter.starts_with("q=")) continue;
      quality = base::to_number(std::string_view(parameter).substr(2)).value_or(0);
    }
    if (quality > best_quality) {
      best = *language;
      best_quality = quality;
    }
  }
  return best;
}

}  // namespace i18n
