#include "erasure/signed_record.hpp"

#include <boost/json.hpp>

#include "proof/canonical_json.hpp"

namespace erasure {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// The field as the reader of the whole report knows it.
base::Refusal inside(base::Refusal refusal, const std::string& field) {
  refusal.field = refusal.field.empty() ? field : field + "." + refusal.field;
  return refusal;
}

}  // namespace

base::Result<Signature> check_signature(const json::value* signature, std::string_view bytes,
                                        const std::string& field) {
  const auto* object = signature == nullptr ? nullptr : signature->if_object();
  if (object == nullptr) return base::Refusal{.code = "erasure.signature.missing", .field = field};
  Signature found{.key = text_of(*object, "key"), .value = text_of(*object, "value")};
  const auto key = proof::PublicKey::parse(found.key);
  if (!key.ok()) return base::Refusal{.code = "erasure.signature.bad_key", .field = field + ".key"};
  const auto value = base::from_base64(found.value);
  if (!value.ok() || value->size() != 64)
    return base::Refusal{.code = "erasure.signature.bad_value", .field = field + ".value"};
  if (!key->verify(bytes, *value)) return base::Refusal{.code = "erasure.signature.wrong", .field = field};
  return found;
}

base::Result<SignedRecord> read_signed_record(const json::value& json, const std::string& field) {
  const auto* object = json.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains("record");
  if (value == nullptr) return base::Refusal{.code = "erasure.record.missing", .field = field + ".record"};
  auto record = sanitization::record_from_json(*value);
  if (!record.ok()) return inside(record.refusal(), field + ".record");
  auto bytes = proof::to_canonical(*value);
  if (!bytes.ok()) return inside(bytes.refusal(), field + ".record");
  TRY(signature, check_signature(object->if_contains("signature"), *bytes, field + ".signature"));
  SignedRecord found{.record = std::move(record).value(),
                     .bytes = std::move(bytes).value(),
                     .key = std::move(signature.key),
                     .value = std::move(signature.value)};
  found.sha256 = base::to_hex(base::sha256(found.bytes));
  return found;
}

}  // namespace erasure
