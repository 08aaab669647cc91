#pragma once
// Pages of donation lists: sending, columns, result, published instructions. No database here.
#include <string>
#include <vector>

#include "collection/store.hpp"
#include "html/forms.hpp"
#include "i18n/i18n.hpp"

namespace collection {

struct UploadForm {
  const i18n::Translator& tr;
  std::string csrf;
  html::Submission sent;
  std::string donor;  ///< chosen beforehand, or empty
  std::vector<Donor> donors = {};
  std::vector<Agreement> agreements = {};
  std::vector<Donation> waiting = {};  ///< lists whose columns wait to be confirmed
};
html::Html upload_form(const UploadForm& form);

struct MappingForm {
  const i18n::Translator& tr;
  std::string csrf;
  std::string donation;
  Mapping mapping;
  const documents::Sheet& sheet;
  std::vector<base::Refusal> refusals = {};
};
html::Html mapping_form(const MappingForm& form);

html::Html donation_result(const i18n::Translator& tr, const Lot& lot, const std::vector<Line>& lines);
html::Html sorting_instructions(const i18n::Translator& tr);

/// One box of several of the same name, with its words beside it.
html::Html tick(const std::string& name, const std::string& value, const std::string& label, bool on = false,
                bool disabled = false);
/// A form around a table, as wide as the page; it has its own buttons.
html::Html wide_form(const std::string& action, const std::string& csrf, const html::Html& content);

html::Html answer_badge(const i18n::Translator& tr, Answer answer);
/// « Portable · Dell Latitude 5400 »
std::string line_name(const i18n::Translator& tr, const Line& line);

}  // namespace collection
