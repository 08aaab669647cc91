#pragma once
// The members of every struct of a record, by the name they have in JSON (docs: README.md). A new field is one line here, for writing
// and reading. The last number is the largest size of a text in bytes, or of a list in elements, where it is not the usual one.
#include "sanitization/json_fields.hpp"

namespace sanitization {

void describe(auto& field, json::Of<Identity> auto& it) {
  field("maker", it.maker);
  field("model", it.model);
  field("serial", it.serial);
  field("wwn", it.wwn);
  field("firmware", it.firmware);
}

void describe(auto& field, json::Of<Capacity> auto& it) {
  field("logical_sector", it.logical_sector);
  field("physical_sector", it.physical_sector);
  field("sectors", it.sectors);
  field("native_sectors", it.native_sectors);
  field("factory_sectors", it.factory_sectors);
  field("uncovered_bytes", it.uncovered_bytes);
}

void describe(auto& field, json::Of<HiddenAreas> auto& it) {
  field("hpa_supported", it.hpa_supported);
  field("dco_supported", it.dco_supported);
  field("dco_frozen", it.dco_frozen);
  field("ama_supported", it.ama_supported);
}

void describe(auto& field, json::Of<AtaSecurity> auto& it) {
  field("supported", it.supported);
  field("enabled", it.enabled);
  field("locked", it.locked);
  field("frozen", it.frozen);
  field("count_expired", it.count_expired);
  field("enhanced", it.enhanced);
  field("erase_minutes", it.erase_minutes);
  field("enhanced_minutes", it.enhanced_minutes);
}

void describe(auto& field, json::Of<Sanitize> auto& it) {
  field("block", it.block);
  field("crypto", it.crypto);
  field("overwrite", it.overwrite);
  field("state", it.state);
  field("log", it.log, 64 * 1024);
}

void describe(auto& field, json::Of<Namespace> auto& it) {
  field("id", it.id);
  field("sectors", it.sectors);
  field("logical_sector", it.logical_sector);
}

void describe(auto& field, json::Of<NvmeFormat> auto& it) {
  field("supported", it.supported);
  field("crypto", it.crypto);
  field("all_namespaces", it.all_namespaces);
}

void describe(auto& field, json::Of<Emmc> auto& it) {
  field("secure_trim", it.secure_trim);
  field("sanitize", it.sanitize);
  field("boot_area_bytes", it.boot_area_bytes);
  field("boot_write_protected", it.boot_write_protected);
}

void describe(auto& field, json::Of<SelfEncryption> auto& it) {
  field("supported", it.supported);
  field("locking_enabled", it.locking_enabled);
  field("locked", it.locked);
}

void describe(auto& field, json::Of<Health> auto& it) {
  field("reallocated_sectors", it.reallocated_sectors);
  field("pending_sectors", it.pending_sectors);
  field("power_on_hours", it.power_on_hours);
  field("wear_percent", it.wear_percent);
  field("passed", it.passed);
  field("raw", it.raw, json::long_text);
}

void describe(auto& field, json::Of<DriveFacts> auto& it) {
  field("identity", it.identity);
  field("medium", it.medium);
  field("bus", it.bus);
  field("bridge", it.bridge);
  field("capacity", it.capacity);
  field("hidden", it.hidden);
  field("security", it.security);
  field("sanitize", it.sanitize);
  field("format", it.format);
  field("namespaces", it.namespaces, 1024);
  field("format_unit", it.format_unit);
  field("emmc", it.emmc);
  field("self_encryption", it.self_encryption);
  field("read_only", it.read_only);
  field("protection_information", it.protection_information);
  field("health", it.health);
}

void describe(auto& field, json::Of<Step> auto& it) {
  field("what", it.what, 100);
  field("parameters", it.parameters);
  field("raw", it.raw, 64 * 1024);
  field("end", it.end);
  field("started", it.started);
  field("ended", it.ended);
}

void describe(auto& field, json::Of<Range> auto& it) {
  field("offset", it.offset);
  field("bytes", it.bytes);
}

void describe(auto& field, json::Of<Refused> auto& it) {
  field("method", it.method);
  field("why", it.why, 200);
}

void describe(auto& field, json::Of<Overwrite> auto& it) {
  field("cipher", it.cipher);
  field.bytes("key", it.key, 64);
  field("bytes_written", it.bytes_written);
  field("retries", it.retries);
  field("unwritable", it.unwritable, most_ranges);
}

void describe(auto& field, json::Of<Verification> auto& it) {
  field("bytes_read", it.bytes_read);
  field("mismatched_sectors", it.mismatched_sectors);
  field("mismatches", it.mismatches, most_ranges);
  field("unreadable", it.unreadable, most_ranges);
  field("content", it.content);
  field("constant", it.constant);
  field("canaries_planted", it.canaries_planted);
  field("canaries_found", it.canaries_found);
  field("strata", it.strata);
  field.bytes("canary_key", it.canary_key, 64);
  field("completed", it.completed);
}

void describe(auto& field, json::Of<Interruption> auto& it) {
  field("stopped_after", it.stopped_after);
  field("resumed", it.resumed);
  field("offset", it.offset);
}

void describe(auto& field, json::Of<Record> auto& it) {
  field("id", it.id, 64);
  field("policy", it.policy);
  field("before", it.before);
  field("after", it.after);
  field("steps", it.steps);
  field("refused", it.refused, 100);
  field("method", it.method);
  field("overwrite", it.overwrite);
  field("verification", it.verification);
  field("interruptions", it.interruptions);
  field("confirmed_by", it.confirmed_by, 200);
  field("decision", it.decision, 200);
  field("practice", it.practice);
  field("started", it.started);
  field("ended", it.ended);
  field("stopped", it.stopped);
}

}  // namespace sanitization
