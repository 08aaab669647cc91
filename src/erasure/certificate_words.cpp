#include "erasure/certificate_words.hpp"

#include <boost/json.hpp>

#include "erasure/certificate_json.hpp"
#include "proof/checkpoint.hpp"
#include "proof/credential.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using i18n::Translator;

std::string joined(const std::vector<std::string>& words, std::string_view between = ", ") {
  std::string all;
  for (const auto& each : words) all += (all.empty() ? std::string() : std::string(between)) + each;
  return all;
}

/// Reads one certificate for one reader.
class Words {
 public:
  Words(const Translator& translator, const json::value& document, const std::string& reader_zone)
      : tr(translator), certificate(document), subject(*at(document, "credentialSubject")), zone(reader_zone) {}

  std::string text(std::string_view path) const { return text_at(subject, path); }
  /// The word of a code; empty when there is none.
  std::string word(const std::string& prefix, std::string_view path) const {
    const auto code = text(path);
    return code.empty() ? std::string() : tr(prefix + code);
  }
  std::string number(std::string_view path) const {
    const auto value = integer_at(subject, path);
    return value ? tr.number(*value) : std::string();
  }
  std::string bytes(std::string_view path) const {
    const auto value = integer_at(subject, path);
    return value ? tr("certificate.value.bytes", {{"size", tr.bytes(*value)}, {"bytes", tr.number(*value)}})
                 : std::string();
  }
  std::string yes_no(std::string_view path) const {
    const auto value = yes_at(subject, path);
    return value ? tr(*value ? "certificate.value.yes" : "certificate.value.no") : std::string();
  }
  std::string time(const json::value& root, std::string_view path) const {
    const auto instant = base::parse_rfc3339(text_at(root, path));
    return instant.ok() ? tr.date_time(*instant, zone) : std::string();
  }
  std::string of_both(const std::string& before, const std::string& after) const {
    if (before.empty() && after.empty()) return {};
    const auto shown = [&](const std::string& each) { return each.empty() ? tr("certificate.value.unknown") : each; };
    if (before == after) return before;
    return tr("certificate.value.before_after", {{"before", shown(before)}, {"after", shown(after)}});
  }
  std::string number_both(const std::string& section, const std::string& path) const {
    return of_both(number(section + ".before." + path), number(section + ".after." + path));
  }
  std::string yes_both(const std::string& part, const std::string& path) const {
    return of_both(yes_no(part + ".before." + path), yes_no(part + ".after." + path));
  }
  std::string name(const std::string& section) const {
    const auto maker = text(section + ".maker"), model = text(section + ".model");
    return maker.empty() || model.starts_with(maker) ? model : maker + " " + model;
  }

  const Translator& tr;
  const json::value& certificate;
  const json::value& subject;
  const std::string& zone;
};

void add(WordSection& section, const Words& words, const char* key, const std::string& value) {
  if (!value.empty()) section.pairs.push_back({words.tr(std::string("certificate.field.") + key), value});
}

std::string step_word(const Translator& tr, const std::string& what) {
  for (const char* kind : {"sanitization.method.", "sanitization.preparation.", "sanitization.step."})
    if (tr.has(kind + what)) return tr(kind + what);
  return what;
}

std::string ranges_text(const Words& words, std::string_view path) {
  constexpr std::size_t shown = 20;
  std::vector<std::string> all;
  for (const auto& each : array_at(words.subject, path)) {
    if (all.size() == shown) {
      all.emplace_back("…");
      break;
    }
    all.push_back(std::to_string(integer_at(each, "offset").value_or(0)) + " + " +
                  std::to_string(integer_at(each, "bytes").value_or(0)));
  }
  return joined(all, "; ");
}

