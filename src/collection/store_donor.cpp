#include "base/text.hpp"
#include "collection/store.hpp"

namespace collection {
namespace {

constexpr const char* columns =
    "SELECT id, organisation_id, name, kind, siret, contact, subject_id, created_at FROM donor WHERE organisation_id = "
    ":1";

template <typename Row, typename... Parameters>
void each_donor(storage::Session& session, const std::string& sql, Row&& row, Parameters&&... parameters) {
  session.each<std::string, std::string, std::string, std::string, std::optional<std::string>,
               std::optional<std::string>, std::optional<std::string>, std::int64_t>(
      sql,
      [&](std::string id, std::string organisation, std::string name, std::string kind,
          std::optional<std::string> siret, std::optional<std::string> contact, std::optional<std::string> subject,
          std::int64_t created) {
        Donor donor{.id = DonorId::parse(id).value(),
                    .organisation = OrganisationId::parse(organisation).value(),
                    .name = std::move(name),
                    .kind = donor_kind_from_code(kind).value_or(DonorKind::company),
                    .siret = siret.value_or(""),
                    .sealed_contact = contact.value_or(""),
                    .created_at = base::from_milliseconds(created)};
        if (subject) donor.subject = accounts::SubjectId::parse(*subject).value();
        row(std::move(donor));
      },
      std::forward<Parameters>(parameters)...);
}

}  // namespace

void insert_donor(storage::Session& session, const Donor& donor) {
  session.execute(
      "INSERT INTO donor (id, organisation_id, name, kind, siret, contact, subject_id, created_at) VALUES (:1, :2, :3, "
      ":4, :5, :6, :7, :8)",
      donor.id.text(), donor.organisation.text(), donor.name, std::string(code(donor.kind)),
      donor.siret.empty() ? std::nullopt : std::optional(donor.siret),
      donor.sealed_contact.empty() ? std::nullopt : std::optional(donor.sealed_contact),
      donor.subject ? std::optional(donor.subject->text()) : std::nullopt, base::to_milliseconds(donor.created_at));
}

std::optional<Donor> find_donor(storage::Session& session, const OrganisationId& organisation, const DonorId& id) {
  std::optional<Donor> found;
  each_donor(
      session, std::string(columns) + " AND id = :2", [&](Donor donor) { found = std::move(donor); },
      organisation.text(), id.text());
  return found;
}

std::vector<Donor> list_donors(storage::Session& session, const OrganisationId& organisation, std::string_view words) {
  std::vector<Donor> donors;
  const std::string wanted = base::fold(words);
  each_donor(
      session, std::string(columns) + " ORDER BY name, id",
      [&](Donor donor) {
        if (wanted.empty() || base::fold(donor.name).find(wanted) != std::string::npos ||
            donor.siret.starts_with(wanted))
          donors.push_back(std::move(donor));
      },
      organisation.text());
  return donors;
}

}  // namespace collection
