#pragma once
#include "base/bytes.hpp"
#include "sales/pages.hpp"

namespace sales {

enum class Paper { a4, narrow };  ///< narrow: 80 mm, the roll of a counter's printer

/// The receipt as it was kept; a second print says « duplicata ».
base::Bytes receipt_pdf(const i18n::Translator& tr, const ReceiptView& view, Paper paper);

}  // namespace sales
