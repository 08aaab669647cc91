#pragma once
// layer: web
// What the item's page asks of the rest of the chain: what is missing before it may leave, and the next step.
#include "equipment/web.hpp"
#include "storage/database.hpp"

namespace workshop {

equipment::Outlook outlook(storage::Session& session, const equipment::Item& item);

}  // namespace workshop
