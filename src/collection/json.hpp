#pragma once
// How the API shows what the collection holds: one function for each object.
#include <boost/json/fwd.hpp>
#include <vector>

#include "collection/agreement.hpp"
#include "collection/donor.hpp"
#include "collection/list.hpp"
#include "collection/lot.hpp"
#include "equipment/item.hpp"
#include "i18n/i18n.hpp"

namespace collection {

/// With the contact only when the caller was allowed to open it.
boost::json::object to_json(const Donor& donor, const Contact* contact = nullptr);
boost::json::object to_json(const Agreement& agreement);
boost::json::object to_json(const Counts& counts);
boost::json::object to_json(const Line& line, std::int64_t received);
boost::json::object to_json(const Lot& lot);
boost::json::object to_json(const LotFigures& figures);
boost::json::object received_item_json(const equipment::Item& item, std::optional<std::int64_t> line);
/// {line, field, code, detail} of each, the sentence in the reader's language.
boost::json::array problems_json(const i18n::Translator& tr, const std::vector<base::Refusal>& problems);

}  // namespace collection
