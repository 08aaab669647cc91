#include "proof/credential.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "proof/base58.hpp"
#include "proof/canonical_json.hpp"

namespace proof {
namespace {

using base::Refusal;
using base::Result;
namespace json = boost::json;

constexpr std::string_view did_prefix = "did:key:";
constexpr const char* context_member = "@context";
constexpr const char* proof_member = "proof";
constexpr const char* value_member = "proofValue";

Refusal incomplete(std::string_view field) {
  return {.code = "proof.document.incomplete", .arguments = {{"field", std::string(field)}}};
}

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

Result<std::string_view> text_member(const json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return incomplete(name);
  return view(value->get_string());
}

bool is_text(const json::object& object, const char* name, std::string_view wanted) {
  const auto text = text_member(object, name);
  return text.ok() && *text == wanted;
}

/// Members of an issuer that is an object; a bare address stands for its id alone.
std::string issuer_text(const json::object& document, const char* name) {
  const auto* issuer = document.if_contains("issuer");
  if (issuer == nullptr) return {};
  if (issuer->is_string()) return std::string_view(name) == "id" ? std::string(view(issuer->get_string())) : "";
  if (!issuer->is_object()) return {};
  const auto text = text_member(issuer->get_object(), name);
  return text.ok() ? std::string(*text) : std::string();
}

/// The one type beside VerifiableCredential.
Result<std::string> own_type(const json::object& document) {
  const auto* types = document.if_contains("type");
  if (types == nullptr || !types->is_array() || types->get_array().size() != 2) return incomplete("type");
  const auto& array = types->get_array();
  if (!array[0].is_string() || !array[1].is_string() || view(array[0].get_string()) != "VerifiableCredential")
    return incomplete("type");
  return std::string(view(array[1].get_string()));
}

/// What VC Data Model 2.0 asks of every credential, as far as a reader without network can tell.
base::Outcome check_shape(const json::object& document) {
  const auto* contexts = document.if_contains(context_member);
  if (contexts == nullptr || !contexts->is_array() || contexts->get_array().empty()) return incomplete(context_member);
  const auto& first = contexts->get_array().front();
  if (!first.is_string() || view(first.get_string()) != credentials_context) return incomplete(context_member);
  TRY_DONE([&]() -> base::Outcome {
    TRY(type, own_type(document));
    return type.empty() ? base::Outcome(incomplete("type")) : base::Outcome(base::Done{});
  }());
  const auto* subject = document.if_contains("credentialSubject");
  if (subject == nullptr || !subject->is_object()) return incomplete("credentialSubject");
  if (!key_of_did(issuer_text(document, "id")).ok()) return incomplete("issuer");
  const auto* from = document.if_contains("validFrom");
  if (from != nullptr && (!from->is_string() || !base::parse_rfc3339(view(from->get_string())).ok()))
    return incomplete("validFrom");
  return base::Done{};
}

/// The proof without its value, its fixed members checked.
Result<json::object> proof_options(const json::object& proof) {
  if (!is_text(proof, "type", "DataIntegrityProof") || !is_text(proof, "cryptosuite", "eddsa-jcs-2022"))
    return Refusal{.code = "proof.credential.cryptosuite"};
  if (!is_text(proof, "proofPurpose", "assertionMethod")) return incomplete("proof.proofPurpose");
  const auto* created = proof.if_contains("created");
  if (created != nullptr && (!created->is_string() || !base::parse_rfc3339(view(created->get_string())).ok()))
    return incomplete("proof.created");  // not a key
  json::object options = proof;
  options.erase(value_member);
  return options;
}

Result<base::Bytes> signature_of(const json::object& proof) {
  TRY(text, text_member(proof, value_member));
  if (!text.starts_with('z')) return incomplete("proof.proofValue");
  const auto signature = from_base58(text.substr(1));
  if (!signature || signature->size() != 64) return incomplete("proof.proofValue");
  return *signature;
}

/// The document without its proof, and the proof.
Result<PublicKey> check_parts(const json::object& unsecured, const json::object& proof) {
  TRY(options, proof_options(proof));
  TRY(method, text_member(proof, "verificationMethod"));
  if (method.find('#') == std::string_view::npos) return Refusal{.code = "proof.credential.not_did_key"};
  TRY(key, key_of_did(method));
  TRY(signature, signature_of(proof));
  const auto* context = unsecured.if_contains(context_member);
  const auto* signed_context = options.if_contains(context_member);
  if ((context == nullptr) != (signed_context == nullptr) || (context != nullptr && *context != *signed_context))
    return Refusal{.code = "proof.credential.context"};
  TRY(hash, integrity_hash(unsecured, options));
  if (!key.verify(hash, signature)) return Refusal{.code = "proof.document.wrong_signature"};
  return key;
}

/// The same on a document of one's own: the proof is taken out and put back, nothing is copied.
Result<PublicKey> check_own(json::object& secured) {
  auto* member = secured.if_contains(proof_member);
  if (member == nullptr || !member->is_object()) return incomplete(proof_member);
  json::object proof = std::move(member->get_object());
  secured.erase(proof_member);
  auto key = check_parts(secured, proof);
  secured[proof_member] = std::move(proof);
  return key;
}

bool has_mark(std::string_view bytes) {
  const auto found = [&](std::string_view mark) { return bytes.find(mark) != std::string_view::npos; };
  return found("\"DataIntegrityProof\"") || found("\"VerifiableCredential\"");
}

/// A document of verify_document() may quote a credential's words in a text; it has a type that is one word.
bool is_credential(const json::value& value) {
  const auto* object = value.if_object();
  const auto* type = object == nullptr ? nullptr : object->if_contains("type");
  return object != nullptr && (type == nullptr || !type->is_string());
}

bool trusts(std::span<const Issuer> trusted, const PublicKey& key, std::string_view log) {
  return std::any_of(trusted.begin(), trusted.end(), [&](const Issuer& each) {
    return each.key == key && (each.origin.empty() || each.origin == log);
  });
}

}  // namespace

std::string did_of(const PublicKey& key) { return std::string(did_prefix) + key.multibase(); }

std::string verification_method_of(const PublicKey& key) { return did_of(key) + "#" + key.multibase(); }

Result<PublicKey> key_of_did(std::string_view did) {
  const Refusal refusal{.code = "proof.credential.not_did_key"};
  if (!did.starts_with(did_prefix)) return refusal;
  did.remove_prefix(did_prefix.size());
  const auto fragment = did.find('#');
  const auto key = PublicKey::parse(did.substr(0, fragment));
  if (!key) return refusal;
  if (fragment != std::string_view::npos && did.substr(fragment + 1) != did.substr(0, fragment)) return refusal;
  return *key;
}

Result<base::Bytes> integrity_hash(const json::object& unsecured, const json::object& options) {
  TRY(config, to_canonical(options));
  TRY(document, to_canonical(unsecured));
  return base::sha256(config) + base::sha256(document);
}

Result<base::Bytes> add_integrity_proof(const json::object& document, const SigningKey& key, base::Instant created) {
  if (document.contains(proof_member)) return incomplete(proof_member);
  json::object options{{"type", "DataIntegrityProof"},
                       {"cryptosuite", "eddsa-jcs-2022"},
                       {"created", base::to_rfc3339(created)},
                       {"verificationMethod", verification_method_of(key.public_key())},
                       {"proofPurpose", "assertionMethod"}};
  if (const auto* context = document.if_contains(context_member)) options[context_member] = *context;
  TRY(hash, integrity_hash(document, options));
  options[value_member] = "z" + to_base58(key.sign(hash));
  json::object secured = document;
  secured[proof_member] = std::move(options);
  return to_canonical(secured);
}

Result<PublicKey> check_integrity_proof(const json::object& secured) {
  const auto* member = secured.if_contains(proof_member);
  if (member == nullptr || !member->is_object()) return incomplete(proof_member);
  json::object unsecured = secured;
  unsecured.erase(proof_member);
  return check_parts(unsecured, member->get_object());
}

Result<base::Bytes> sign_credential(const json::object& content, const SigningKey& key, base::Instant created) {
  TRY_DONE(check_shape(content));
  if (issuer_text(content, "id") != did_of(key.public_key())) return Refusal{.code = "proof.credential.issuer"};
  return add_integrity_proof(content, key, created);
}

bool looks_like_credential(std::string_view bytes) {
  if (!has_mark(bytes)) return false;
  const auto value = parse_strict(bytes);
  return !value || is_credential(*value);
}

CredentialVerification verify_credential(std::string_view bytes, std::span<const Issuer> trusted,
                                         const ContentRules& rules) {
  CredentialVerification result;
  auto value = parse_strict(bytes);
  if (!value) {
    result.findings.push_back(value.refusal());
    if (has_mark(bytes)) result.verdict = Verdict::changed;
    return result;
  }
  if (!has_mark(bytes) || !is_credential(*value)) {
    result.findings.push_back({.code = "proof.document.no_document"});
    return result;
  }
  auto* document = value->if_object();
  result.verdict = Verdict::changed;
  const auto shape = check_shape(*document);
  if (!shape) result.findings.push_back(shape.refusal());
  const auto key = check_own(*document);
  if (!key) result.findings.push_back(key.refusal());
  if (!result.findings.empty()) return result;

  const auto whole = to_canonical(*document);
  result.canonical = whole && *whole == bytes;
  result.key = *key;
  result.type = *own_type(*document);
  result.issuer_name = issuer_text(*document, "name");
  result.log = issuer_text(*document, "log");
  if (const auto id = text_member(*document, "id")) result.id = *id;
  if (issuer_text(*document, "id") != did_of(*key)) result.findings.push_back({.code = "proof.credential.issuer"});
  const auto rule = rules.find(result.type);
  if (rule == rules.end()) {
    if (!result.findings.empty()) return result;
    result.findings.push_back({.code = "proof.document.unknown_type", .arguments = {{"type", result.type}}});
    result.verdict = Verdict::not_a_document;
    return result;
  }
  const auto differences = rule->second(*document);
  result.findings.insert(result.findings.end(), differences.begin(), differences.end());
  if (!result.findings.empty()) return result;
  result.verdict = trusts(trusted, *key, result.log) ? Verdict::trusted : Verdict::unknown_issuer;
  return result;
}

}  // namespace proof
