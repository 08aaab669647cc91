#pragma once
// The page of one item, and the small one that a stranger sees who scans its label.
#include <string>
#include <vector>

#include "equipment/pages.hpp"
#include "equipment/web.hpp"
#include "html/forms.hpp"

namespace equipment {

struct ItemPage {
  const Item& item;
  const std::vector<Event>& history;
  const Outlook& outlook;
  std::string zone, csrf;
  bool bench = false;          ///< may weigh, describe, record locks
  bool reads_lots = false;     ///< may open the lot's page
  bool supervisor = false;     ///< may correct an event
  std::string label;           ///< address of the label to print; empty: none
  html::Submission sent = {};  ///< the small form that was refused
};
html::Html item_body(const i18n::Translator& tr, const ItemPage& page);

/// Number, kind, model, erasure proven or not: no donor, no operator, no beneficiary.
html::Html public_body(const i18n::Translator& tr, const Item& item);
/// Every medium erased or destroyed with proof, or proven to have none.
bool erasure_proven(const Item& item);

}  // namespace equipment
