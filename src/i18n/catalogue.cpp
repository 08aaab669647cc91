#include "i18n/catalogue.hpp"

#include "base/embedded.hpp"
#include "base/result.hpp"

namespace embedded {
std::span<const base::EmbeddedFile> catalogues();
}  // namespace embedded

namespace i18n {

std::string_view catalogue_bytes(Language language) {
  const std::string name = std::string(language_code(language)) + ".mo";
  for (const base::EmbeddedFile& file : embedded::catalogues()) {
    if (file.name == name) return file.content;
  }
  CHECK(!"a language without a catalogue");
  return {};
}

}  // namespace i18n
