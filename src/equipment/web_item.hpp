#pragma once
#include "equipment/web.hpp"
#include "html/forms.hpp"

namespace equipment {

/// The item's page, with a small form shown again when it was refused.
http::Response show_item(const accounts::Services& services, const http::Request& request, const Foresight& foresight,
                         html::Submission sent);

}  // namespace equipment
