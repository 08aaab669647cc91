#pragma once
// What a Translator holds; private to this folder.
#include <array>
#include <boost/locale/message.hpp>

#include "i18n/i18n.hpp"

namespace i18n {

/// Read once, then never changed: safe to share.
struct Translator::Content {
  Language language = Language::french;
  std::locale locale;                                             ///< keeps the facet below alive
  const boost::locale::message_format<char>* messages = nullptr;  ///< the catalogue
  std::string group;                                              ///< between thousands, as ICU has it
  std::string decimal_mark;
  std::array<std::string, 12> months;  ///< « janvier »…
};

}  // namespace i18n
