#include "accounts/vault.hpp"

#include <sodium.h>

#include "accounts/store.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"

namespace accounts {
namespace {

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// Nonce and secretbox, base64url.
std::string box(std::string_view key, std::string_view text) {
  const base::Bytes nonce = base::random_bytes(crypto_secretbox_NONCEBYTES);
  base::Bytes sealed(text.size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(raw(sealed), raw(text), text.size(), raw(nonce), raw(key));
  return base::to_base64url(nonce + sealed);
}

std::optional<std::string> unbox(std::string_view key, std::string_view stored) {
  const auto bytes = base::from_base64url(stored);
  if (!bytes.ok() || bytes->size() < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES) return std::nullopt;
  const std::string_view nonce = std::string_view(*bytes).substr(0, crypto_secretbox_NONCEBYTES);
  const std::string_view sealed = std::string_view(*bytes).substr(crypto_secretbox_NONCEBYTES);
  std::string text(sealed.size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(raw(text), raw(sealed), sealed.size(), raw(nonce), raw(key)) != 0) return std::nullopt;
  return text;
}

std::optional<std::string> key_of(storage::Session& session, const Keys& keys, const SubjectId& subject) {
  const auto wrapped =
      session.value<std::optional<std::string>>("SELECT wrapped_key FROM data_subject WHERE id = :1", subject.text());
  if (!wrapped || !*wrapped) return std::nullopt;
  return unbox(keys.secret("person-wrap").bytes(), **wrapped);
}

}  // namespace

SubjectId create_subject(storage::Session& session, const Keys& keys, const OrganisationId& organisation,
                         base::Instant now) {
  const auto subject = SubjectId::create(now);
  base::Bytes key = base::random_bytes(crypto_secretbox_KEYBYTES);
  session.execute("INSERT INTO data_subject (id, organisation_id, wrapped_key, created_at) VALUES (:1, :2, :3, :4)",
                  subject.text(), organisation.text(), box(keys.secret("person-wrap").bytes(), key),
                  base::to_milliseconds(now));
  sodium_memzero(key.data(), key.size());
  return subject;
}

std::string seal(storage::Session& session, const Keys& keys, const SubjectId& subject, std::string_view text) {
  auto key = key_of(session, keys, subject);
  CHECK(key.has_value());
  std::string sealed = box(*key, text);
  sodium_memzero(key->data(), key->size());
  return sealed;
}

base::Result<std::string> open_sealed(storage::Session& session, const Keys& keys, const SubjectId& subject,
                                      std::string_view sealed) {
  auto key = key_of(session, keys, subject);
  if (!key) return base::Refusal{.code = "accounts.vault.erased"};
  auto text = unbox(*key, sealed);
  sodium_memzero(key->data(), key->size());
  if (!text) return base::Refusal{.code = "accounts.vault.damaged"};
  return std::move(*text);
}

void log_reading(storage::Database& database, const Caller& who, std::string_view client, const SubjectId& subject,
                 std::string_view why, base::Instant now) {
  database.write(
      [&](storage::Session& session) { audit(session, &who, client, "personal_data_read", subject.text(), why, now); });
}

bool erase_subject(storage::Session& session, const SubjectId& subject, base::Instant now) {
  return session.execute(
             "UPDATE data_subject SET wrapped_key = NULL, erased_at = :1 WHERE id = :2 AND wrapped_key IS NOT NULL",
             base::to_milliseconds(now), subject.text()) == 1;
}

std::string blind_index(const Keys& keys, const OrganisationId& organisation, std::string_view text) {
  const auto secret = keys.secret("blind-index");
  base::Bytes digest(crypto_generichash_BYTES, '\0');
  const std::string message = organisation.text() + "\n" + base::fold(text);
  crypto_generichash(raw(digest), digest.size(), raw(message), message.size(), raw(secret.bytes()),
                     secret.bytes().size());
  return base::to_base64url(digest);
}

}  // namespace accounts