WordSection document_section(const Words& words) {
  const auto& tr = words.tr;
  WordSection section{.title = tr("certificate.section.document")};
  const auto edition = integer_at(words.subject, "document.edition").value_or(1);
  add(section, words, "number",
      tr("certificate.value.edition", {{"number", words.text("document.number")}, {"edition", tr.number(edition)}}));
  add(section, words, "id", text_at(words.certificate, "id"));
  add(section, words, "issuer", text_at(words.certificate, "issuer.name"));
  add(section, words, "issued_at", words.time(words.certificate, "validFrom"));
  if (const auto replaced = words.text("document.supersedes.id"); !replaced.empty())
    add(section, words, "supersedes",
        replaced + " — " + tr("certificate.supersedes." + words.text("document.supersedes.why")));
  const std::string language(i18n::language_code(tr.language()));
  const auto policy = words.text("policy.name." + language);
  add(section, words, "policy", policy.empty() ? words.text("policy.id") : policy);
  add(section, words, "policy_document", words.text("policy.document"));
  add(section, words, "rank", words.word("equipment.rank.", "document.rank"));
  add(section, words, "schema", words.text("document.schema"));
  return section;
}

WordSection custody_section(const Words& words) {
  const auto& tr = words.tr;
  WordSection section{.title = tr("certificate.section.custody")};
  add(section, words, "donor", words.text("custody.donor"));
  add(section, words, "asset_tag", words.text("custody.asset_tag"));
  add(section, words, "lot", words.text("custody.lot"));
  add(section, words, "agreement", words.text("custody.agreement.number"));
  add(section, words, "item",
      words.text("custody.item.number") + " — " + words.word("equipment.kind.", "custody.item.kind") + " " +
          words.name("custody.item"));
  add(section, words, "item_serial", words.text("custody.item.serial"));
  add(section, words, "site",
      words.text("custody.site.organisation") + " — " + words.word("certificate.place.", "custody.site.place"));
  add(section, words, "operator", words.text("custody.operator"));
  add(section, words, "verifier", words.text("custody.verifier"));
  add(section, words, "validator", words.text("custody.validator"));
  const auto destination = words.text("custody.destination");
  if (!destination.empty()) {
    const bool decided = tr.has("equipment.decision." + destination);
    add(section, words, "destination", tr((decided ? "equipment.decision." : "equipment.departure.") + destination));
  }
  return section;
}

WordSection host_section(const Words& words) {
  const auto& tr = words.tr;
  WordSection section{.title = tr("certificate.section.host")};
  add(section, words, "host", words.name("host"));
  add(section, words, "serial_system", words.text("host.serial_system"));
  add(section, words, "serial_board", words.text("host.serial_board"));
  add(section, words, "uuid", words.text("host.uuid"));
  add(section, words, "firmware", words.text("host.firmware"));
  add(section, words, "secure_boot", words.word("certificate.state.", "host.secure_boot"));
  add(section, words, "tpm", words.word("certificate.state.", "host.tpm"));
  add(section, words, "kernel", words.text("host.kernel"));
  add(section, words, "boot_medium", words.text("host.boot_medium_sha256"));
  WordTable table{
      .headings = {tr("certificate.field.medium"), tr("certificate.field.serial"), tr("certificate.field.became")}};
  for (const auto& each : array_at(words.subject, "host.media")) {
    const auto verdict = text_at(each, "verdict");
    std::string became = verdict.empty() ? tr("certificate.value.not_proven") : tr("equipment.verdict." + verdict);
    if (!verdict.empty()) became += " · " + tr("equipment.rank." + text_at(each, "rank"));
    table.rows.push_back({text_at(each, "kind") + " " + text_at(each, "model"), text_at(each, "serial"), became});
  }
  if (!table.rows.empty()) section.tables.push_back(std::move(table));
  return section;
}

