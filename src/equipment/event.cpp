#include "equipment/event.hpp"

#include <boost/json.hpp>

#include "equipment/json_fields.hpp"

namespace equipment {

template <typename Archive>
void fields(Archive& archive, DiskFacts& disk) {
  archive("medium", disk.medium);
  archive("kind", disk.kind);
  archive("size_bytes", disk.size_bytes);
  archive("model", disk.model);
  archive("serial", disk.serial);
}
template <typename Archive>
void fields(Archive& archive, Received& body) {
  archive("number", body.number);
  archive("kind", body.kind);
  archive("maker", body.maker);
  archive("model", body.model);
  archive("serial", body.serial);
  archive("asset_tag", body.asset_tag);
  archive("mass_g", body.mass_g);
  archive("mass_source", body.mass_source);
  archive("origin", body.origin);
  archive("line", body.line);
}
template <typename Archive>
void fields(Archive& archive, Weighed& body) {
  archive("mass_g", body.mass_g);
}
template <typename Archive>
void fields(Archive& archive, Identified& body) {
  archive("report", body.report);
  archive("maker", body.maker);
  archive("model", body.model);
  archive("serial_system", body.serial_system);
  archive("serial_chassis", body.serial_chassis);
  archive("serial_board", body.serial_board);
  archive("cpu", body.cpu);
  archive("cores", body.cores);
  archive("ram_gb", body.ram_gb);
  archive("screen_tenths", body.screen_tenths);
  archive("battery_tenths", body.battery_tenths);
  archive("webcam", body.webcam);
  archive("disks", body.disks);
}
template <typename Archive>
void fields(Archive& archive, Described& body) {
  archive("kind", body.kind);
  archive("maker", body.maker);
  archive("model", body.model);
  archive("serial", body.serial);
  archive("asset_tag", body.asset_tag);
}
template <typename Archive>
void fields(Archive& archive, LockFound& body) {
  archive("lock", body.lock);
}
template <typename Archive>
void fields(Archive& archive, LockReleased& body) {
  archive("lock", body.lock);
}
template <typename Archive>
void fields(Archive& archive, Triaged& body) {
  archive("decision", body.decision);
  archive("reason", body.reason);
}
template <typename Archive>
void fields(Archive& archive, WorkOpened& body) {
  archive("order", body.order);
  archive("purpose", body.purpose);
}
template <typename Archive>
void fields(Archive& archive, WorkClosed& body) {
  archive("order", body.order);
}
template <typename Archive>
void fields(Archive& archive, Tested& body) {
  archive("results", body.results);
}
template <typename Archive>
void fields(Archive& archive, MediumJudged& body) {
  archive("medium", body.medium);
  archive("rank", body.rank);
  archive("verdict", body.verdict);
  archive("required", body.required);
  archive("achieved", body.achieved);
  archive("standard", body.standard);
  archive("exceptions", body.exceptions);
  archive("evidence", body.evidence);
  archive("evidence_sha256", body.evidence_sha256);
  archive("operator", body.operator_code);
  archive("second", body.second_code);
}
template <typename Archive>
void fields(Archive& archive, NoMedia& body) {
  archive("second", body.second_code);
}
template <typename Archive>
void fields(Archive& archive, Graded& body) {
  archive("scheme", body.scheme);
  archive("points", body.points);
  archive("category", body.category);
  archive("computed_category", body.computed_category);
  archive("cosmetic", body.cosmetic);
  archive("cpumark", body.cpumark);
}
template <typename Archive>
void fields(Archive& archive, Stored& body) {
  archive("location", body.location);
}
template <typename Archive>
void fields(Archive& archive, Departed& body) {
  archive("departure", body.departure);
  archive("kind", body.kind);
  archive("price_cents", body.price_cents);
}
template <typename Archive>
void fields(Archive&, Missing&) {}
template <typename Archive>
void fields(Archive& archive, Corrected& body) {
  archive("event", body.event);
  archive("reason", body.reason);
}
template <typename Archive>
void fields(Archive& archive, LotDeclared& body) {
  archive("number", body.number);
  archive("lines", body.lines);
  archive("accepted", body.accepted);
  archive("refused", body.refused);
  archive("to_inspect", body.to_inspect);
  archive("list_sha256", body.list_sha256);
}
template <typename Archive>
void fields(Archive& archive, LotWeighed& body) {
  archive("weight_g", body.weight_g);
}
template <typename Archive>
void fields(Archive& archive, LotReceived& body) {
  archive("declared", body.declared);
  archive("received", body.received);
  archive("missing", body.missing);
  archive("extra", body.extra);
}
template <typename Archive>
void fields(Archive& archive, AgreementSigned& body) {
  archive("agreement", body.agreement);
  archive("number", body.number);
  archive("level", body.level);
}
template <typename Archive>
void fields(Archive& archive, LogRestored& body) {
  archive("size", body.size);
  archive("checkpoint_sha256", body.checkpoint_sha256);
}

namespace {

struct KindCode {
  std::string_view operator()(const Received&) const { return "received"; }
  std::string_view operator()(const Weighed&) const { return "weighed"; }
  std::string_view operator()(const Identified&) const { return "identified"; }
  std::string_view operator()(const Described&) const { return "described"; }
  std::string_view operator()(const LockFound&) const { return "lock_found"; }
  std::string_view operator()(const LockReleased&) const { return "lock_released"; }
  std::string_view operator()(const Triaged&) const { return "triaged"; }
  std::string_view operator()(const WorkOpened&) const { return "work_opened"; }
  std::string_view operator()(const WorkClosed&) const { return "work_closed"; }
  std::string_view operator()(const Tested&) const { return "tested"; }
  std::string_view operator()(const MediumJudged&) const { return "medium_judged"; }
  std::string_view operator()(const NoMedia&) const { return "no_media"; }
  std::string_view operator()(const Graded&) const { return "graded"; }
  std::string_view operator()(const Stored&) const { return "stored"; }
  std::string_view operator()(const Departed&) const { return "departed"; }
  std::string_view operator()(const Missing&) const { return "missing"; }
  std::string_view operator()(const Corrected&) const { return "corrected"; }
  std::string_view operator()(const LotDeclared&) const { return "lot_declared"; }
  std::string_view operator()(const LotWeighed&) const { return "lot_weighed"; }
  std::string_view operator()(const LotReceived&) const { return "lot_received"; }
  std::string_view operator()(const AgreementSigned&) const { return "agreement_signed"; }
  std::string_view operator()(const LogRestored&) const { return "log_restored"; }
};

template <std::size_t I = 0>
base::Result<Body> read_body(std::string_view kind, const boost::json::value& json) {
  if constexpr (I == std::variant_size_v<Body>) {
    return base::Refusal{.code = "equipment.event.unknown_kind", .arguments = {{"kind", std::string(kind)}}};
  } else {
    using Alternative = std::variant_alternative_t<I, Body>;
    Alternative body{};
    if (KindCode{}(body) != kind) return read_body<I + 1>(kind, json);
    detail::Reader reader(json);
    fields(reader, body);
    if (reader.refusal()) return *reader.refusal();
    return Body(std::move(body));
  }
}

}  // namespace

std::string_view kind_code(const Body& body) { return std::visit(KindCode{}, body); }

boost::json::object to_json(const Body& body) {
  return std::visit(
      [](const auto& each) {
        detail::Writer writer;
        auto copy = each;
        fields(writer, copy);
        return writer.take();
      },
      body);
}

base::Result<Body> body_from_json(std::string_view kind, const boost::json::value& json) {
  return read_body(kind, json);
}

}  // namespace equipment
