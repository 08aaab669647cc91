#include "accounts/idempotent.hpp"

#include <algorithm>

#include "accounts/caller.hpp"
#include "base/bytes.hpp"

namespace accounts {
namespace {

/// Length in front, so that no two lists of parts give the same text.
void append(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= 200 &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::string request_sha256(const http::Request& request) {
  std::string text;
  append(text, request.path);
  const auto* who = find_caller(request);
  append(text, who != nullptr && who->token ? who->token->text() : "");
  append(text, who != nullptr && who->person ? who->person->text() : "");
  for (const auto& [name, value] : request.form.entries()) {
    if (name == "_csrf") continue;
    append(text, name);
    append(text, value);
  }
  for (const auto& upload : request.uploads) {
    append(text, upload.field);
    append(text, upload.file_name);
    append(text, base::sha256(upload.bytes));
  }
  append(text, request.body);
  return base::to_hex(base::sha256(text));
}

base::Result<std::optional<http::Response>> answered_before(storage::Session& session,
                                                            const OrganisationId& organisation, std::string_view key,
                                                            std::string_view request_sha256) {
  const auto row = session.first<std::string, std::int64_t, std::string>(
      "SELECT sha256, status, answer FROM idempotent_answer WHERE organisation_id = :1 AND key = :2",
      organisation.text(), std::string(key));
  if (!row) return std::optional<http::Response>();
  if (std::get<0>(*row) != request_sha256)
    return base::Refusal{.code = "accounts.idempotent.conflict", .field = "Idempotency-Key"};
  return std::optional(http::Response::json(std::get<2>(*row), static_cast<int>(std::get<1>(*row))));
}

void remember(storage::Session& session, const OrganisationId& organisation, std::string_view key,
              std::string_view request_sha256, const http::Response& answer, base::Instant now) {
  session.execute(
      "INSERT INTO idempotent_answer (organisation_id, key, sha256, status, answer, at) VALUES (:1, :2, :3, :4, :5, "
      ":6)",
      organisation.text(), std::string(key), std::string(request_sha256), answer.status, answer.body,
      base::to_milliseconds(now));
}

base::Result<http::Response> write_once(const Services& services, const http::Request& request,
                                        const std::function<base::Result<http::Response>(storage::Session&)>& work) {
  const std::string_view key = request.header("idempotency-key");
  const auto* who = find_caller(request);
  if (key.empty() || who == nullptr) return services.database.write(work);
  if (!is_key(key)) return base::Refusal{.code = "accounts.idempotent.bad_key", .field = "Idempotency-Key"};
  const std::string sha256 = request_sha256(request);
  return services.database.write([&](storage::Session& session) -> base::Result<http::Response> {
    TRY(before, answered_before(session, who->organisation, key, sha256));
    if (before) return std::move(*before);
    TRY(answer, work(session));
    if (answer.content_type.starts_with("application/json") && !answer.stream)
      remember(session, who->organisation, key, sha256, answer, request.now);
    return answer;
  });
}

}  // namespace accounts
