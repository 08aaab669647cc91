#pragma once
// What the pages of stock show; no database here.
#include <string>
#include <vector>

#include "equipment/list.hpp"
#include "html/forms.hpp"
#include "stock/draft.hpp"
#include "stock/location.hpp"

namespace stock {

/// The tree with its bars. `nowhere`: in custody, but stored nowhere.
html::Html stock_page(const i18n::Translator& tr, const std::vector<Place>& places, const Content& nowhere,
                      bool may_edit);
/// New location; `parents` are those it may stand in.
html::Html location_form(const i18n::Translator& tr, const std::string& csrf, const std::vector<Place>& parents,
                         const html::Submission& sent, const std::string& parent);
struct LocationView {
  Location location;
  std::vector<equipment::ItemRow> items;
  bool more = false;  ///< the list is longer
  bool may_edit = false;
};
html::Html location_page(const i18n::Translator& tr, const std::string& csrf, const LocationView& view,
                         const html::Submission& sent);

/// Location first, then items one after the other.
struct MoveView {
  std::optional<Location> location;
  std::vector<equipment::Item> stored;  ///< in this sitting, newest first
  html::Submission sent;
};
html::Html move_page(const i18n::Translator& tr, const std::string& csrf, const MoveView& view);

/// Choice of the way out; `kinds` are those the reader may handle.
html::Html kinds_page(const i18n::Translator& tr, const std::vector<DepartureKind>& kinds);
struct DraftView {
  Draft draft;
  DepartureId id;     ///< made for this form: sent twice, done once
  std::string owner;  ///< the donor's name, proposed when giving back
  html::Submission sent;
};
html::Html draft_page(const i18n::Translator& tr, const std::string& csrf, const DraftView& view);
/// `receiver`: with the opened name when the reader asked for it.
html::Html departure_page(const i18n::Translator& tr, const Departure& departure, const Receiver& receiver,
                          const std::string& zone);
/// Whom it went to, in one line, without personal data.
std::string receiver_text(const i18n::Translator& tr, const Receiver& receiver);

}  // namespace stock
