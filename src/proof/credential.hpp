#pragma once
// A certificate as a W3C Verifiable Credential 2.0 whose reader checks it alone: Data Integrity proof, cryptosuite eddsa-jcs-2022.
// The issuer is the key itself (did:key), so nothing has to be fetched.
#include <boost/json/fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "proof/document.hpp"
#include "proof/signature.hpp"

namespace proof {

/// First member of every credential's @context (VC Data Model 2.0).
inline constexpr std::string_view credentials_context = "https://www.w3.org/ns/credentials/v2";
/// Second one of ours: terms are explained in docs/verify-format.md, not in JSON-LD.
inline constexpr std::string_view undefined_terms_context = "https://www.w3.org/ns/credentials/undefined-terms/v2";

/// "did:key:z6Mk…", and the verification method "did:key:z6Mk…#z6Mk…".
std::string did_of(const PublicKey& key);
std::string verification_method_of(const PublicKey& key);
/// Reads either of them back; refuses "proof.credential.not_did_key".
base::Result<PublicKey> key_of_did(std::string_view did);

// ---- the cryptosuite alone (W3C Recommendation « Data Integrity EdDSA Cryptosuites v1.0 », 15 May 2025, §3.3) ----

/// What is signed: SHA-256 of the canonical proof options, then SHA-256 of the canonical document; 64 bytes. `options` is the proof
/// without proofValue, its @context being the document's.
base::Result<base::Bytes> integrity_hash(const boost::json::object& unsecured, const boost::json::object& options);
/// `document` with its `proof`, as RFC 8785 bytes. Refuses "proof.document.incomplete" when it has a proof already.
base::Result<base::Bytes> add_integrity_proof(const boost::json::object& document, const SigningKey& key,
                                              base::Instant created);
/// The key that made the proof, if the proof is right. Refuses "proof.document.incomplete" (with the field),
/// "proof.credential.{cryptosuite,not_did_key,context}" and "proof.document.wrong_signature". Stricter than the Recommendation in one
/// thing: the document's @context must be the proof's, no longer, so that no added member goes unseen.
base::Result<PublicKey> check_integrity_proof(const boost::json::object& secured);

// ---- credentials ----

/// The file to hand out. `content` has @context, type, issuer.id = did_of(key) and credentialSubject, and no proof; refuses what
/// verify_credential() would not accept.
base::Result<base::Bytes> sign_credential(const boost::json::object& content, const SigningKey& key,
                                          base::Instant created);

/// Bytes that are, or were before somebody damaged them, a credential rather than a document of verify_document().
bool looks_like_credential(std::string_view bytes);

struct CredentialVerification {
  Verdict verdict = Verdict::not_a_document;
  std::vector<Finding> findings;  ///< what is wrong; empty when trusted or unknown_issuer
  std::string type;               ///< beside VerifiableCredential; empty if unreadable
  std::string id;                 ///< urn:uuid:…
  std::optional<PublicKey> key;   ///< the issuer's, if the proof is right
  std::string issuer_name, log;   ///< as the credential says: the organisation and the origin of its log
  bool canonical = false;  ///< the file is the exact RFC 8785 bytes; a reformatted one may be trusted all the same
};

/// Checks the proof, that the issuer is the key that made it, and the content by the rule of its type. An issuer is trusted when its key
/// is; a trusted issuer with an empty origin trusts the key for any log, else the credential must name that log. Any changed value is
/// found. Reads neither network nor clock: cannot know of a revocation.
CredentialVerification verify_credential(std::string_view bytes, std::span<const Issuer> trusted,
                                         const ContentRules& rules);

}  // namespace proof
