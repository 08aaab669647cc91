#pragma once
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "equipment/item.hpp"
#include "i18n/i18n.hpp"

namespace collection {

/// Labels for these items. `size`: "29x90" (also when empty), "29x42" or "a4"; refuses "collection.label.bad_size" and those of
/// documents::labels_pdf(). The QR code holds {public_url}/i/{id}: the item's page, for anybody who finds it.
base::Result<base::Bytes> labels_of(const i18n::Translator& tr, const std::vector<equipment::Item>& items,
                                    std::string_view public_url, std::string_view size, base::Instant now);

}  // namespace collection
