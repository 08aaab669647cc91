// layer: web
#pragma once
// A departure being prepared: items scanned one after the other, each judged at once. It lives in the page's address, so that a
// reload or a second counter loses nothing and nothing is written before it is confirmed.
#include <string>
#include <string_view>
#include <vector>

#include "accounts/caller.hpp"
#include "html/components.hpp"
#include "http/http.hpp"
#include "stock/depart.hpp"

namespace stock {

struct Draft {
  DepartureKind kind = DepartureKind::gift;
  std::vector<Judged> items;           ///< each once, in the order of scanning
  std::vector<base::Refusal> refused;  ///< what was scanned and is no item
  bool bench = false;                  ///< the reader may work at the bench: what is missing links to where it is done
  bool ready() const;                  ///< there is something, and all of it may leave
};
/// `texts` are what find_scanned reads.
Draft read_draft(storage::Session& session, const OrganisationId& organisation, DepartureKind kind,
                 const std::vector<std::string>& texts);
/// The items named in the address (item=…), then what was just scanned (scan=…).
std::vector<std::string> draft_texts(const http::Request& request);
/// item=NUMBER of each, without the one of index `without`.
html::Query draft_query(const Draft& draft, std::size_t without = static_cast<std::size_t>(-1));

/// « Ordinateur portable · Dell Latitude 5480 »
std::string title_of(const i18n::Translator& tr, equipment::Kind kind, std::string_view maker, std::string_view model);
/// What keeps this item here, each line with where to mend it (the item's page for who is not at the bench); nothing when it may leave.
html::Html missing_callout(const i18n::Translator& tr, const Judged& judged, bool bench);
/// Technicians, supervisors, administrators.
bool at_bench(const accounts::Caller& who);
/// The scan box of a draft: a GET to `path` that keeps what was scanned before.
html::Html scan_form(const i18n::Translator& tr, const Draft& draft, const std::string& path, const html::Query& keep);

/// Supervisors and administrators: every kind; distributors: gifts; shopkeepers: sales.
bool may_handle(const accounts::Caller& who, DepartureKind kind);
/// The id that the client made (field id, or an Idempotency-Key, whatever its form), else a new one.
base::Result<DepartureId> asked_id(const http::Request& request, const std::string& field);

}  // namespace stock
