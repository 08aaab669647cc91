#include "workshop/store_station.hpp"

namespace workshop {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeText = std::optional<std::string>;
using MaybeNumber = std::optional<std::int64_t>;

std::optional<base::Instant> moment(MaybeNumber at) {
  return at ? std::optional(base::from_milliseconds(*at)) : std::nullopt;
}

template <typename... Parameters>
std::vector<EnrolmentCode> read_codes(storage::Session& session, const std::string& where,
                                      const Parameters&... parameters) {
  std::vector<EnrolmentCode> found;
  session.each<Text, Text, Text, Text, Number, Number, Number, Text, Number, MaybeNumber>(
      "SELECT id, organisation_id, code_hash, name, uses, uses_left, made_at, made_by, expires_at, revoked_at FROM "
      "enrolment_code WHERE " +
          where,
      [&](Text id, Text organisation, Text hash, Text name, Number uses, Number left, Number made, Text by,
          Number expires, MaybeNumber revoked) {
        found.push_back({.id = EnrolmentId::parse(id).value(),
                         .organisation = accounts::OrganisationId::parse(organisation).value(),
                         .code_hash = std::move(hash),
                         .name = std::move(name),
                         .uses = uses,
                         .uses_left = left,
                         .made_at = base::from_milliseconds(made),
                         .expires_at = base::from_milliseconds(expires),
                         .made_by = std::move(by),
                         .revoked_at = moment(revoked)});
      },
      parameters...);
  return found;
}

std::vector<Station> read_stations(storage::Session& session, const accounts::OrganisationId& organisation,
                                   const std::string& where, const std::string& parameter) {
  std::vector<Station> found;
  session.each<Text, Text, Text, Text, Text, Number, Text, MaybeNumber, Number, Text, MaybeNumber, MaybeText, Number,
               Number>(
      "SELECT id, name, public_key, token_id, enrolment_id, enrolled_at, enrolled_by, last_seen_at, last_sequence, "
      "last_sha256, revoked_at, revoked_by, sequences, chain_alarm FROM station WHERE organisation_id = :1 AND " +
          where,
      [&](Text id, Text name, Text key, Text token, Text enrolment, Number enrolled, Text by, MaybeNumber seen,
          Number sequence, Text sha256, MaybeNumber revoked, MaybeText revoked_by, Number sequences, Number alarm) {
        found.push_back({.id = StationId::parse(id).value(),
                         .organisation = organisation,
                         .name = std::move(name),
                         .key = std::move(key),
                         .token = accounts::TokenId::parse(token).value(),
                         .enrolment = EnrolmentId::parse(enrolment).value(),
                         .enrolled_at = base::from_milliseconds(enrolled),
                         .enrolled_by = std::move(by),
                         .last_seen_at = moment(seen),
                         .last_sequence = sequence,
                         .last_sha256 = std::move(sha256),
                         .revoked_at = moment(revoked),
                         .revoked_by = revoked_by.value_or(""),
                         .whole_chain = sequences == sequence && alarm == 0});
      },
      organisation.text(), parameter);
  return found;
}

std::optional<Station> only(std::vector<Station> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

void insert_code(storage::Session& session, const EnrolmentCode& code) {
  session.execute(
      "INSERT INTO enrolment_code (id, organisation_id, code_hash, name, uses, uses_left, made_at, made_by, "
      "expires_at) "
      "VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9)",
      code.id.text(), code.organisation.text(), code.code_hash, code.name, code.uses, code.uses_left,
      base::to_milliseconds(code.made_at), code.made_by, base::to_milliseconds(code.expires_at));
}

std::vector<EnrolmentCode> live_codes(storage::Session& session, base::Instant now) {
  return read_codes(session, "revoked_at IS NULL AND expires_at > :1 ORDER BY id", base::to_milliseconds(now));
}

std::vector<EnrolmentCode> open_codes(storage::Session& session, const accounts::OrganisationId& organisation,
                                      base::Instant now) {
  return read_codes(
      session,
      "organisation_id = :1 AND revoked_at IS NULL AND uses_left > 0 AND expires_at > :2 ORDER BY made_at "
      "DESC, id DESC",
      organisation.text(), base::to_milliseconds(now));
}

bool use_code(storage::Session& session, const EnrolmentId& id) {
  return session.execute("UPDATE enrolment_code SET uses_left = uses_left - 1 WHERE id = :1 AND uses_left > 0",
                         id.text()) == 1;
}

bool revoke_code(storage::Session& session, const accounts::OrganisationId& organisation, const EnrolmentId& id,
                 base::Instant now) {
  return session.execute(
             "UPDATE enrolment_code SET revoked_at = :1 WHERE id = :2 AND organisation_id = :3 AND revoked_at IS NULL",
             base::to_milliseconds(now), id.text(), organisation.text()) == 1;
}

void insert_station(storage::Session& session, const Station& station) {
  session.execute(
      "INSERT INTO station (id, organisation_id, name, public_key, token_id, enrolment_id, enrolled_at, enrolled_by) "
      "VALUES (:1, :2, :3, :4, :5, :6, :7, :8)",
      station.id.text(), station.organisation.text(), station.name, station.key, station.token.text(),
      station.enrolment.text(), base::to_milliseconds(station.enrolled_at), station.enrolled_by);
}

std::vector<Station> list_stations(storage::Session& session, const accounts::OrganisationId& organisation) {
  return read_stations(session, organisation,
                       "id <> :2 ORDER BY CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, name, id", "");
}

std::optional<Station> find_station(storage::Session& session, const accounts::OrganisationId& organisation,
                                    const StationId& id) {
  return only(read_stations(session, organisation, "id = :2", id.text()));
}

std::optional<Station> find_station_by_key(storage::Session& session, const accounts::OrganisationId& organisation,
                                           const std::string& key) {
  return only(read_stations(session, organisation, "public_key = :2", key));
}

void renew_station(storage::Session& session, const Station& station) {
  session.execute("UPDATE station SET name = :1, token_id = :2 WHERE id = :3", station.name, station.token.text(),
                  station.id.text());
}

void revoke_station_row(storage::Session& session, const StationId& id, const std::string& by, base::Instant now) {
  session.execute("UPDATE station SET revoked_at = :1, revoked_by = :2 WHERE id = :3 AND revoked_at IS NULL",
                  base::to_milliseconds(now), by, id.text());
}

void note_report(storage::Session& session, const StationId& id, const Place& place, base::Instant now) {
  session.execute(
      "UPDATE station SET last_seen_at = :1, sequences = sequences + :2, chain_alarm = CASE WHEN :3 = 1 THEN 1 ELSE "
      "chain_alarm END WHERE id = :4",
      base::to_milliseconds(now), std::int64_t{place.again ? 0 : 1}, std::int64_t{place.alarming ? 1 : 0}, id.text());
  session.execute("UPDATE station SET last_sequence = :1, last_sha256 = :2 WHERE id = :3 AND last_sequence < :4",
                  place.sequence, place.sha256, id.text(), place.sequence);
}

namespace {

template <typename... Parameters>
std::vector<Link> read_links(storage::Session& session, const std::string& where, const Parameters&... parameters) {
  std::vector<Link> links;
  session.each<Number, Text, Text>(
      "SELECT sequence, sha256, previous FROM station_report WHERE station_id = :1" + where +
          " ORDER BY sequence, received_at, id",
      [&](Number sequence, Text sha256, Text previous) {
        links.push_back({.sequence = sequence, .sha256 = std::move(sha256), .previous = std::move(previous)});
      },
      parameters...);
  return links;
}

}  // namespace

std::vector<Link> chain_of(storage::Session& session, const StationId& id) {
  return read_links(session, "", id.text());
}

std::vector<Link> links_around(storage::Session& session, const StationId& id, std::int64_t sequence) {
  return read_links(session, " AND sequence BETWEEN :2 AND :3", id.text(), sequence - 1, sequence + 1);
}

}  // namespace workshop