WordSection drive_section(const Words& words) {
  const auto& tr = words.tr;
  WordSection section{.title = tr("certificate.section.drive")};
  add(section, words, "drive", words.name("drive"));
  add(section, words, "serial", words.text("drive.serial"));
  add(section, words, "wwn", words.text("drive.wwn"));
  add(section, words, "firmware", words.text("drive.firmware"));
  add(section, words, "type", words.word("sanitization.medium.", "drive.type"));
  add(section, words, "bus", words.word("sanitization.bus.", "drive.bus"));
  add(section, words, "bridge", words.text("drive.bridge"));
  add(section, words, "sectors_size",
      words.number("drive.logical_sector") + " / " + words.number("drive.physical_sector"));
  add(section, words, "capacity",
      words.of_both(words.bytes("drive.before.capacity.bytes"), words.bytes("drive.after.capacity.bytes")));
  add(section, words, "reported_sectors", words.number_both("drive", "capacity.sectors"));
  add(section, words, "native_sectors", words.number_both("drive", "capacity.native_sectors"));
  add(section, words, "factory_sectors", words.number_both("drive", "capacity.factory_sectors"));
  add(section, words, "hpa", words.yes_both("drive", "hpa_supported"));
  add(section, words, "dco", words.yes_both("drive", "dco_supported"));
  add(section, words, "ama", words.yes_both("drive", "ama_supported"));
  add(section, words, "security_enabled", words.yes_both("drive", "security.enabled"));
  add(section, words, "security_locked", words.yes_both("drive", "security.locked"));
  add(section, words, "security_frozen", words.yes_both("drive", "security.frozen"));
  add(section, words, "sed_locked", words.yes_both("drive", "self_encryption.locked"));
  if (const auto& namespaces = array_at(words.subject, "drive.namespaces"); !namespaces.empty())
    add(section, words, "namespaces", tr.number(static_cast<std::int64_t>(namespaces.size())));
  if (integer_at(words.subject, "drive.boot_area_bytes").value_or(0) > 0)
    add(section, words, "boot_areas", words.bytes("drive.boot_area_bytes"));
  return section;
}

WordSection health_section(const Words& words) {
  WordSection section{.title = words.tr("certificate.section.health")};
  add(section, words, "smart", words.yes_both("health", "passed"));
  for (const char* each : {"reallocated_sectors", "pending_sectors", "power_on_hours", "wear_percent"})
    add(section, words, each, words.number_both("health", each));
  return section;
}

std::string parameters_text(const json::value& step) {
  std::vector<std::string> all;
  const auto* parameters = at(step, "parameters");
  if (parameters != nullptr && parameters->is_object())
    for (const auto& [name, value] : parameters->get_object())
      if (value.is_string()) all.push_back(std::string(name) + "=" + std::string(value.get_string()));
  return joined(all);
}

