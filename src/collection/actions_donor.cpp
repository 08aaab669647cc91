#include <boost/json.hpp>

#include "accounts/store.hpp"
#include "accounts/vault.hpp"
#include "base/json.hpp"
#include "collection/actions.hpp"
#include "equipment/numbering.hpp"

namespace collection {
namespace {

std::string year_of(base::Day day) {
  const int year = static_cast<int>(day.year()) % 100;
  return (year < 10 ? "0" : "") + std::to_string(year);
}

std::string contact_json(const Contact& contact) {
  return boost::json::serialize(boost::json::object{{"person", contact.person},
                                                    {"name", contact.name},
                                                    {"email", contact.email},
                                                    {"phone", contact.phone},
                                                    {"address", contact.address}});
}

}  // namespace

base::Day today(storage::Session& session, const Occasion& occasion) {
  const auto zone =
      session.value<std::string>("SELECT zone FROM organisation WHERE id = :1", occasion.organisation.text());
  return base::day_in_zone(occasion.now, zone.value_or("Europe/Paris")).value();
}

base::Result<Donor> create_donor(storage::Session& session, const accounts::Keys& keys, const Occasion& occasion,
                                 const DonorRequest& request) {
  TRY(checked, check_donor(request));
  Donor donor{.id = DonorId::create(occasion.now),
              .organisation = occasion.organisation,
              .name = checked.name,
              .kind = checked.kind,
              .siret = checked.siret,
              .created_at = occasion.now};
  if (donor.kind == DonorKind::individual)
    donor.name = equipment::draw_number(session, occasion.organisation, "P" + year_of(today(session, occasion)), 3);
  if (!checked.contact.empty()) {
    donor.subject = accounts::create_subject(session, keys, occasion.organisation, occasion.now);
    donor.sealed_contact = accounts::seal(session, keys, *donor.subject, contact_json(checked.contact));
  }
  insert_donor(session, donor);
  return donor;
}

base::Result<Contact> open_contact(storage::Session& session, const accounts::Keys& keys, const Donor& donor) {
  if (!donor.subject || donor.sealed_contact.empty()) return Contact{};
  TRY(text, accounts::open_sealed(session, keys, *donor.subject, donor.sealed_contact));
  TRY(json, base::parse_json(text));
  Contact contact;
  if (!json.is_object()) return contact;
  const auto read = [&](const char* name) {
    const auto* value = json.get_object().if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  return Contact{.person = read("person"),
                 .name = read("name"),
                 .email = read("email"),
                 .phone = read("phone"),
                 .address = read("address")};
}

base::Result<Agreement> create_agreement(storage::Session& session, const accounts::Keys& keys,
                                         const Occasion& occasion, const AgreementRequest& request) {
  const auto id = DonorId::parse(request.donor);
  const auto donor = id.ok() ? find_donor(session, occasion.organisation, *id) : std::nullopt;
  if (!donor) return base::Refusal{.code = "collection.donor.unknown", .field = "donor"};
  const base::Day day = today(session, occasion);
  TRY(agreement, check_agreement(request, donor->kind == DonorKind::public_body, day));
  agreement.id = AgreementId::create(occasion.now);
  agreement.organisation = occasion.organisation;
  agreement.donor = donor->id;
  const auto organisation = accounts::find_organisation(session, occasion.organisation);
  const std::string origin = accounts::Keys::origin(organisation ? organisation->code : "", occasion.organisation);
  agreement.key_fingerprint = keys.signing_key(origin).public_key().fingerprint();
  agreement.terms.number = equipment::draw_number(session, occasion.organisation, "CV" + year_of(day), 3);
  insert_agreement(session, agreement, occasion.now);
  equipment::record_lot(
      session, occasion, std::nullopt,
      equipment::AgreementSigned{
          .agreement = agreement.id.text(), .number = agreement.terms.number, .level = agreement.terms.level});
  return agreement;
}

base::Result<std::optional<AgreementId>> agreement_for(storage::Session& session, const Occasion& occasion,
                                                       const DonorId& donor, std::string_view named) {
  if (named == "none") return std::optional<AgreementId>();
  const base::Day day = today(session, occasion);
  if (named.empty()) {
    for (const auto& each : list_agreements(session, occasion.organisation, donor))
      if (each.valid_on(day)) return std::optional(each.id);
    return std::optional<AgreementId>();
  }
  const auto id = AgreementId::parse(named);
  const auto agreement = id.ok() ? find_agreement(session, occasion.organisation, *id) : std::nullopt;
  // A name in a form's field, not in the address: the field is wrong, the page is not missing.
  if (!agreement || agreement->donor != donor)
    return base::Refusal{.code = "collection.agreement.not_this_donor", .field = "agreement"};
  if (!agreement->valid_on(day)) return base::Refusal{.code = "collection.agreement.not_valid", .field = "agreement"};
  return std::optional(agreement->id);
}

}  // namespace collection
