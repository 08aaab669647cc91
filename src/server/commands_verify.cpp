// `boucle verify`: statements, reports, certificates and their PDFs, checked without database and without network.
#include <boost/json.hpp>
#include <iostream>
#include <map>

#include "base/json.hpp"
#include "base/text.hpp"
#include "documents/pdf.hpp"
#include "erasure/certificate_rules.hpp"
#include "erasure/certificate_words.hpp"
#include "impact/documents.hpp"
#include "impact/statement_rule.hpp"
#include "proof/credential.hpp"
#include "server/commands.hpp"

namespace server {
namespace {

/// What both kinds of file are answered with.
struct Answer {
  proof::Verdict verdict = proof::Verdict::not_a_document;
  std::vector<proof::Finding> findings;
  std::optional<proof::PublicKey> key;
  bool canonical = false;
  std::vector<std::string> lines = {};  ///< what is known of it, in sentences
};

/// --trust: a file of keys, or one key itself (z6Mk…, did:key:z6Mk…, or the whole line that an organisation publishes).
base::Result<std::vector<proof::Issuer>> read_trust(const std::string& trust) {
  if (trust.empty()) return std::vector<proof::Issuer>{};
  if (const auto key = proof::PublicKey::parse(trust); key.ok())
    return std::vector<proof::Issuer>{{.origin = {}, .key = *key}};
  if (const auto key = proof::key_of_did(trust); key.ok())
    return std::vector<proof::Issuer>{{.origin = {}, .key = *key}};
  if (auto line = proof::read_trusted_keys(trust); line.ok()) return line;
  TRY(bytes, read_file(trust));
  return proof::read_trusted_keys(bytes);
}

/// The signed file, out of the PDF that carries it if need be.
base::Result<base::Bytes> read_signed(const std::string& file, bool& from_pdf) {
  TRY(bytes, read_file(file));
  from_pdf = bytes.starts_with("%PDF-");
  if (!from_pdf) return bytes;
  auto attached = documents::attached_file(bytes, erasure::certificate_attachment);
  if (attached.ok() || attached.refusal().code != "documents.pdf.no_attachment") return attached;
  return documents::attached_file(bytes, impact::attached_name);
}

Answer check_document(std::string_view bytes, const std::vector<proof::Issuer>& trusted, const i18n::Translator& tr) {
  const auto result = proof::verify_document(bytes, trusted, impact::content_rules());
  Answer answer{
      .verdict = result.verdict, .findings = result.findings, .key = result.key, .canonical = result.canonical};
  // A bare key is trusted for any log.
  for (const auto& each : trusted)
    if (answer.verdict == proof::Verdict::unknown_issuer && each.origin.empty() && each.key == *result.key)
      answer.verdict = proof::Verdict::trusted;
  if (result.checkpoint) {
    answer.lines.push_back(tr("proof.verify.issuer", {{"origin", result.checkpoint->origin}}));
    answer.lines.push_back(tr("proof.verify.checkpoint", {{"time", base::to_rfc3339(result.checkpoint->time)},
                                                          {"size", std::to_string(result.checkpoint->size)}}));
  }
  if (result.entries > 0)
    answer.lines.push_back(tr("proof.verify.entries", {{"count", std::to_string(result.entries)}}));
  return answer;
}

/// « Authentique » alone would let a certificate of a failure pass for one of success.
std::vector<std::string> what_it_says(std::string_view bytes, const i18n::Translator& tr) {
  const auto certificate = base::parse_json(bytes);
  if (!certificate.ok()) return {};
  boost::system::error_code absent;
  const auto* identity = certificate->find_pointer("/evidence/0/record/before/identity", absent);
  const auto word = [&](const char* name) {
    const auto* found =
        identity != nullptr && identity->is_object() ? identity->as_object().if_contains(name) : nullptr;
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
  };
  return {erasure::certificate_title(tr, *certificate) + " – " +
              base::trim(word("maker") + " " + word("model") + " " + word("serial")),
          erasure::result_sentence(tr, *certificate)};
}

Answer check_credential(std::string_view bytes, const std::vector<proof::Issuer>& trusted, const i18n::Translator& tr) {
  const auto result = proof::verify_credential(bytes, trusted, erasure::certificate_rules());
  Answer answer{
      .verdict = result.verdict, .findings = result.findings, .key = result.key, .canonical = result.canonical};
  if (!result.key) return answer;
  answer.lines.push_back(tr("certificate.verify.issuer", {{"name", result.issuer_name}, {"log", result.log}}));
  answer.lines.push_back(result.id.empty() ? tr("certificate.verify.summary")
                                           : tr("certificate.verify.kind", {{"id", result.id}}));
  if (result.findings.empty() && !result.id.empty()) {
    for (auto& line : what_it_says(bytes, tr)) answer.lines.push_back(std::move(line));
    answer.lines.push_back(tr("certificate.verify.recomputed"));
  }
  return answer;
}

}  // namespace

int verify(const std::string& file, const std::string& trust, const i18n::Translator& tr) {
  bool from_pdf = false;
  const auto bytes = read_signed(file, from_pdf);
  // A PDF whose attachment cannot be read was changed; a file that is not there is a wrong use.
  if (!bytes.ok()) return refused(bytes.refusal(), tr, bytes.refusal().code.starts_with("server.") ? 2 : 1);
  const auto trusted = read_trust(trust);
  if (!trusted.ok()) return refused(trusted.refusal(), tr, 2);
  const auto answer = proof::looks_like_credential(*bytes) ? check_credential(*bytes, *trusted, tr)
                                                           : check_document(*bytes, *trusted, tr);
  static constexpr const char* verdicts[] = {"trusted", "changed", "unknown_issuer", "not_a_document"};
  std::cout << tr("proof.verdict." + std::string(verdicts[static_cast<std::size_t>(answer.verdict)])) << '\n';
  for (const auto& line : answer.lines) std::cout << line << '\n';
  if (answer.key) std::cout << tr("proof.verify.fingerprint", {{"fingerprint", answer.key->fingerprint()}}) << '\n';
  for (const auto& finding : answer.findings) std::cout << "- " << i18n::refusal_text(tr, finding) << '\n';
  if (!answer.canonical && answer.key) std::cout << tr("proof.verify.not_canonical") << '\n';
  if (from_pdf && answer.key) std::cout << tr("proof.verify.attachment_only") << '\n';
  std::cout << tr("proof.verify.revocation") << '\n';
  return proof::exit_code(answer.verdict);
}

}  // namespace server
