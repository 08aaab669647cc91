#pragma once
// The page of an item's erasure: each medium with its verdict, what waits for a second person, and the forms of evidence.
#include <string>
#include <vector>

#include "collection/agreement.hpp"
#include "equipment/item.hpp"
#include "erasure/pages_measured.hpp"
#include "erasure/store.hpp"
#include "erasure/store_guided.hpp"
#include "html/forms.hpp"

namespace erasure {

struct ErasurePage {
  const equipment::Item& item;
  const collection::AgreementTerms& terms;
  const std::vector<Proposal>& proposals;
  const std::vector<base::Refusal>& missing;
  const std::vector<MeasuredView>& measured;
  const std::vector<Guided>& guided;
  std::string me;  ///< operator code of the reader: cannot confirm what it proposed
  bool may_destroy = false;
  std::string zone, csrf;
  html::Submission sent = {};
};
html::Html erasure_body(const i18n::Translator& tr, const ErasurePage& page);
/// What waits, for the workshop's page: each line leads to its item.
html::Html waiting_table(const i18n::Translator& tr, const std::vector<std::pair<Proposal, std::string>>& waiting,
                         const std::string& zone);
std::string proposal_text(const i18n::Translator& tr, const Proposal& proposal);

}  // namespace erasure
