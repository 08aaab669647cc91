#pragma once
#include <optional>
#include <string>
#include <vector>

#include "stock/departure.hpp"
#include "storage/database.hpp"

namespace stock {

/// Next number of a series, without gap: it is given back when the transaction is undone.
std::string draw_paper_number(storage::Session& session, const OrganisationId& organisation, const std::string& series,
                              int digits);

/// `departure.content` must be made; the receiver is stored beside it, a person's name sealed.
void insert_departure(storage::Session& session, const OrganisationId& organisation, const Departure& departure,
                      const std::string& request_sha256);
std::optional<Departure> find_departure(storage::Session& session, const OrganisationId& organisation,
                                        const DepartureId& id);
/// The digest of what was asked under this id, in whatever organisation; nothing if the id is new.
struct Asked {
  std::string organisation, request_sha256;
};
std::optional<Asked> find_asked(storage::Session& session, const DepartureId& id);

struct DepartureFilter {
  OrganisationId organisation;
  std::optional<DepartureKind> kind;
  std::optional<DepartureId> after;          ///< last of the page before
  std::optional<base::Instant> from, until;  ///< from included, until excluded
  std::int64_t limit = 50;
};
/// Newest first.
std::vector<Departure> list_departures(storage::Session& session, const DepartureFilter& filter);

}  // namespace stock
