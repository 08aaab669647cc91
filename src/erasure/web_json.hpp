#pragma once
// What the API says of an item's erasure (schema/api.json: "Erasure"): its proposals, what stations measured, what is done by hand.
#include <boost/json/fwd.hpp>

#include "erasure/pages_measured.hpp"
#include "erasure/store.hpp"
#include "erasure/store_guided.hpp"

namespace erasure {

boost::json::object proposal_json(const Proposal& proposal);
boost::json::object measured_json(const MeasuredView& view);
boost::json::object guided_json(const Guided& guided);

}  // namespace erasure