WordTable steps_table(const Words& words, bool full) {
  const auto& tr = words.tr;
  WordTable table{.headings = {tr("certificate.field.step"), tr("certificate.field.end"),
                               tr("certificate.field.started"), tr("certificate.field.lasted")}};
  if (full) {
    table.headings.push_back(tr("certificate.field.parameters"));
    table.headings.push_back(tr("certificate.field.raw"));
  }
  for (const auto& each : array_at(words.subject, "action.steps")) {
    const auto started = base::parse_rfc3339(text_at(each, "started"));
    const auto ended = base::parse_rfc3339(text_at(each, "ended"));
    std::vector<std::string> row = {
        step_word(tr, text_at(each, "what")), tr("sanitization.step_end." + text_at(each, "end")),
        words.time(each, "started"),
        started.ok() && ended.ok() && *ended >= *started
            ? tr.duration(std::chrono::duration_cast<std::chrono::seconds>(*ended - *started))
            : std::string()};
    if (full) {
      row.push_back(parameters_text(each));
      row.push_back(text_at(each, "raw"));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

void add_overwrite(WordSection& section, const Words& words) {
  if (words.text("action.overwrite.cipher").empty()) return;
  add(section, words, "cipher", words.word("sanitization.cipher.", "action.overwrite.cipher"));
  add(section, words, "key", words.text("action.overwrite.key"));
  add(section, words, "written", words.bytes("action.overwrite.bytes_written"));
  add(section, words, "retries", words.number("action.overwrite.retries"));
  add(section, words, "unwritable", ranges_text(words, "action.overwrite.unwritable"));
}

WordSection action_section(const Words& words, bool full) {
  const auto& tr = words.tr;
  WordSection section{.title = tr("certificate.section.action")};
  add(section, words, "standard", words.word("erasure.standard.", "action.standard"));
  add(section, words, "required", words.word("equipment.level.", "action.required"));
  add(section, words, "achieved", words.word("equipment.level.", "action.achieved"));
  add(section, words, "method", words.word("sanitization.method.", "action.method"));
  add(section, words, "erasure", words.text("action.erasure"));
  add(section, words, "confirmed_by", words.text("action.confirmed_by"));
  add(section, words, "started", words.time(words.subject, "action.started"));
  add(section, words, "ended", words.time(words.subject, "action.ended"));
  add_overwrite(section, words);
  const auto& cuts = array_at(words.subject, "action.interruptions");
  if (!cuts.empty()) {
    std::vector<std::string> all;
    for (const auto& each : cuts)
      all.push_back(tr("certificate.value.interruption",
                       {{"stopped", words.time(each, "stopped_after")}, {"resumed", words.time(each, "resumed")}}));
    add(section, words, "interruptions", joined(all, "; "));
  }
  section.tables.push_back(steps_table(words, full));
  WordTable refused{.headings = {tr("certificate.field.refused_method"), tr("certificate.field.why")}};
  for (const auto& each : array_at(words.subject, "action.refused"))
    refused.rows.push_back({tr("sanitization.method." + text_at(each, "method")), tr(text_at(each, "why"))});
  if (!refused.rows.empty()) section.tables.push_back(std::move(refused));
  return section;
}

WordSection verification_section(const Words& words) {
  const auto& tr = words.tr;
  WordSection section{.title = tr("certificate.section.verification")};
  if (words.text("verification.type").empty()) {
    add(section, words, "verification", tr("certificate.value.not_verified"));
    return section;
  }
  add(section, words, "verification", words.word("certificate.verification.", "verification.type"));
  const auto read = integer_at(words.subject, "verification.bytes_read"),
             whole = integer_at(words.subject, "verification.bytes_of_drive");
  if (read && whole)
    add(section, words, "share",
        tr("certificate.value.share", {{"percent", tr.percent(*read, *whole)}, {"bytes", tr.number(*read)}}));
  add(section, words, "completed", words.yes_no("verification.completed"));
  add(section, words, "content", words.word("sanitization.content.", "verification.content"));
  add(section, words, "mismatched", words.number("verification.mismatched_sectors"));
  add(section, words, "mismatches", ranges_text(words, "verification.mismatches"));
  add(section, words, "unreadable", ranges_text(words, "verification.unreadable"));
  if (integer_at(words.subject, "verification.canaries.planted").value_or(0) > 0) {
    add(section, words, "canaries",
        tr("certificate.value.canaries", {{"planted", words.number("verification.canaries.planted")},
                                          {"strata", words.number("verification.canaries.strata")},
                                          {"found", words.number("verification.canaries.found")}}));
    add(section, words, "seed", words.text("verification.canaries.seed"));
  }
  return section;
}

WordSection result_section(const Words& words) {
  const auto& tr = words.tr;
  WordSection section{.title = tr("certificate.section.result")};
  add(section, words, "result", words.word("equipment.verdict.", "result.verdict"));
  std::vector<std::string> exceptions;
  for (const auto& each : words_at(words.subject, "result.exceptions"))
    exceptions.push_back(tr("sanitization.exception." + each));
  add(section, words, "exceptions", joined(exceptions));
  add(section, words, "reasons", joined(reasons(tr, words.certificate), " "));
  if (yes_at(words.subject, "result.to_destroy").value_or(false))
    add(section, words, "to_destroy", words.yes_no("result.to_destroy"));
  if (words.text("validation.by").empty())
    add(section, words, "validation", tr("certificate.value.not_validated"));
  else
    add(section, words, "validation",
        tr("certificate.value.validated",
           {{"code", words.text("validation.by")}, {"when", words.time(words.subject, "validation.at")}}));
  return section;
}

WordSection also_section(const Words& words) {
  WordSection section{.title = words.tr("certificate.section.also")};
  const auto* checklist = at(words.subject, "checklist");
  if (checklist == nullptr || !checklist->is_object()) return section;
  for (const auto& [name, value] : checklist->get_object()) {
    const std::string key = "certificate.checklist." + std::string(name);
    section.pairs.push_back(
        {words.tr.has(key) ? words.tr(key) : std::string(name), words.yes_no("checklist." + std::string(name))});
  }
  return section;
}

WordSection proof_section(const Words& words) {
  const auto& tr = words.tr;
  WordSection section{.title = tr("certificate.section.proof")};
  const auto commit = words.text("software.commit");
  add(section, words, "software", words.text("software.version") + (commit.empty() ? commit : " (" + commit + ")"));
  const json::value none(nullptr);
  const auto& evidence = array_at(words.certificate, "evidence");
  const auto& station = evidence.size() == 2 ? evidence[0] : none;
  const auto& log = evidence.size() == 2 ? evidence[1] : none;
  if (const auto key = proof::PublicKey::parse(text_at(station, "signature.key")); key.ok())
    add(section, words, "station_key", key->fingerprint());
  add(section, words, "station_signature", text_at(station, "signature.value"));
  if (const auto key = proof::key_of_did(text_at(words.certificate, "issuer.id")); key.ok())
    add(section, words, "server_key", key->fingerprint());
  add(section, words, "key_id", text_at(words.certificate, "proof.verificationMethod"));
  add(section, words, "server_signature", text_at(words.certificate, "proof.proofValue"));
  if (const auto checkpoint = proof::read_unverified_checkpoint(text_at(log, "checkpoint")); checkpoint.ok()) {
    add(section, words, "log", checkpoint->origin);
    add(section, words, "log_head",
        tr("certificate.value.log_head", {{"size", tr.number(static_cast<std::int64_t>(checkpoint->size))},
                                          {"root", base::to_base64(proof::to_bytes(checkpoint->root))}}));
  }
  add(section, words, "command", words.text("document.verify"));
  return section;
}

}  // namespace

std::string certificate_title(const Translator& tr, const json::value& certificate) {
  const auto verdict = text_at(certificate, "credentialSubject.result.verdict");
  return tr(verdict == "erased" || verdict == "erased_with_exceptions" ? "certificate.title"
                                                                       : "certificate.title_not_erased");
}

std::string result_sentence(const Translator& tr, const json::value& certificate) {
  const auto verdict = text_at(certificate, "credentialSubject.result.verdict");
  std::vector<std::string> exceptions;
  for (const auto& each : words_at(certificate, "credentialSubject.result.exceptions"))
    exceptions.push_back(tr("sanitization.exception." + each));
  return tr("certificate.sentence." + verdict,
            {{"level", tr("equipment.level." + text_at(certificate, "credentialSubject.result.achieved"))},
             {"required", tr("equipment.level." + text_at(certificate, "credentialSubject.result.required"))},
             {"exceptions", joined(exceptions)}});
}

std::vector<std::string> reasons(const Translator& tr, const json::value& certificate) {
  std::vector<std::string> all;
  for (const auto& each : words_at(certificate, "credentialSubject.result.reasons")) all.push_back(tr(each));
  return all;
}

std::vector<WordSection> certificate_sections(const Translator& tr, const json::value& certificate,
                                              const std::string& zone, bool full) {
  if (at(certificate, "credentialSubject") == nullptr) return {};
  const Words words(tr, certificate, zone);
  std::vector<WordSection> sections = {document_section(words),     custody_section(words), host_section(words),
                                       drive_section(words),        health_section(words),  action_section(words, full),
                                       verification_section(words), result_section(words),  also_section(words),
                                       proof_section(words)};
  std::erase_if(sections, [](const WordSection& each) { return each.pairs.empty() && each.tables.empty(); });
  return sections;
}

}  // namespace erasure
