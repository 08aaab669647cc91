#pragma once
// One function for each deed of collection. Each runs inside the caller's transaction; a refusal undoes it.
#include <optional>
#include <string>
#include <vector>

#include "accounts/keys.hpp"
#include "collection/store.hpp"
#include "equipment/record.hpp"
#include "i18n/i18n.hpp"

namespace collection {

using equipment::Occasion;

/// The organisation's day: rules and numbers go by it.
base::Day today(storage::Session& session, const Occasion& occasion);

// ---- donors and agreements ----
/// Refusals of check_donor(). An individual's name goes into the sealed contact; the row holds a reference.
base::Result<Donor> create_donor(storage::Session& session, const accounts::Keys& keys, const Occasion& occasion,
                                 const DonorRequest& request);
/// Whoever shows it logs the reading. Empty if there is none; refuses "accounts.vault.erased".
base::Result<Contact> open_contact(storage::Session& session, const accounts::Keys& keys, const Donor& donor);
/// Signs it: draws CV26-001 and writes AgreementSigned. Refuses "collection.donor.unknown" and those of check_agreement().
base::Result<Agreement> create_agreement(storage::Session& session, const accounts::Keys& keys,
                                         const Occasion& occasion, const AgreementRequest& request);
/// The agreement that a new lot comes under: the one named ("collection.agreement.not_this_donor", ".not_valid"), or the donor's newest valid
/// one when none is named, or none at all for "none".
base::Result<std::optional<AgreementId>> agreement_for(storage::Session& session, const Occasion& occasion,
                                                       const DonorId& donor, std::string_view named);

// ---- lists ----
struct NewList {
  DonorId donor;
  std::string agreement;  ///< as agreement_for() reads it
  std::string file_name, content_type;
  base::Bytes bytes;
  std::string sha256;
};
struct Declared {
  Donation donation;
  std::optional<Lot> lot;  ///< nothing while the columns wait to be confirmed
};
/// Keeps the file and the columns proposed. The same file of the same donor again: the donation that exists, unchanged.
base::Result<Declared> offer_list(storage::Session& session, const Occasion& occasion, const NewList& list,
                                  const Mapping& mapping);
/// The columns are known: lines, lot and LotDeclared. A donation that is declared already is answered as it is. `learn` remembers the headings.
base::Result<Declared> declare_list(storage::Session& session, const Occasion& occasion, Donation donation,
                                    const Mapping& mapping, std::vector<Line> lines, bool learn);
/// A line that could not be read (or was read wrongly) is written anew. Refuses its problems, "collection.line.unknown", and
/// "collection.line.received.conflict" once something of it was received.
base::Result<Line> correct_line(storage::Session& session, const Occasion& occasion, const Lot& lot, std::int64_t line,
                                const LineText& text);
/// A supervisor's own answer to these lines, or to all that can be answered when `lines` is empty. Refuses a missing reason.
base::Result<std::int64_t> change_answers(storage::Session& session, const Occasion& occasion, const Lot& lot,
                                          const std::vector<std::int64_t>& lines, Answer answer,
                                          const std::string& reason);

// ---- reception ----
/// What the person at the dock says of one thing, or of several alike.
struct Arrival {
  std::optional<std::int64_t> line;  ///< of the declaration; nothing: not on the list
  std::string kind, maker, model, serial, asset_tag;
  std::string mass;                      ///< as typed; empty: declared or default
  std::optional<std::int64_t> quantity;  ///< nothing: one when it is described, else all that is left of the line
};
/// Each thing gets its number. Refuses "collection.reception.{no_such_line,already.conflict,too_many,kind_needed,bad_kind,bad_mass,serial_in_stock.conflict}".
/// After the reception was closed, a late arrival is received too and the counts are written again.
base::Result<std::vector<equipment::Item>> receive(storage::Session& session, const Occasion& occasion, Lot& lot,
                                                   const Arrival& arrival);
/// The line whose serial or asset tag was scanned. Refuses "collection.reception.scan_unknown_here" and ".scan_several".
base::Result<std::vector<equipment::Item>> receive_scanned(storage::Session& session, const Occasion& occasion,
                                                           Lot& lot, const std::string& scanned,
                                                           const std::string& mass);
struct Bulk {
  std::vector<equipment::Item> items;
  std::vector<base::Refusal> left;   ///< lines that could not be received, with the reason
  std::optional<std::int64_t> next;  ///< where to go on; nothing: done
};
/// Everything announced, not refused and readable, from the line after `after` on; about `limit` items in one transaction.
Bulk receive_rest(storage::Session& session, const Occasion& occasion, Lot& lot, std::int64_t after,
                  std::int64_t limit);
/// The whole lot on the scale. Refuses "collection.reception.bad_mass".
base::Result<Lot> weigh_lot(storage::Session& session, const Occasion& occasion, Lot lot, const std::string& weight);
/// Writes LotReceived; what is missing and may hold data is told to the donor at once: a mail, or a call to make. Closing again changes nothing.
base::Result<Lot> close_reception(storage::Session& session, const accounts::Keys& keys, const i18n::Translator& tr,
                                  const Occasion& occasion, Lot lot);
/// The donor was called about the missing things.
base::Outcome mark_called(storage::Session& session, const Occasion& occasion, const Lot& lot);

}  // namespace collection
