#pragma once
// The guided erasure on an item's page: to begin one, and the one step that is next.
#include <string>
#include <vector>

#include "erasure/store_guided.hpp"
#include "html/forms.hpp"

namespace erasure {

struct GuidedPage {
  const equipment::Item& item;
  const std::vector<Guided>& guided;  ///< newest first
  std::string zone, csrf;
  const html::Submission& sent;
};
/// Nothing for what a station erases.
html::Html guided_panels(const i18n::Translator& tr, const GuidedPage& page);

}  // namespace erasure
