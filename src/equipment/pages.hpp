#pragma once
// What every page shows of an item: its status from two metres, its media with their verdicts, its history.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "equipment/event.hpp"
#include "equipment/item.hpp"
#include "html/components.hpp"

namespace equipment {

html::Tone tone_of(Status status);
html::Html status_badge(const i18n::Translator& tr, Status status);
/// « Effacé », « Niveau insuffisant », « Effacement à prouver »…
html::Html verdict_badge(const i18n::Translator& tr, const Medium& medium);
/// Kind, capacity, model, serial number and verdict of each.
html::Html media_table(const i18n::Translator& tr, const Item& item);
/// « Dell Latitude 5490 », or the kind when nothing is known.
std::string item_name(const i18n::Translator& tr, const Item& item);
std::string kind_name(const i18n::Translator& tr, Kind kind);

/// What an event says, in one or two short lines.
html::Html event_details(const i18n::Translator& tr, const Event& event);
html::Html history_timeline(const i18n::Translator& tr, const std::vector<Event>& history, const std::string& zone);

}  // namespace equipment
