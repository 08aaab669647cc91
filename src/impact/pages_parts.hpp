#pragma once
// Parts that several pages of this folder show.
#include <string>
#include <vector>

#include "html/components.hpp"
#include "impact/words.hpp"

namespace impact {

html::Html pairs_panel(const std::string& title, const std::vector<WordPair>& pairs);
/// Tabs of years; nothing when there is only one.
html::Html year_links(const i18n::Translator& tr, const std::string& prefix, const std::vector<int>& years,
                      int current);
html::Html balance_panel(const i18n::Translator& tr, const Balance& balance);

}  // namespace impact
