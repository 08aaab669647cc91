#include "sanitization/record_fields.hpp"

namespace sanitization {
namespace json {

template <>
std::optional<Medium> from_code(std::string_view text) {
  return medium_from_code(text);
}
template <>
std::optional<Bus> from_code(std::string_view text) {
  return bus_from_code(text);
}
template <>
std::optional<SanitizeState> from_code(std::string_view text) {
  return sanitize_state_from_code(text);
}
template <>
std::optional<Method> from_code(std::string_view text) {
  return method_from_code(text);
}
template <>
std::optional<StepEnd> from_code(std::string_view text) {
  return step_end_from_code(text);
}
template <>
std::optional<ContentClass> from_code(std::string_view text) {
  return content_from_code(text);
}
template <>
std::optional<Cipher> from_code(std::string_view text) {
  for (const Cipher cipher : {Cipher::aes_256_ctr, Cipher::chacha20})
    if (code(cipher) == text) return cipher;
  return {};
}

}  // namespace json

namespace {

constexpr std::string_view refusals = "sanitization.record.";

template <typename S>
boost::json::object write(const S& value) {
  json::Writer writer;
  describe(writer, value);
  return std::move(writer).take();
}

}  // namespace

boost::json::object to_json(const DriveFacts& facts) { return write(facts); }

base::Result<DriveFacts> drive_facts_from_json(const boost::json::value& value) {
  json::Reader reader(value, refusals, "");
  DriveFacts facts;
  if (!reader.broken()) describe(reader, facts);
  TRY_DONE(reader.end());
  return facts;
}

boost::json::object to_json(const Record& record) {
  boost::json::object object = write(record);
  object["schema"] = record_schema;
  return object;
}

base::Result<Record> record_from_json(const boost::json::value& value) {
  json::Reader reader(value, refusals, "");
  std::string schema;
  if (!reader.broken()) reader("schema", schema);
  if (!reader.broken() && schema != record_schema) reader.refuse("schema", "schema");
  Record record;
  if (!reader.broken()) describe(reader, record);
  if (!reader.broken() && record.id.empty()) reader.refuse("id", "invalid");
  TRY_DONE(reader.end());
  return record;
}

}  // namespace sanitization
