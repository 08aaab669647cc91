#include "workshop/actions_station.hpp"

#include <sodium.h>

#include "accounts/actions.hpp"
#include "accounts/password.hpp"
#include "accounts/tokens.hpp"
#include "base/text.hpp"

namespace workshop {
namespace {

constexpr const char* who_enrols = "ENROL";

/// All codes are compared, in the same time wherever the right one stands.
std::optional<EnrolmentCode> find_code(storage::Session& session, const std::string& typed, base::Instant now) {
  const std::string hash = accounts::secret_hash(normal_code(typed));
  std::optional<EnrolmentCode> found;
  for (auto& each : live_codes(session, now))
    if (each.code_hash.size() == hash.size() && sodium_memcmp(each.code_hash.data(), hash.data(), hash.size()) == 0)
      found = std::move(each);
  return found;
}

accounts::Caller caller_of(const EnrolmentCode& code) {
  accounts::Caller who;
  who.organisation = code.organisation;
  who.operator_code = who_enrols;
  return who;
}

/// The first station of a code for several takes its name, the others a number behind it.
std::string name_of(const EnrolmentCode& code, const std::string& asked) {
  const std::string name = base::shorten(base::trim(base::printable(asked)), 64);
  if (!name.empty()) return name;
  const auto rank = code.uses - code.uses_left + 1;
  return code.uses == 1 ? code.name : base::shorten(code.name, 60) + " " + std::to_string(rank);
}

struct Token {
  accounts::TokenId id;
  std::string secret;
};
base::Result<Token> token_for(storage::Session& session, const EnrolmentCode& code, const std::string& name,
                              const EnrolmentRequest& request, base::Instant now) {
  const auto who = caller_of(code);
  const accounts::Deed deed{.who = who, .organisation = code.organisation, .client = request.client, .now = now};
  TRY(made, accounts::issue_token(session, deed, std::string(accounts::code(accounts::Role::technician)), name));
  return Token{.id = made.token.id, .secret = std::move(made.secret)};
}

base::Result<Enrolled> renew(storage::Session& session, const EnrolmentCode& code, Station station,
                             const EnrolmentRequest& request, base::Instant now) {
  if (station.revoked_at) return base::Refusal{.code = "workshop.station.revoked.forbidden"};
  if (code.uses_left == 0 && station.enrolment != code.id)
    return base::Refusal{.code = "workshop.station.code.forbidden"};
  const auto who = caller_of(code);
  TRY_DONE(accounts::revoke_token(
      session, {.who = who, .organisation = code.organisation, .client = request.client, .now = now}, station.token));
  if (const std::string name = base::shorten(base::trim(base::printable(request.name)), 64); !name.empty())
    station.name = name;
  TRY(token, token_for(session, code, station.name, request, now));
  station.token = token.id;
  renew_station(session, station);
  return Enrolled{.station = std::move(station), .token = std::move(token.secret), .again = true};
}

base::Result<Enrolled> add(storage::Session& session, const EnrolmentCode& code, const proof::PublicKey& key,
                           const EnrolmentRequest& request, base::Instant now) {
  if (!use_code(session, code.id)) return base::Refusal{.code = "workshop.station.code.forbidden"};
  const std::string name = name_of(code, request.name);
  TRY(token, token_for(session, code, name, request, now));
  Station station{.id = StationId::create(now),
                  .organisation = code.organisation,
                  .name = name,
                  .key = key.multibase(),
                  .token = token.id,
                  .enrolment = code.id,
                  .enrolled_at = now,
                  .enrolled_by = code.made_by};
  insert_station(session, station);
  const auto who = caller_of(code);
  accounts::audit(session, &who, request.client, "station_enrolled", station.id.text(), name, now);
  return Enrolled{.station = std::move(station), .token = std::move(token.secret)};
}

}  // namespace

base::Result<NewCode> make_code(storage::Session& session, const accounts::OrganisationId& organisation,
                                const std::string& name, std::int64_t uses, std::int64_t days,
                                const std::string& made_by, base::Instant now) {
  TRY_DONE(check_enrolment(name, uses, days));
  std::string text = code_text(base::random_bytes(25));
  EnrolmentCode code{.id = EnrolmentId::create(now),
                     .organisation = organisation,
                     .code_hash = accounts::secret_hash(normal_code(text)),
                     .name = name,
                     .uses = uses,
                     .uses_left = uses,
                     .made_at = now,
                     .expires_at = now + std::chrono::days(days),
                     .made_by = made_by};
  insert_code(session, code);
  return NewCode{.code = std::move(code), .text = std::move(text)};
}

base::Outcome withdraw_code(storage::Session& session, const accounts::Deed& deed, const EnrolmentId& id) {
  if (!revoke_code(session, deed.organisation, id, deed.now))
    return base::Refusal{.code = "workshop.station_code.unknown"};
  accounts::audit(session, &deed.who, deed.client, "station_code_withdrawn", id.text(), "", deed.now);
  return base::Done{};
}

base::Result<Enrolled> enrol_station(storage::Session& session, const accounts::Keys& keys,
                                     const EnrolmentRequest& request, base::Instant now) {
  TRY(key, check_possession(request.key, request.signature, request.code));
  const auto code = find_code(session, request.code, now);
  if (!code) return base::Refusal{.code = "workshop.station.code.forbidden", .field = "code"};
  auto known = find_station_by_key(session, code->organisation, key.multibase());
  TRY(enrolled,
      known ? renew(session, *code, std::move(*known), request, now) : add(session, *code, key, request, now));
  const auto organisation = accounts::find_organisation(session, code->organisation);
  CHECK(organisation.has_value());
  enrolled.organisation = organisation->name;
  enrolled.trust = proof::write_public_key(keys.issuer(accounts::Keys::origin(organisation->code, organisation->id)));
  return enrolled;
}

base::Result<Station> revoke_station(storage::Session& session, const accounts::Deed& deed, const StationId& id) {
  auto station = find_station(session, deed.organisation, id);
  if (!station) return base::Refusal{.code = "workshop.station.unknown"};
  if (station->revoked_at) return std::move(*station);
  TRY_DONE(accounts::revoke_token(session, deed, station->token));
  revoke_station_row(session, id, deed.who.operator_code, deed.now);
  accounts::audit(session, &deed.who, deed.client, "station_revoked", id.text(), station->name, deed.now);
  station->revoked_at = deed.now;
  station->revoked_by = deed.who.operator_code;
  return std::move(*station);
}

}  // namespace workshop
