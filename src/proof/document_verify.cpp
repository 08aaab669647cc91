#include <algorithm>
#include <boost/json.hpp>

#include "proof/canonical_json.hpp"
#include "proof/document.hpp"
#include "proof/document_form.hpp"

namespace proof {
namespace {

using base::Refusal;
using base::Result;
namespace json = boost::json;

/// The `proof` member, its form checked and nothing else.
struct ProofMember {
  PublicKey key;
  base::Bytes signature;
  QuotedLog log;
};

Refusal incomplete(std::string_view field) {
  return {.code = "proof.document.incomplete", .arguments = {{"field", std::string(field)}}};
}

Result<std::string_view> text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(form::name(name));
  if (value == nullptr || !value->is_string()) return incomplete(name);
  const auto& text = value->get_string();
  return std::string_view(text.data(), text.size());
}

Result<const json::array*> array_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(form::name(name));
  if (value == nullptr || !value->is_array()) return incomplete(name);
  return &value->get_array();
}

Result<PlacedLeaf> read_entry(const json::value& value) {
  const auto* entry = value.if_object();
  if (entry == nullptr) return incomplete(form::entries);
  const auto* index = entry->if_contains(form::name(form::index));
  const auto* leaf = entry->if_contains(form::name(form::leaf));
  if (index == nullptr || !index->is_int64() || index->get_int64() < 0) return incomplete("entries.index");
  if (leaf == nullptr || !leaf->is_object()) return incomplete("entries.leaf");
  TRY(bytes, to_canonical(*leaf));
  return PlacedLeaf{.index = static_cast<std::uint64_t>(index->get_int64()), .hash = leaf_hash(bytes)};
}

Result<ProofMember> read_proof(const json::object& document) {
  const auto* value = document.if_contains(form::name(form::proof));
  if (value == nullptr || !value->is_object()) return incomplete(form::proof);
  const auto& object = value->get_object();
  TRY(key_text, text_member(object, form::key));
  TRY(key, PublicKey::parse(key_text));
  TRY(signature_text, text_member(object, form::signature));
  const auto signature = base::from_base64url(signature_text);
  if (!signature) return incomplete(form::signature);
  TRY(log, read_quoted_log(object));
  return ProofMember{.key = key, .signature = *signature, .log = std::move(log)};
}

/// A damaged document is still one: it must be called changed, so that nobody takes the message for a wrong file.
bool bears_marks(std::string_view bytes) {
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && bytes[first] == '{') return true;
  const auto found = [&](std::string_view mark) { return bytes.find(mark) != std::string_view::npos; };
  return found("\"checkpoint\"") && found("\"signature\"");
}

bool claims_to_be_document(const json::object& object) {
  const auto* type = object.if_contains(form::name(form::type));
  const bool ours = type != nullptr && type->is_string() && type->get_string().starts_with("boucle.");
  const auto* proof = object.if_contains(form::name(form::proof));
  return ours || (proof != nullptr && proof->is_object());
}

/// All that can be told from the document alone; appends to the verification's findings.
void check_proof(const json::object& document, const ProofMember& proof, Verification& result) {
  const auto covered = to_canonical_without(document, form::proof, form::signature);
  if (!covered || !proof.key.verify(*covered, proof.signature))
    result.findings.push_back({.code = "proof.document.wrong_signature"});
  const auto checkpoint = open_checkpoint(proof.log.checkpoint, proof.key);
  if (!checkpoint) {
    result.findings.push_back(checkpoint.refusal());
    return;
  }
  result.checkpoint = *checkpoint;
  const auto included = check_inclusion(*checkpoint, proof.log.leaves, proof.log.nodes);
  if (!included) result.findings.push_back(included.refusal());
}

Verdict judge(const Verification& result, std::span<const Issuer> trusted) {
  if (!result.findings.empty()) return Verdict::changed;
  const Issuer issuer{.origin = result.checkpoint->origin, .key = *result.key};
  const bool known = std::find(trusted.begin(), trusted.end(), issuer) != trusted.end();
  return known ? Verdict::trusted : Verdict::unknown_issuer;
}

}  // namespace

Result<QuotedLog> read_quoted_log(const json::object& object) {
  TRY(checkpoint, text_member(object, form::checkpoint));
  TRY(entries, array_member(object, form::entries));
  TRY(nodes, array_member(object, form::nodes));
  QuotedLog log{.checkpoint = std::string(checkpoint)};
  log.leaves.reserve(entries->size());
  for (const auto& entry : *entries) {
    TRY(leaf, read_entry(entry));
    log.leaves.push_back(leaf);
  }
  log.nodes.reserve(nodes->size());
  for (const auto& node : *nodes) {
    if (!node.is_string()) return incomplete(form::nodes);
    const auto& text = node.get_string();
    TRY(hash, hash_from_base64({text.data(), text.size()}));
    log.nodes.push_back(hash);
  }
  return log;
}

base::Outcome check_inclusion(const Checkpoint& checkpoint, std::span<const PlacedLeaf> leaves,
                              std::span<const Hash> nodes) {
  const auto root = root_from_shared_path(checkpoint.size, leaves, nodes);
  if (!root || *root != checkpoint.root) return Refusal{.code = "proof.document.not_included"};
  return base::Done{};
}

int exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::trusted:
      return 0;
    case Verdict::changed:
      return 1;
    case Verdict::not_a_document:
      return 2;
    case Verdict::unknown_issuer:
      return 3;
  }
  CHECK(false);
  return 2;
}

Verification verify_document(std::string_view bytes, std::span<const Issuer> trusted, const ContentRules& rules) {
  Verification result;
  const auto value = parse_strict(bytes);
  if (!value) {
    result.findings.push_back(value.refusal());
    if (bears_marks(bytes)) result.verdict = Verdict::changed;
    return result;
  }
  if (!value->is_object() || !claims_to_be_document(value->get_object())) {
    result.findings.push_back({.code = "proof.document.no_document"});
    return result;
  }
  const auto& document = value->get_object();
  result.verdict = Verdict::changed;
  const auto whole = to_canonical(document);
  result.canonical = whole && *whole == bytes;
  const auto type = text_member(document, form::type);
  const auto proof = read_proof(document);
  for (const auto& refusal : {type ? Refusal{} : type.refusal(), proof ? Refusal{} : proof.refusal()})
    if (!refusal.code.empty()) result.findings.push_back(refusal);
  if (!result.findings.empty()) return result;

  result.type = *type;
  result.key = proof->key;
  result.entries = proof->log.leaves.size();
  check_proof(document, *proof, result);
  const auto rule = rules.find(*type);
  if (rule != rules.end()) {
    const auto differences = rule->second(document);
    result.findings.insert(result.findings.end(), differences.begin(), differences.end());
  } else if (result.findings.empty()) {
    result.findings.push_back({.code = "proof.document.unknown_type", .arguments = {{"type", result.type}}});
    result.verdict = Verdict::not_a_document;
    return result;
  }
  result.verdict = judge(result, trusted);
  return result;
}

}  // namespace proof
