#include <boost/json.hpp>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "collection/store.hpp"

namespace collection {
namespace {

std::string_view code(DonationState state) { return state == DonationState::to_map ? "to_map" : "declared"; }

template <typename Row, typename... Parameters>
void each_donation(storage::Session& session, const std::string& rest, Row&& row, Parameters&&... parameters) {
  session.each<std::string, std::string, std::string, std::optional<std::string>, std::string, std::string,
               std::optional<std::string>, std::string, std::string, std::int64_t>(
      "SELECT id, organisation_id, donor_id, agreement_id, state, file_name, raw_id, list_sha256, mapping, created_at "
      "FROM donation WHERE organisation_id = :1 " +
          rest,
      [&](std::string id, std::string organisation, std::string donor, std::optional<std::string> agreement,
          std::string state, std::string file, std::optional<std::string> raw, std::string sha256, std::string mapping,
          std::int64_t created) {
        Donation donation{.id = DonationId::parse(id).value(),
                          .organisation = OrganisationId::parse(organisation).value(),
                          .donor = DonorId::parse(donor).value(),
                          .state = state == "declared" ? DonationState::declared : DonationState::to_map,
                          .file_name = std::move(file),
                          .raw = raw.value_or(""),
                          .list_sha256 = std::move(sha256),
                          .created_at = base::from_milliseconds(created)};
        if (agreement) donation.agreement = AgreementId::parse(*agreement).value();
        if (const auto json = base::parse_json(mapping); json.ok())
          donation.mapping = mapping_from_json(*json).value_or({});
        row(std::move(donation));
      },
      std::forward<Parameters>(parameters)...);
}

}  // namespace

void insert_donation(storage::Session& session, const Donation& donation) {
  session.execute(
      "INSERT INTO donation (id, organisation_id, donor_id, agreement_id, state, file_name, raw_id, mapping, "
      "created_at, list_sha256) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10)",
      donation.id.text(), donation.organisation.text(), donation.donor.text(),
      donation.agreement ? std::optional(donation.agreement->text()) : std::nullopt, std::string(code(donation.state)),
      donation.file_name, donation.raw.empty() ? std::nullopt : std::optional(donation.raw),
      boost::json::serialize(to_json(donation.mapping)), base::to_milliseconds(donation.created_at),
      donation.list_sha256);
}

void update_donation(storage::Session& session, const Donation& donation) {
  session.execute("UPDATE donation SET state = :1, mapping = :2, agreement_id = :3 WHERE id = :4",
                  std::string(code(donation.state)), boost::json::serialize(to_json(donation.mapping)),
                  donation.agreement ? std::optional(donation.agreement->text()) : std::nullopt, donation.id.text());
}

std::optional<Donation> find_donation(storage::Session& session, const OrganisationId& organisation,
                                      const DonationId& id) {
  std::optional<Donation> found;
  each_donation(
      session, "AND id = :2", [&](Donation donation) { found = std::move(donation); }, organisation.text(), id.text());
  return found;
}

std::optional<Donation> find_donation_by_list(storage::Session& session, const OrganisationId& organisation,
                                              const DonorId& donor, std::string_view sha256) {
  std::optional<Donation> found;
  each_donation(
      session, "AND donor_id = :2 AND list_sha256 = :3", [&](Donation donation) { found = std::move(donation); },
      organisation.text(), donor.text(), std::string(sha256));
  return found;
}

std::vector<Donation> list_donations_to_map(storage::Session& session, const OrganisationId& organisation) {
  std::vector<Donation> donations;
  each_donation(
      session, "AND state = 'to_map' ORDER BY created_at DESC LIMIT 50",
      [&](Donation donation) { donations.push_back(std::move(donation)); }, organisation.text());
  return donations;
}

std::string keep_file(storage::Session& session, const OrganisationId& organisation, const base::Bytes& bytes,
                      std::string_view content_type, base::Instant now) {
  const std::string id = base::Id<struct RawTag>::create(now).text();
  session.execute(
      "INSERT INTO raw_evidence (id, organisation_id, sha256, content_type, size, content, received_at) VALUES (:1, "
      ":2, :3, :4, :5, :6, :7)",
      id, organisation.text(), base::to_hex(base::sha256(bytes)), std::string(content_type), bytes.size(),
      storage::Blob{bytes}, base::to_milliseconds(now));
  return id;
}

base::Bytes kept_file(storage::Session& session, const OrganisationId& organisation, const std::string& id) {
  auto blob = session.value<std::optional<storage::Blob>>(
      "SELECT content FROM raw_evidence WHERE id = :1 AND organisation_id = :2", id, organisation.text());
  return blob && *blob ? std::move((*blob)->bytes) : base::Bytes();
}

RememberedHeadings remembered_headings(storage::Session& session, const DonorId& donor) {
  RememberedHeadings remembered;
  session.each<std::string, std::string>(
      "SELECT heading, column_code FROM column_mapping WHERE donor_id = :1",
      [&](std::string heading, std::string column) {
        remembered[heading] = column_from_code(column).value_or(Column::ignored);
      },
      donor.text());
  return remembered;
}

void remember_headings(storage::Session& session, const DonorId& donor, const Mapping& mapping) {
  for (const auto& each : mapping.columns) {
    const std::string key = heading_key(each.heading);
    if (key.empty() || mapping.heading_line == 0) continue;
    session.execute(
        "INSERT INTO column_mapping (donor_id, heading, column_code) VALUES (:1, :2, :3) ON CONFLICT (donor_id, "
        "heading) DO UPDATE SET column_code = excluded.column_code",
        donor.text(), key, each.column == Column::ignored ? std::string() : std::string(code(each.column)));
  }
}

}  // namespace collection
