#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "collection/store.hpp"
#include "equipment/log.hpp"
#include "equipment/numbering.hpp"
#include "erasure/certificate.hpp"
#include "erasure/certificate_actions.hpp"
#include "erasure/certificate_rules.hpp"
#include "erasure/departure_rule.hpp"
#include "erasure/recheck_actions.hpp"
#include "erasure/store_record.hpp"
#include "proof/canonical_json.hpp"
#include "proof/credential.hpp"
#include "sanitization/record.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using equipment::Item;

/// Everything that one certificate is made of, read in one transaction.
struct Sources {
  accounts::Organisation organisation;
  ErasureRecord record;
  Item item;
  std::optional<collection::Lot> lot;
  collection::AgreementTerms terms;
  std::string report_sha256, station;
  std::optional<CertificateRow> earlier;    ///< edition of the same erasure
  std::optional<CertificateRow> last;       ///< of the same medium
  std::optional<ValidationRow> validation;  ///< of this erasure
};

base::Result<Sources> read_sources(storage::Session& session, const DueErasure& due) {
  auto record = find_record(session, due.organisation, due.erasure);
  auto organisation = accounts::find_organisation(session, due.organisation);
  if (!record || !organisation) return base::Refusal{.code = "certificate.problem.gone"};
  auto item = equipment::lock_item(session, due.organisation, record->item);
  if (!item) return base::Refusal{.code = "certificate.problem.gone"};
  Sources sources{.organisation = std::move(*organisation), .record = std::move(*record), .item = std::move(*item)};
  if (sources.item.lot) sources.lot = collection::find_lot(session, due.organisation, *sources.item.lot);
  sources.terms = collection::terms_of_lot(session, sources.item.lot);
  sources.report_sha256 =
      session
          .value<std::string>("SELECT sha256 FROM station_report WHERE organisation_id = :1 AND id = :2",
                              due.organisation.text(), sources.record.report)
          .value_or("");
  sources.station =
      session.value<std::string>("SELECT name FROM station WHERE id = :1", sources.record.station).value_or("");
  sources.earlier = last_edition(session, due.organisation, due.erasure);
  sources.last = last_of_medium(session, sources.record.medium);
  sources.validation = find_validation(session, due.organisation, due.erasure);
  return sources;
}

/// The event by which this record judged its medium; nothing when it changed no verdict (it came late).
std::optional<equipment::EventId> judging_event(storage::Session& session, const Sources& sources) {
  const auto history = equipment::history_of_item(session, sources.item.id);
  const auto& record = sources.record;
  const auto judged = std::find_if(history.rbegin(), history.rend(), [&](const equipment::Event& event) {
    const auto* body = std::get_if<equipment::MediumJudged>(&event.body);
    return body != nullptr && body->medium == record.medium && body->rank == equipment::Rank::measured &&
           body->evidence_sha256 == sources.report_sha256 && body->verdict == record.verdict &&
           body->achieved == record.achieved && body->required == record.required &&
           body->exceptions == record.exceptions;
  });
  if (judged == history.rend()) return std::nullopt;
  return judged->id;
}

/// What the agreement asked when the medium was judged: the one of today, unless it was changed since.
equipment::Level agreement_level(const Sources& sources, const sanitization::Record& record) {
  const auto policy = record.policy.required_for(record.before.medium);
  if (std::max(policy, sources.terms.level) == sources.record.required) return sources.terms.level;
  return sources.record.required;
}

json::object object_from(const std::string& text) {
  boost::system::error_code failed;
  auto value = json::parse(text, failed);
  return !failed && value.is_object() ? std::move(value.as_object()) : json::object();
}

/// Validated and nothing else new: the next edition. Else the work on the same medium went on.
std::optional<Superseded> superseded_by_this(const Sources& sources) {
  if (!sources.last) return std::nullopt;
  const bool same = sources.last->erasure == sources.record.id;
  const bool validated = same && sources.validation && sources.last->validated_by.empty();
  return Superseded{.id = sources.last->id,
                    .sha256 = sources.last->sha256,
                    .why = validated ? "validation" : (same ? "completed" : "new_erasure")};
}

std::string number_of(storage::Session& session, const Sources& sources, base::Instant now) {
  if (sources.earlier) return sources.earlier->number;
  const auto day = base::day_in_zone(now, sources.organisation.zone);
  const int year = day.ok() ? static_cast<int>(day->year()) : 2000;
  const std::string two = std::to_string(100 + year % 100).substr(1);
  return equipment::draw_number(session, sources.organisation.id, "CE" + two, 4);
}

