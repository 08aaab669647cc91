#pragma once
// Who gives: a company, a public body, an association or a private person.
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "collection/ids.hpp"

namespace collection {

enum class DonorKind { company, public_body, association, individual };
inline constexpr std::array all_donor_kinds = {DonorKind::company, DonorKind::public_body, DonorKind::association,
                                               DonorKind::individual};
std::string_view code(DonorKind kind);
std::optional<DonorKind> donor_kind_from_code(std::string_view code);

/// Personal data: kept sealed only, read with a trace (accounts/vault.hpp).
struct Contact {
  std::string person;  ///< an individual's own name
  std::string name;    ///< whom to ask for in a structure
  std::string email, phone, address;
  bool empty() const { return person.empty() && name.empty() && email.empty() && phone.empty() && address.empty(); }
  bool operator==(const Contact&) const = default;
};

struct Donor {
  DonorId id;
  OrganisationId organisation;
  std::string
      name;  ///< the structure's; for an individual a reference (« Particulier 26-0001 »), the name being sealed
  DonorKind kind = DonorKind::company;
  std::string siret;  ///< 14 digits, or empty
  std::optional<accounts::SubjectId> subject;
  std::string sealed_contact;
  base::Instant created_at;
};

/// What a form or the API says of a new donor.
struct DonorRequest {
  std::string name, kind, siret;
  Contact contact;
};
struct CheckedDonor {
  std::string name;
  DonorKind kind = DonorKind::company;
  std::string siret;
  Contact contact;
};
/// Refuses a missing name, an unknown kind ("collection.donor.bad_kind"), a wrong SIRET ("collection.donor.bad_siret"), an
/// e-mail that is none ("collection.donor.bad_email"), each with its field.
base::Result<CheckedDonor> check_donor(const DonorRequest& request);

}  // namespace collection
