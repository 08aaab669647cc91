#pragma once
// Rows of donors, agreements, donations, lines and lots, as values. Every query is bound to one organisation.
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collection/agreement.hpp"
#include "collection/columns.hpp"
#include "collection/donor.hpp"
#include "collection/list.hpp"
#include "collection/lot.hpp"
#include "storage/database.hpp"

namespace collection {

// ---- donors ----
void insert_donor(storage::Session& session, const Donor& donor);
std::optional<Donor> find_donor(storage::Session& session, const OrganisationId& organisation, const DonorId& id);
/// By name; `words` empty: all.
std::vector<Donor> list_donors(storage::Session& session, const OrganisationId& organisation,
                               std::string_view words = {});

// ---- agreements ----
void insert_agreement(storage::Session& session, const Agreement& agreement, base::Instant now);
std::optional<Agreement> find_agreement(storage::Session& session, const OrganisationId& organisation,
                                        const AgreementId& id);
/// Newest first; of one donor, or of all.
std::vector<Agreement> list_agreements(storage::Session& session, const OrganisationId& organisation,
                                       const std::optional<DonorId>& donor);

// ---- donations ----
enum class DonationState { to_map, declared };
struct Donation {
  DonationId id;
  OrganisationId organisation;
  DonorId donor;
  std::optional<AgreementId> agreement;
  DonationState state = DonationState::to_map;
  std::string file_name;
  std::string raw;  ///< id of the file as sent
  std::string list_sha256;
  Mapping mapping;
  base::Instant created_at;
};
void insert_donation(storage::Session& session, const Donation& donation);
void update_donation(storage::Session& session, const Donation& donation);
std::optional<Donation> find_donation(storage::Session& session, const OrganisationId& organisation,
                                      const DonationId& id);
std::optional<Donation> find_donation_by_list(storage::Session& session, const OrganisationId& organisation,
                                              const DonorId& donor, std::string_view sha256);
std::vector<Donation> list_donations_to_map(storage::Session& session, const OrganisationId& organisation);
/// The file as sent, kept as evidence; returns its id.
std::string keep_file(storage::Session& session, const OrganisationId& organisation, const base::Bytes& bytes,
                      std::string_view content_type, base::Instant now);
base::Bytes kept_file(storage::Session& session, const OrganisationId& organisation, const std::string& id);
RememberedHeadings remembered_headings(storage::Session& session, const DonorId& donor);
void remember_headings(storage::Session& session, const DonorId& donor, const Mapping& mapping);

// ---- lines ----
void insert_line(storage::Session& session, const DonationId& donation, const LotId& lot, const Line& line);
void update_line(storage::Session& session, const Line& line);
std::optional<Line> find_line(storage::Session& session, const LotId& lot, std::int64_t line);
std::vector<Line> lines_of_lot(storage::Session& session, const LotId& lot);
/// Up to `limit` lines whose number is above `after`: a long list is sent piece by piece.
std::vector<Line> lines_after(storage::Session& session, const LotId& lot, std::int64_t after, std::int64_t limit);
/// Lines of the lot with this serial or asset tag.
std::vector<Line> lines_with_key(storage::Session& session, const LotId& lot, std::string_view scanned);
/// Items received for a line, oldest first; number by id.
struct ReceivedItem {
  equipment::ItemId id;
  std::string number;
};
std::vector<ReceivedItem> items_of_line(storage::Session& session, const LineId& line);
/// How many items each line of the lot has received.
std::map<std::string, std::int64_t> received_by_line(storage::Session& session, const LotId& lot);
/// Which of these serials an item in stock carries; its number.
std::optional<std::string> number_in_stock(storage::Session& session, const OrganisationId& organisation,
                                           std::string_view serial);

// ---- lots ----
void insert_lot(storage::Session& session, const Lot& lot);
void update_lot(storage::Session& session, const Lot& lot);
std::optional<Lot> find_lot(storage::Session& session, const OrganisationId& organisation, const LotId& id);
std::optional<Lot> lot_of_donation(storage::Session& session, const OrganisationId& organisation,
                                   const DonationId& donation);
struct LotFilter {
  OrganisationId organisation;
  std::string donor;  ///< id; empty: any
  std::string state;  ///< a state, "open" (not received), or empty
  std::string words;  ///< in the number or the donor's name
  std::int64_t limit = 50;
  std::string after;  ///< id of the last lot of the page before
};
struct LotRow {
  Lot lot;
  std::int64_t declared = 0, received = 0;
};
/// Newest first.
std::vector<LotRow> list_lots(storage::Session& session, const LotFilter& filter);
LotFigures figures_of(storage::Session& session, const LotId& lot);
void write_alert(storage::Session& session, const LotId& lot, const LotAlert& alert, const std::string& called_by,
                 base::Instant now);
std::optional<LotAlert> find_alert(storage::Session& session, const LotId& lot);

}  // namespace collection
