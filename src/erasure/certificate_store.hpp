#pragma once
// Certificates as rows: the file byte for byte, and what lists show of it.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "equipment/item.hpp"
#include "erasure/ids.hpp"
#include "storage/database.hpp"

namespace erasure {

/// valid: the last word on its medium · superseded: a later one took its place · revoked: withdrawn, stays readable.
enum class CertificateStatus { valid, superseded, revoked };
std::string_view code(CertificateStatus status);
std::optional<CertificateStatus> certificate_status_from_code(std::string_view code);

struct Revocation {
  base::Instant at;
  std::string by;    ///< operator code
  std::string why;   ///< code, see revocation_reasons
  std::string note;  ///< never shown to the public
};
inline constexpr std::array<std::string_view, 5> revocation_reasons = {"wrong_item", "wrong_medium", "recheck_failed",
                                                                       "not_validated", "other"};

struct CertificateRow {
  CertificateId id;
  equipment::OrganisationId organisation;
  std::string number;  ///< CE26-0001
  std::int64_t edition = 1;
  std::string erasure;  ///< id of the record
  equipment::ItemId item;
  equipment::MediumId medium;
  std::string lot, donor;                ///< ids; empty: none
  std::string item_number, medium_name;  ///< « Samsung SSD 860 EVO · S3Z8NB0K »
  std::string serial;                    ///< of the medium
  equipment::Verdict verdict = equipment::Verdict::failed;
  equipment::Level required = equipment::Level::none, achieved = equipment::Level::none;
  std::string operator_code;
  std::string validated_by;  ///< empty: not by anybody when it was issued
  base::Instant issued_at;
  std::string sha256;
  std::optional<CertificateId> superseded_by = {};
  std::optional<Revocation> revocation = {};

  CertificateStatus status() const;
  bool says_erased() const {
    return verdict == equipment::Verdict::erased || verdict == equipment::Verdict::erased_with_exceptions;
  }
};

void insert_certificate(storage::Session& session, const CertificateRow& row, const base::Bytes& file);
/// False when another one took its place meanwhile.
bool supersede(storage::Session& session, const CertificateId& old, const CertificateId& by);
/// False when it was revoked already.
bool mark_revoked(storage::Session& session, const CertificateId& id, const Revocation& revocation);

std::optional<CertificateRow> find_certificate(storage::Session& session, const equipment::OrganisationId& organisation,
                                               const CertificateId& id);
/// For the public page: any organisation's.
std::optional<CertificateRow> find_certificate_anywhere(storage::Session& session, const CertificateId& id);
std::optional<base::Bytes> certificate_file(storage::Session& session, const CertificateId& id);
/// The last edition for an erasure; nothing before the first.
std::optional<CertificateRow> last_edition(storage::Session& session, const equipment::OrganisationId& organisation,
                                           std::string_view erasure);
/// The one that nothing has superseded, revoked or not.
std::optional<CertificateRow> last_of_medium(storage::Session& session, const equipment::MediumId& medium);

struct CertificateFilter {
  equipment::OrganisationId organisation;
  std::string words;  ///< number of the certificate or of the item, serial number: their beginning
  std::optional<CertificateStatus> status = {};
  std::optional<equipment::Verdict> verdict = {};
  std::string item, lot, donor;  ///< ids; empty: any
  bool to_validate = false;      ///< only those that wait for the second person
  std::int64_t limit = 50;
  std::string after = {};  ///< id of the last one of the page before
};
/// Newest first.
std::vector<CertificateRow> list_certificates(storage::Session& session, const CertificateFilter& filter);
/// How many wait for the second person, counted up to 1,000.
std::int64_t count_to_validate(storage::Session& session, const equipment::OrganisationId& organisation);

/// Records that have no certificate of their last state yet, oldest first.
struct DueErasure {
  equipment::OrganisationId organisation;
  std::string erasure;
};
std::vector<DueErasure> due_erasures(storage::Session& session, std::int64_t limit);
/// Asks for one more edition.
void want_edition(storage::Session& session, const equipment::OrganisationId& organisation, std::string_view erasure);
/// Still waits for its certificate.
bool is_due(storage::Session& session, const DueErasure& due);
void has_certificate(storage::Session& session, const DueErasure& due, const CertificateId& id);
void has_problem(storage::Session& session, const DueErasure& due, std::string_view code);
/// Records without certificate and why, for a person to look at; newest first.
struct ErasureProblem {
  std::string erasure, item, problem;
  base::Instant received;
};
std::vector<ErasureProblem> list_problems(storage::Session& session, const equipment::OrganisationId& organisation);

// ---- validation ----
struct ValidationRow {
  bool accepted = false;
  std::string reason, operator_code;
  base::Instant at;
};
/// False when somebody has answered already.
bool insert_validation(storage::Session& session, const equipment::OrganisationId& organisation,
                       std::string_view erasure, const ValidationRow& row);
std::optional<ValidationRow> find_validation(storage::Session& session, const equipment::OrganisationId& organisation,
                                             std::string_view erasure);

}  // namespace erasure
