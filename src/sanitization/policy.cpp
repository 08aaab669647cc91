#include "sanitization/policy.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/embedded.hpp"
#include "base/text.hpp"
#include "proof/canonical_json.hpp"

namespace embedded {
std::span<const base::EmbeddedFile> policies();
}

namespace sanitization {
namespace {

constexpr std::size_t largest_policy_bytes = std::size_t{64} * 1024, longest_text = 500;
constexpr std::string_view other_media = "default";  // Medium::unknown, in the words of whoever writes a policy
constexpr std::array<std::string_view, 7> members = {
    "id", "name", "document", "standard", "required", "trust_crypto_erase", "recheck"};
constexpr std::array<std::string_view, 5> standards = {"nist_800_88r2", "ieee_2883", "anssi_2023", "maker", "none"};
constexpr std::array<std::string_view, 2> languages = {"fr", "en"};

template <typename Words>
bool among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

base::Refusal refused(std::string_view what, std::string_view field) {
  return {.code = "sanitization.policy." + std::string(what),
          .field = std::string(field),
          .arguments = {{"field", std::string(field)}}};
}

std::string shown(std::string_view key) { return base::shorten(base::printable(key), 80); }

base::Result<std::string> text_of(const boost::json::object& object, std::string_view name, const std::string& field) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return refused("missing", field);
  const auto* text = value->if_string();
  if (text == nullptr || base::trim(*text).empty() || text->size() > longest_text || !base::is_utf8(*text))
    return refused("text", field);
  return std::string(*text);
}

base::Result<bool> flag_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return refused("missing", name);
  if (!value->is_bool()) return refused("flag", name);
  return value->get_bool();
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

base::Result<std::map<std::string, std::string>> names_of(const boost::json::object& object) {
  const auto* value = object.if_contains("name");
  const auto* names = value == nullptr ? nullptr : value->if_object();
  if (names == nullptr) return refused("missing", "name");
  for (const auto& member : *names)
    if (!among(languages, member.key())) return refused("unknown", "name." + shown(member.key()));
  std::map<std::string, std::string> result;
  for (const std::string_view language : languages) {
    TRY(text, text_of(*names, language, "name." + std::string(language)));
    result.emplace(language, std::move(text));
  }
  return result;
}

/// A policy that asks nothing of a medium is a mistake: « none » is no level here.
base::Result<std::map<Medium, Level>> levels_of(const boost::json::object& object) {
  const auto* value = object.if_contains("required");
  const auto* levels = value == nullptr ? nullptr : value->if_object();
  if (levels == nullptr) return refused("missing", "required");
  std::map<Medium, Level> result;
  for (const auto& [key, each] : *levels) {
    const std::string field = "required." + shown(key);
    const auto medium = key == other_media ? Medium::unknown : medium_from_code(key);
    if (!medium || (*medium == Medium::unknown && key != other_media)) return refused("medium", field);
    const auto level = each.is_string() ? level_from_code(each.get_string()) : std::optional<Level>();
    if (!level || *level == Level::none) return refused("level", field);
    result.emplace(*medium, *level);
  }
  if (!result.contains(Medium::unknown)) return refused("missing", "required." + std::string(other_media));
  return result;
}

std::vector<Policy> read_known() {
  std::vector<Policy> result;
  for (const base::EmbeddedFile& file : embedded::policies()) {
    auto policy = parse_policy(file.content);
    CHECK(policy.ok());
    CHECK(file.name == policy->id + ".json");
    result.push_back(std::move(*policy));
  }
  return result;
}

}  // namespace

Level Policy::required_for(Medium medium) const {
  if (const auto own = required.find(medium); own != required.end()) return own->second;
  const auto others = required.find(Medium::unknown);
  return others == required.end() ? Level::destruct : others->second;
}

base::Result<Policy> policy_from_json(const boost::json::value& json) {
  const auto* object = json.if_object();
  if (object == nullptr) return refused("not_object", "");
  for (const auto& member : *object)
    if (!among(members, member.key())) return refused("unknown", shown(member.key()));
  TRY(id, text_of(*object, "id", "id"));
  if (!is_id(id)) return refused("id", "id");
  TRY(name, names_of(*object));
  TRY(document, text_of(*object, "document", "document"));
  TRY(standard, text_of(*object, "standard", "standard"));
  if (!among(standards, standard)) return refused("standard", "standard");
  TRY(required, levels_of(*object));
  TRY(trust, flag_of(*object, "trust_crypto_erase"));
  TRY(recheck, flag_of(*object, "recheck"));
  return Policy{.id = std::move(id),
                .name = std::move(name),
                .document = std::move(document),
                .standard = std::move(standard),
                .required = std::move(required),
                .trust_crypto_erase = trust,
                .recheck = recheck};
}

boost::json::object to_json(const Policy& policy) {
  boost::json::object name, required;
  for (const auto& [language, text] : policy.name) name[language] = text;
  for (const auto& [medium, level] : policy.required)
    required[medium == Medium::unknown ? other_media : code(medium)] = code(level);
  return {{"id", policy.id},
          {"name", std::move(name)},
          {"document", policy.document},
          {"standard", policy.standard},
          {"required", std::move(required)},
          {"trust_crypto_erase", policy.trust_crypto_erase},
          {"recheck", policy.recheck}};
}

base::Result<Policy> parse_policy(std::string_view bytes) {
  if (bytes.size() > largest_policy_bytes) return refused("too_large", "");
  TRY(json, proof::parse_strict(bytes));
  return policy_from_json(json);
}

const std::vector<Policy>& known_policies() {
  static const std::vector<Policy> policies = read_known();
  return policies;
}

const Policy* find_policy(std::string_view id) {
  const auto& all = known_policies();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Policy& policy) { return policy.id == id; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace sanitization
