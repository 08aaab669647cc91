#pragma once
// What the routes of the collection share. Internal.
#include <string>
#include <utility>
#include <vector>

#include "accounts/caller.hpp"
#include "accounts/frame.hpp"
#include "accounts/idempotent.hpp"
#include "accounts/input.hpp"
#include "accounts/services.hpp"
#include "collection/actions.hpp"
#include "equipment/occasion.hpp"
#include "http/http.hpp"

namespace collection {

using accounts::Services;

inline http::Allow bench() { return http::Allow::only({"technician", "supervisor", "administrator"}); }
inline http::Allow office() { return http::Allow::only({"supervisor", "administrator"}); }
inline http::Allow office_readers() { return http::Allow::only({"supervisor", "administrator", "coordinator"}); }
inline http::Allow lot_readers() {
  return http::Allow::only({"technician", "supervisor", "administrator", "coordinator", "donor"});
}

/// True for someone who is here as a donor only: sees own lots, changes nothing.
inline bool only_donor(const accounts::Caller& who) {
  using enum accounts::Role;
  return !who.any({technician, supervisor, administrator, coordinator});
}

/// The lot of the address, if the caller may see it: "collection.lot.unknown" otherwise, as for a foreign one.
inline base::Result<Lot> lot_of(storage::Session& session, const http::Request& request) {
  const base::Refusal unknown{.code = "collection.lot.unknown"};
  const auto& who = accounts::caller(request);
  const auto id = LotId::parse(request.parameter("id"));
  if (!id.ok()) return unknown;
  auto lot = find_lot(session, who.organisation, *id);
  if (!lot || (only_donor(who) && (who.donor.empty() || lot->donor.text() != who.donor))) return unknown;
  return std::move(*lot);
}

inline void add(http::Router& router, http::Method method, std::string pattern, http::Allow allow,
                http::Handler handler, std::optional<http::Operation> operation = {}, std::size_t limit = 64 * 1024) {
  router.add({.method = method,
              .pattern = std::move(pattern),
              .allow = std::move(allow),
              .handler = std::move(handler),
              .body_limit = limit,
              .operation = std::move(operation)});
}

void add_donor_routes(http::Router& router, const Services& services);
void add_erase_routes(http::Router& router, const Services& services);
void add_agreement_routes(http::Router& router, const Services& services);
void add_donation_routes(http::Router& router, const Services& services);
void add_line_routes(http::Router& router, const Services& services);
void add_lot_routes(http::Router& router, const Services& services);
void add_reception_routes(http::Router& router, const Services& services);
void add_label_routes(http::Router& router, const Services& services);

}  // namespace collection
