#pragma once
#include <string_view>

#include "i18n/i18n.hpp"

namespace i18n {

/// The compiled catalogue (.mo) of a language, embedded in the program.
std::string_view catalogue_bytes(Language language);

}  // namespace i18n
