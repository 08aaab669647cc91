#include "impact/statement_rule.hpp"

#include <boost/json.hpp>
#include <map>

#include "impact/report.hpp"
#include "impact/statement.hpp"

namespace impact {
namespace {

namespace json = boost::json;
using Findings = std::vector<proof::Finding>;

/// Enough to understand what was done to a document; a reader need not see ten thousand lines.
constexpr std::size_t most_findings = 40;

std::string shown(const json::value* value) {
  if (value == nullptr) return "–";
  if (value->is_string()) return std::string(value->get_string()).substr(0, 200);
  if (value->is_array()) return "[" + std::to_string(value->get_array().size()) + "]";
  if (value->is_object()) return "{" + std::to_string(value->get_object().size()) + "}";
  return json::serialize(*value);
}

class Comparison {
 public:
  explicit Comparison(Findings& findings) : findings_(findings) {}

  void compare(const std::string& path, const json::value* stated, const json::value* computed) {
    if (findings_.size() >= most_findings) return;
    if (stated != nullptr && computed != nullptr) {
      if (stated->is_object() && computed->is_object())
        return objects(path, stated->get_object(), computed->get_object());
      if (stated->is_array() && computed->is_array()) return arrays(path, stated->get_array(), computed->get_array());
      if (*stated == *computed) return;
    }
    findings_.push_back({.code = "impact.statement.differs",
                         .arguments = {{"what", path}, {"stated", shown(stated)}, {"computed", shown(computed)}}});
  }

  void objects(const std::string& path, const json::object& stated, const json::object& computed) {
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& [name, value] : computed) compare(prefix + std::string(name), stated.if_contains(name), &value);
    for (const auto& [name, value] : stated)
      if (!computed.contains(name) && !(path.empty() && name == "proof"))
        compare(prefix + std::string(name), &value, nullptr);
  }

 private:
  /// Things are told by their id, so that one too many is named instead of shifting all that follow.
  void arrays(const std::string& path, const json::array& stated, const json::array& computed) {
    if (stated.size() != computed.size() && path == "items") return items(stated, computed);
    for (std::size_t i = 0; i < std::max(stated.size(), computed.size()); ++i) {
      if (findings_.size() >= most_findings) return;
      compare(path + "." + std::to_string(i), i < stated.size() ? &stated[i] : nullptr,
              i < computed.size() ? &computed[i] : nullptr);
    }
  }

  static std::string member(const json::value& item, std::string_view name) {
    const auto* object = item.if_object();
    const auto* value = object == nullptr ? nullptr : object->if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  }

  void items(const json::array& stated, const json::array& computed) {
    std::map<std::string, int> balance;
    std::map<std::string, std::string> numbers;
    const auto count = [&](const json::array& array, int by) {
      for (const auto& item : array) {
        const std::string id = member(item, "id");
        balance[id] += by;
        numbers[id] = member(item, "number");
      }
    };
    count(stated, 1);
    count(computed, -1);
    for (const auto& [id, difference] : balance) {
      if (difference == 0) continue;
      if (findings_.size() >= most_findings) return;
      findings_.push_back(
          {.code = difference > 0 ? "impact.statement.item_unexpected" : "impact.statement.item_missing",
           .arguments = {{"what", numbers[id].empty() ? id : numbers[id].substr(0, 200)}}});
    }
  }

  Findings& findings_;
};

void add(Findings& findings, const base::Refusal& refusal) {
  if (findings.size() < most_findings) findings.push_back(refusal);
}

void differs(Findings& findings, std::string what, std::string stated, std::string computed) {
  if (stated == computed) return;
  add(findings,
      {.code = "impact.statement.differs",
       .arguments = {{"what", std::move(what)}, {"stated", std::move(stated)}, {"computed", std::move(computed)}}});
}

std::vector<equipment::Event> read_entries(const json::object& proof, Findings& findings) {
  std::vector<equipment::Event> events;
  const auto* entries = proof.if_contains("entries");
  if (entries == nullptr || !entries->is_array()) return events;
  events.reserve(entries->get_array().size());
  for (const auto& entry : entries->get_array()) {
    const auto* object = entry.if_object();
    const auto* leaf = object == nullptr ? nullptr : object->if_contains("leaf");
    if (leaf == nullptr || !leaf->is_object()) continue;  // proof has said so
    auto event = event_from_leaf(leaf->get_object());
    if (event.ok()) {
      events.push_back(std::move(*event));
    } else {
      add(findings, event.refusal());
    }
  }
  return events;
}

/// The issuer named in the content is the one that signs.
void check_issuer(const json::object& proof, const Heading& heading, Findings& findings) {
  const auto* key_text = proof.if_contains("key");
  const auto* note = proof.if_contains("checkpoint");
  if (key_text != nullptr && key_text->is_string())
    if (const auto key = proof::PublicKey::parse(std::string(key_text->get_string())); key.ok())
      differs(findings, "issuer.fingerprint", heading.fingerprint, key->fingerprint());
  if (note == nullptr || !note->is_string()) return;
  const auto checkpoint = proof::read_unverified_checkpoint(std::string(note->get_string()));
  if (!checkpoint.ok()) return;
  differs(findings, "issuer.origin", heading.origin, checkpoint->origin);
  differs(findings, "log_size", std::to_string(heading.log_size), std::to_string(checkpoint->size));
  if (heading.issued_at < checkpoint->time)
    differs(findings, "issued_at", base::to_rfc3339(heading.issued_at), base::to_rfc3339(checkpoint->time));
}

Findings check_statement(const json::object& document) {
  Findings findings;
  auto heading = heading_from_json(document);
  if (!heading.ok()) return {heading.refusal()};
  const auto* proof = document.if_contains("proof");
  if (proof == nullptr || !proof->is_object())
    return {{.code = "impact.statement.malformed", .arguments = {{"what", "proof"}}}};
  check_issuer(proof->get_object(), *heading, findings);
  auto recomputed = recompute(std::move(*heading), read_entries(proof->get_object(), findings));
  for (const auto& finding : recomputed.findings) add(findings, finding);
  Comparison(findings).objects("", document, to_json(recomputed.statement));
  return findings;
}

}  // namespace

const proof::ContentRules& content_rules() {
  static const proof::ContentRules rules = {{std::string(statement_type), check_statement},
                                            {std::string(report_type), check_report}};
  return rules;
}

}  // namespace impact
