#pragma once
// Pages of lots and of their reception. No database here.
#include <map>
#include <string>
#include <vector>

#include "collection/store.hpp"
#include "equipment/item.hpp"
#include "html/forms.hpp"
#include "html/table.hpp"
#include "i18n/i18n.hpp"

namespace collection {

html::Html lot_state_badge(const i18n::Translator& tr, LotState state);
/// Declared → received → triaged → erased → ready or gone.
html::Html lot_steps(const i18n::Translator& tr, const Lot& lot, const LotFigures& figures);
html::Html lot_tiles(const i18n::Translator& tr, const Lot& lot, const LotFigures& figures);
/// What the donor must be told, and the weights that do not agree.
html::Html lot_warnings(const i18n::Translator& tr, const std::string& csrf, const Lot& lot, const LotFigures& figures,
                        const std::optional<LotAlert>& alert, bool may_act, bool may_mend);

/// The table of the lines, written as they come.
html::TableWriter lines_table(const i18n::Translator& tr, const Lot& lot);
void write_line(html::TableWriter& table, const i18n::Translator& tr, const Lot& lot, const Line& line,
                std::int64_t received, bool may_edit);

struct ReceptionPage {
  const i18n::Translator& tr;
  std::string csrf;
  Lot lot;
  LotFigures figures;
  std::vector<Line> waiting;  ///< lines not fully received, the first ones
  std::map<std::string, std::int64_t> received;
  html::Submission scan;   ///< the scanner's form sent back
  html::Submission extra;  ///< the form of a thing that is not on the list
  html::Submission weight;
  std::vector<equipment::Item> last;  ///< just received
};
html::Html reception_page(const ReceptionPage& page);
/// One line received with its details: kind corrected, serial, mass.
html::Html arrival_form(const i18n::Translator& tr, const std::string& csrf, const Lot& lot, const Line& line,
                        std::int64_t left, const html::Submission& sent);

}  // namespace collection