CertificateFacts facts_of(storage::Session& session, const Sources& sources, const sanitization::Record& record,
                          const json::value& signed_json, const proof::Issuer& issuer, const std::string& public_url,
                          base::Instant issued_at) {
  CertificateFacts facts{.id = CertificateId::create(issued_at),
                         .number = number_of(session, sources, issued_at),
                         .edition = sources.earlier ? sources.earlier->edition + 1 : 1,
                         .issued_at = issued_at,
                         .did = proof::did_of(issuer.key),
                         .organisation = sources.organisation.name,
                         .log = issuer.origin,
                         .supersedes = superseded_by_this(sources),
                         .item = sources.item,
                         .medium = sources.record.medium,
                         .record = signed_json.as_object(),
                         .signature_key = sources.record.signature_key,
                         .signature_value = sources.record.signature_value,
                         .report = sources.record.report,
                         .report_sha256 = sources.report_sha256,
                         .host = object_from(sources.record.host),
                         .checklist = object_from(sources.record.checklist),
                         .software = object_from(sources.record.software)};
  facts.custody = {.donor = sources.lot ? sources.lot->donor_name : std::string(),
                   .lot = sources.lot ? sources.lot->number : std::string(),
                   .agreement = sources.terms.number,
                   .agreement_level = agreement_level(sources, record),
                   .on_site = sources.terms.on_site,
                   .station = sources.station,
                   .operator_code = sources.record.operator_code};
  if (!public_url.empty()) facts.page = public_url + "/c/" + facts.id.text();
  if (sources.validation && sources.validation->accepted)
    facts.validation = Validation{.operator_code = sources.validation->operator_code, .at = sources.validation->at};
  return facts;
}

std::string name_of_medium(const Sources& sources, const sanitization::Record& record) {
  for (const auto& each : sources.item.media)
    if (each.id == sources.record.medium) return medium_name(each);
  return record.before.identity.model + " · " + record.before.identity.serial;
}

CertificateRow row_of(const Sources& sources, const sanitization::Record& record, const CertificateFacts& facts,
                      const base::Bytes& file) {
  return {.id = facts.id,
          .organisation = sources.organisation.id,
          .number = facts.number,
          .edition = facts.edition,
          .erasure = sources.record.id,
          .item = sources.item.id,
          .medium = sources.record.medium,
          .lot = sources.item.lot ? sources.item.lot->text() : std::string(),
          .donor = sources.lot ? sources.lot->donor.text() : std::string(),
          .item_number = sources.item.number,
          .medium_name = name_of_medium(sources, record),
          .serial = record.before.identity.serial,
          .verdict = sources.record.verdict,
          .required = sources.record.required,
          .achieved = sources.record.achieved,
          .operator_code = sources.record.operator_code,
          .validated_by = facts.validation ? facts.validation->operator_code : std::string(),
          .issued_at = facts.issued_at,
          .sha256 = base::to_hex(base::sha256(file))};
}

base::Outcome issue(storage::Session& session, const accounts::Keys& keys, const std::string& public_url,
                    const DueErasure& due, base::Instant now) {
  if (!is_due(session, due)) return base::Done{};  // another server was faster
  TRY(sources, read_sources(session, due));
  // A validation's edition was wanted, and then the proof was withdrawn: that stands.
  if (sources.earlier && sources.earlier->revocation && sources.earlier->verdict == sources.record.verdict) {
    has_certificate(session, due, sources.earlier->id);
    return base::Done{};
  }
  TRY(signed_json, proof::parse_strict(sources.record.bytes));
  TRY(record, sanitization::record_from_json(signed_json));
  if (record.practice) return base::Refusal{.code = "certificate.problem.practice"};
  const auto event = judging_event(session, sources);
  if (!event) return base::Refusal{.code = "certificate.problem.not_judged"};
  TRY(log, equipment::evidence_of(session, due.organisation, {*event}));
  const auto origin = accounts::Keys::origin(sources.organisation.code, due.organisation);
  const auto key = keys.signing_key(origin);
  TRY(checkpoint, proof::open_checkpoint(log.checkpoint, key.public_key()));
  // What rests on the log cannot be dated before the log's own last signature.
  const auto issued_at = std::max(now, base::Instant(checkpoint.time));
  const auto facts = facts_of(session, sources, record, signed_json, keys.issuer(origin), public_url, issued_at);
  TRY(content, certificate_content(facts, log));
  TRY(file, proof::sign_credential(content, key, issued_at));
  // Nothing leaves that its reader would refuse.
  const auto checked = proof::verify_credential(file, {}, certificate_rules());
  if (!checked.findings.empty()) return checked.findings.front();
  const auto row = row_of(sources, record, facts, file);
  insert_certificate(session, row, file);
  if (sources.last) supersede(session, sources.last->id, row.id);
  has_certificate(session, due, row.id);
  if (row.says_erased() && record.policy.recheck)
    enter_recheck_pool(session, keys, row, sources.organisation.zone, now);
  return base::Done{};
}

}  // namespace

std::int64_t issue_due_certificates(storage::Database& database, const accounts::Keys& keys,
                                    const std::string& public_url, base::Instant now, std::int64_t batch) {
  // More are looked at than are issued: an organisation whose log stands still holds up no other one.
  const auto due = database.read([&](storage::Session& session) { return due_erasures(session, 50 * batch); });
  std::int64_t issued = 0;
  // One transaction each: a record that cannot be certified never takes another one's certificate with it.
  std::set<equipment::OrganisationId> behind;  // their log stands still: the next round
  for (const auto& each : due) {
    if (issued == batch) break;
    if (behind.contains(each.organisation)) continue;
    const auto outcome =
        database.write([&](storage::Session& session) { return issue(session, keys, public_url, each, now); });
    if (outcome.ok()) ++issued;
    if (outcome.ok()) continue;
    if (outcome.refusal().code == "equipment.log.still_waiting") {
      behind.insert(each.organisation);
      continue;
    }
    database.write([&](storage::Session& session) {
      has_problem(session, each, outcome.refusal().code);
      return 0;
    });
  }
  return issued;
}

}  // namespace erasure
