#pragma once
// The certificate of one erased drive: what it holds, and how its reader checks it alone. Pure: the issuer makes the content and its
// reader computes it again from the record that the station signed, which the certificate carries whole (erasure.md §5).
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "equipment/item.hpp"
#include "erasure/ids.hpp"
#include "proof/document.hpp"
#include "sanitization/assess.hpp"

namespace erasure {

inline constexpr std::string_view certificate_type = "ErasureCertificate";
inline constexpr std::string_view certificate_schema = "boucle.erasure-certificate.v1";

/// A second person's judgement that the erasure is sufficient (NIST SP 800-88r2 « validation »).
struct Validation {
  std::string operator_code;
  base::Instant at;
};

/// The file that this one takes the place of.
struct Superseded {
  CertificateId id;
  std::string sha256;
  std::string why;  ///< validation, new_erasure
};

/// Whose it is and who worked on it: codes, never people's names. A donor is an organisation (an individual stands as a reference).
struct Custody {
  std::string donor;  ///< empty: none known
  std::string lot;    ///< number; empty: no lot
  std::string agreement;
  equipment::Level agreement_level = equipment::Level::none;  ///< what the agreement asks, beside the policy
  bool on_site = false;                                       ///< erased at the donor's
  std::string station;                                        ///< name of the station that erased and verified
  std::string operator_code;
};

struct CertificateFacts {
  CertificateId id;
  std::string number;  ///< CE26-0001
  std::int64_t edition = 1;
  base::Instant issued_at;
  std::string did, organisation, log;  ///< issuer: key, name, origin of its log
  std::string page;                    ///< public address; empty: none
  std::optional<Superseded> supersedes = {};
  Custody custody;
  equipment::Item item;  ///< as it stood when the certificate was issued
  equipment::MediumId medium;
  boost::json::object record;  ///< exactly as the station signed it
  std::string signature_key, signature_value;
  std::string report, report_sha256;              ///< the station report that brought it
  boost::json::object host, checklist, software;  ///< as the report says
  std::optional<Validation> validation = {};
};

/// The credential without its proof. `log` proves the event that judged the medium.
/// Refuses "sanitization.record.…" for a record that cannot be read and "proof.document.…" for a log that is not canonical.
base::Result<boost::json::object> certificate_content(const CertificateFacts& facts, const proof::Evidence& log);

/// The sections drive, health, action, verification and result, which follow from the record and from the level that the agreement asks.
boost::json::object derived_sections(const sanitization::Record& record, equipment::Level agreement_level);

/// What the two must agree on: the station's signature, the derived sections, the log's entry. Bears any content.
std::vector<proof::Finding> check_certificate(const boost::json::object& document);

}  // namespace erasure
