#include <boost/json.hpp>

#include "proof/canonical_json.hpp"
#include "proof/document.hpp"
#include "proof/document_form.hpp"

namespace proof {
namespace {

using base::Refusal;
using base::Result;
namespace json = boost::json;

Refusal unreadable_entry(std::uint64_t index) {
  return {.code = "proof.document.entry_unreadable", .arguments = {{"index", std::to_string(index)}}};
}

Result<json::array> write_entries(std::span<const Entry> entries) {
  json::array array;
  array.reserve(entries.size());
  for (const Entry& entry : entries) {
    auto leaf = parse_strict(entry.leaf);
    if (!leaf || !leaf->is_object()) return unreadable_entry(entry.index);
    const auto again = to_canonical(*leaf);
    if (!again || *again != entry.leaf) return unreadable_entry(entry.index);
    array.push_back(json::object{{form::name(form::index), entry.index}, {form::name(form::leaf), std::move(*leaf)}});
  }
  return array;
}

base::Outcome check_evidence(const Evidence& evidence, const PublicKey& key) {
  TRY(checkpoint, open_checkpoint(evidence.checkpoint, key));
  std::vector<PlacedLeaf> leaves;
  leaves.reserve(evidence.entries.size());
  for (const Entry& entry : evidence.entries) leaves.push_back({.index = entry.index, .hash = leaf_hash(entry.leaf)});
  return check_inclusion(checkpoint, leaves, evidence.nodes);
}

}  // namespace

Result<json::object> write_quoted_log(const Evidence& evidence) {
  TRY(entries, write_entries(evidence.entries));
  json::array nodes;
  nodes.reserve(evidence.nodes.size());
  for (const Hash& node : evidence.nodes) nodes.emplace_back(base::to_base64(to_bytes(node)));
  json::object log;
  log[form::name(form::checkpoint)] = evidence.checkpoint;
  log[form::name(form::entries)] = std::move(entries);
  log[form::name(form::nodes)] = std::move(nodes);
  return log;
}

Result<base::Bytes> sign_document(const json::object& content, const Evidence& evidence, const SigningKey& key) {
  const auto* type = content.if_contains(form::name(form::type));
  if (type == nullptr || !type->is_string())
    return Refusal{.code = "proof.document.incomplete", .arguments = {{"field", "type"}}};
  if (content.contains(form::name(form::proof)))
    return Refusal{.code = "proof.document.incomplete", .arguments = {{"field", "proof"}}};
  TRY_DONE(check_evidence(evidence, key.public_key()));
  TRY(proof, write_quoted_log(evidence));
  json::object document = content;
  proof[form::name(form::key)] = key.public_key().multibase();
  auto& placed = document[form::name(form::proof)];
  placed = std::move(proof);
  TRY(unsigned_bytes, to_canonical(document));
  placed.as_object()[form::name(form::signature)] = base::to_base64url(key.sign(unsigned_bytes));
  return to_canonical(document);
}

}  // namespace proof
