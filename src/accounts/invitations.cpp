#include "accounts/invitations.hpp"

#include "accounts/password.hpp"
#include "base/text.hpp"

namespace accounts {
namespace {

LinkPurpose purpose_from_code(std::string_view text) {
  return text == "forgotten" ? LinkPurpose::forgotten : LinkPurpose::invitation;
}

jobs::Letter letter(const i18n::Translator& tr, const std::string& key, const std::string& email,
                    const i18n::Arguments& arguments) {
  return {.recipient = email,
          .subject = tr("accounts.mail." + key + ".subject", arguments),
          .body = tr("accounts.mail." + key + ".body", arguments)};
}

}  // namespace

std::string_view code(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::invitation:
      return "invitation";
    case LinkPurpose::forgotten:
      return "forgotten";
  }
  return {};
}

std::string create_link(storage::Session& session, const PersonId& person, LinkPurpose purpose, base::Instant now) {
  session.execute("DELETE FROM invitation WHERE person_id = :1 AND used_at IS NULL", person.text());
  std::string secret = new_secret();
  session.execute("INSERT INTO invitation (token_hash, person_id, expires_at, purpose) VALUES (:1, :2, :3, :4)",
                  secret_hash(secret), person.text(), base::to_milliseconds(now + link_length),
                  std::string(code(purpose)));
  return secret;
}

std::optional<OpenLink> find_link(storage::Session& session, std::string_view secret, base::Instant now) {
  const auto row = session.first<std::string, std::string>(
      "SELECT person_id, purpose FROM invitation WHERE token_hash = :1 AND used_at IS NULL AND expires_at > :2",
      secret_hash(secret), base::to_milliseconds(now));
  if (!row) return std::nullopt;
  auto person = find_person(session, PersonId::parse(std::get<0>(*row)).value());
  if (!person || person->disabled_at) return std::nullopt;
  return OpenLink{.person = std::move(*person), .purpose = purpose_from_code(std::get<1>(*row))};
}

base::Result<SignedIn> accept_link(storage::Session& session, std::string_view secret, const std::string& name,
                                   const std::string& password_hash, const std::string& client, base::Instant now) {
  auto link = find_link(session, secret, now);
  if (!link) return base::Refusal{.code = "accounts.invitation.unknown"};
  const auto used = session.execute("UPDATE invitation SET used_at = :1 WHERE token_hash = :2 AND used_at IS NULL",
                                    base::to_milliseconds(now), secret_hash(secret));
  if (used != 1) return base::Refusal{.code = "accounts.invitation.unknown"};
  Person& person = link->person;
  const std::string chosen = base::shorten(base::trim(base::printable(name)), 100);
  if (chosen.empty() && !person.password_hash) return base::Refusal{.code = "accounts.input.missing", .field = "name"};
  if (!chosen.empty()) person.name = chosen;
  person.password_hash = password_hash;
  update_person(session, person);
  // A forgotten password may have been a stolen one.
  session.execute("DELETE FROM session WHERE person_id = :1", person.id.text());
  Caller who;
  who.person = person.id;
  audit(session, &who, client, "password_chosen", person.id.text(), code(link->purpose), now);
  return sign_in(session, person.email, true, client, now);
}

jobs::Letter invitation_letter(const i18n::Translator& tr, const std::string& email, const std::string& organisation,
                               const std::string& link) {
  return letter(tr, "invitation", email, {{"organisation", organisation}, {"link", link}});
}

jobs::Letter forgotten_letter(const i18n::Translator& tr, const std::string& email, const std::string& link) {
  return letter(tr, "forgotten", email, {{"link", link}});
}

jobs::Letter added_letter(const i18n::Translator& tr, const std::string& email, const std::string& organisation,
                          const std::string& link) {
  return letter(tr, "added", email, {{"organisation", organisation}, {"link", link}});
}

}  // namespace accounts
