#include "collection/web.hpp"

#include "collection/web_shared.hpp"

namespace collection {

void add_routes(http::Router& router, const Services& services) {
  add_donor_routes(router, services);
  add_erase_routes(router, services);
  add_agreement_routes(router, services);
  add_donation_routes(router, services);
  add_line_routes(router, services);
  add_lot_routes(router, services);
  add_reception_routes(router, services);
  add_label_routes(router, services);
}

}  // namespace collection
