#pragma once
// Taking stations in and putting them out of service.
#include <string>

#include "accounts/keys.hpp"
#include "accounts/people.hpp"
#include "workshop/store_station.hpp"

namespace workshop {

struct NewCode {
  EnrolmentCode code;
  std::string text;  ///< shown once
};
/// `made_by`: operator code, or what stands for the command line. Refuses as check_enrolment.
base::Result<NewCode> make_code(storage::Session& session, const accounts::OrganisationId& organisation,
                                const std::string& name, std::int64_t uses, std::int64_t days,
                                const std::string& made_by, base::Instant now);
/// Refuses workshop.station_code.unknown.
base::Outcome withdraw_code(storage::Session& session, const accounts::Deed& deed, const EnrolmentId& id);

struct EnrolmentRequest {
  std::string code, name, key, signature;  ///< as sent
  std::string client;
};
struct Enrolled {
  Station station;
  std::string token;         ///< its secret, in this answer only
  std::string organisation;  ///< name
  std::string trust;         ///< proof::write_public_key of the structure
  bool again = false;        ///< this key was known: it has a new token, the old one is dead
};
/// Who has the code and the key joins as a technician's program. The same key again gets the same station. Refuses
/// workshop.station.{bad_key,bad_proof} and, alike for a wrong, expired, withdrawn or used-up code, workshop.station.code.forbidden; a
/// key that was revoked: workshop.station.revoked.forbidden.
base::Result<Enrolled> enrol_station(storage::Session& session, const accounts::Keys& keys,
                                     const EnrolmentRequest& request, base::Instant now);

/// Its reports are refused from now on and its token dies. Refuses workshop.station.unknown; revoked twice is revoked.
base::Result<Station> revoke_station(storage::Session& session, const accounts::Deed& deed, const StationId& id);

}  // namespace workshop
