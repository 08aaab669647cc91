#include "erasure/certificate_summary.hpp"

#include <boost/json.hpp>
#include <set>

#include "proof/credential.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using proof::Finding;

constexpr std::string_view urn = "urn:uuid:";

json::string_view text(std::string_view words) { return {words.data(), words.size()}; }

std::map<std::string, std::int64_t> no_counts() {
  return {{"media", 0},  {"certified", 0},   {"erased", 0},    {"erased_with_exceptions", 0},
          {"failed", 0}, {"interrupted", 0}, {"destroyed", 0}, {"without_proof", 0}};
}

json::object line_json(const SummaryLine& line) {
  const auto& medium = line.medium;
  json::object object{{"item", line.item_number}, {"medium", std::string(urn) + medium.id.text()},
                      {"kind", medium.kind},      {"model", medium.model},
                      {"serial", medium.serial},  {"verdict", nullptr},
                      {"certificate", nullptr}};
  if (medium.verdict) {
    json::array exceptions;
    for (const auto& each : medium.exceptions) exceptions.emplace_back(each);
    object["verdict"] = text(equipment::code(*medium.verdict));
    object["achieved"] = text(equipment::code(medium.achieved));
    object["rank"] = text(equipment::code(medium.rank));
    object["exceptions"] = std::move(exceptions);
  }
  if (line.certificate)
    object["certificate"] = json::object{{"id", std::string(urn) + line.certificate->id.text()},
                                         {"number", line.certificate->number},
                                         {"sha256", line.certificate->sha256}};
  return object;
}

Finding differs(std::string what) {
  return {.code = "certificate.finding.differs", .arguments = {{"what", std::move(what)}}};
}

/// Counts a line as it stands in the file; false when it has not the form of one.
bool count_line(const json::value& line, std::map<std::string, std::int64_t>& counts, std::set<std::string>& seen) {
  const auto* object = line.if_object();
  if (object == nullptr || !object->contains("verdict") || !object->contains("certificate")) return false;
  ++counts["media"];
  const auto& verdict = object->at("verdict");
  if (verdict.is_null()) {
    ++counts["without_proof"];
  } else {
    const auto* word = verdict.if_string();
    if (word == nullptr || !sanitization::verdict_from_code({word->data(), word->size()})) return false;
    ++counts[std::string(*word)];
  }
  const auto& certificate = object->at("certificate");
  if (certificate.is_null()) return true;
  const auto* reference = certificate.if_object();
  const auto* id = reference == nullptr ? nullptr : reference->if_contains("id");
  if (id == nullptr || !id->is_string()) return false;
  ++counts["certified"];
  return seen.insert(std::string(id->get_string())).second;
}

}  // namespace

std::string_view code(Scope scope) { return scope == Scope::lot ? "lot" : "machine"; }

std::map<std::string, std::int64_t> counts_of(const Summary& summary) {
  auto counts = no_counts();
  for (const auto& line : summary.lines) {
    ++counts["media"];
    ++counts[line.medium.verdict ? std::string(equipment::code(*line.medium.verdict)) : "without_proof"];
    if (line.certificate) ++counts["certified"];
  }
  return counts;
}

json::object summary_content(const Summary& summary) {
  json::array lines;
  for (const auto& line : summary.lines) lines.push_back(line_json(line));
  json::object counts;
  for (const auto& [name, count] : counts_of(summary)) counts[name] = count;
  json::object subject{{"id", std::string(urn) + summary.id},
                       {"type", summary.scope == Scope::lot ? "ErasedLot" : "ErasedMachine"},
                       {"document",
                        {{"schema", text(summary_schema)},
                         {"scope", text(code(summary.scope))},
                         {"number", summary.number},
                         {"verify", "boucle verify --trust KEY FILE"}}},
                       {"donor", summary.donor.empty() ? json::value(nullptr) : json::value(summary.donor)},
                       {"items", summary.items},
                       {"without_media", summary.without_media},
                       {"media", std::move(lines)},
                       {"counts", std::move(counts)}};
  return {{"@context", {text(proof::credentials_context), text(proof::undefined_terms_context)}},
          {"type", {"VerifiableCredential", text(summary_type)}},
          {"issuer", {{"id", summary.did}, {"name", summary.organisation}, {"log", summary.log}}},
          {"validFrom", base::to_rfc3339(summary.issued_at)},
          {"credentialSubject", std::move(subject)}};
}

std::vector<Finding> check_summary(const json::object& document) {
  const auto* subject = document.if_contains("credentialSubject");
  const auto* object = subject == nullptr ? nullptr : subject->if_object();
  const auto* media = object == nullptr ? nullptr : object->if_contains("media");
  const auto* stated = object == nullptr ? nullptr : object->if_contains("counts");
  if (media == nullptr || !media->is_array()) return {differs("media")};
  auto counts = no_counts();
  std::set<std::string> seen;
  std::int64_t place = 0;
  for (const auto& line : media->get_array()) {
    if (!count_line(line, counts, seen)) return {differs("media." + std::to_string(place))};
    ++place;
  }
  json::object computed;
  for (const auto& [name, count] : counts) computed[name] = count;
  if (stated == nullptr || *stated != json::value(computed)) return {differs("counts")};
  return {};
}

}  // namespace erasure
