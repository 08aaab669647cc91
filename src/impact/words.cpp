#include "impact/words.hpp"

#include <algorithm>

namespace impact {
namespace {

using i18n::Translator;

template <typename Code>
std::string word(const Translator& tr, const std::string& group, Code value) {
  return tr("equipment." + group + "." + std::string(equipment::code(value)));
}

std::string exception_words(const Translator& tr, const std::string& code) {
  const std::string key = "erasure.exception." + code;
  return tr.has(key) ? tr(key) : code;
}

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

}  // namespace

std::string outcome_words(const Translator& tr, Outcome outcome) {
  return tr("impact.outcome." + std::string(code(outcome)));
}

std::string item_words(const Translator& tr, const equipment::Item& item) {
  std::string text = word(tr, "kind", item.kind);
  for (const auto* part : {&item.maker, &item.model})
    if (!part->empty()) text += " " + *part;
  return text;
}

std::string label_words(const Translator& tr, const equipment::Item& item) {
  std::vector<std::string> parts;
  for (const auto* serial : {&item.serial, &item.serial_system, &item.serial_chassis}) {
    if (serial->empty()) continue;
    const std::string text = tr("impact.item.serial", {{"serial", *serial}});
    if (std::find(parts.begin(), parts.end(), text) == parts.end()) parts.push_back(text);
  }
  if (!item.asset_tag.empty()) parts.push_back(tr("impact.item.asset_tag", {{"tag", item.asset_tag}}));
  return joined(parts, " · ");
}

std::string mass_words(const Translator& tr, const equipment::Item& item) {
  const std::string source = word(tr, "mass_source", item.mass_g ? item.mass_source : equipment::MassSource::unknown);
  if (!item.mass_g) return source;
  return tr("impact.item.mass", {{"mass", tr.mass(base::Mass::grams(*item.mass_g))}, {"source", source}});
}

std::string medium_words(const Translator& tr, const StatementMedium& shown) {
  const auto& medium = shown.medium;
  const std::string name = medium.serial.empty() ? tr("impact.medium.without_serial")
                                                 : tr("impact.item.serial", {{"serial", medium.serial}});
  if (!medium.verdict)
    return tr("impact.medium.line", {{"medium", name}, {"proof", tr("impact.medium.without_proof")}});
  std::vector<std::string> parts = {word(tr, "verdict", *medium.verdict)};
  if (medium.achieved != equipment::Level::none) parts.push_back(word(tr, "level", medium.achieved));
  parts.push_back(word(tr, "rank", medium.rank));
  for (const auto& exception : medium.exceptions) parts.push_back(exception_words(tr, exception));
  if (!shown.operator_code.empty())
    parts.push_back(shown.second_code.empty() ? shown.operator_code : shown.operator_code + " + " + shown.second_code);
  return tr("impact.medium.line", {{"medium", name}, {"proof", joined(parts, " · ")}});
}

std::vector<std::string> proof_words(const Translator& tr, const StatementItem& line) {
  std::vector<std::string> sentences;
  for (const auto& medium : line.media) sentences.push_back(medium_words(tr, medium));
  if (line.no_media_at) {
    std::string who = line.no_media_operator;
    if (!line.no_media_second.empty()) who += " + " + line.no_media_second;
    sentences.push_back(tr("impact.medium.none", {{"who", who}}));
  }
  if (sentences.empty() && equipment::data_risk(line.item.kind) == equipment::DataRisk::always)
    sentences.push_back(tr("impact.medium.unknown"));
  return sentences;
}

std::string grams_words(const Translator& tr, std::int64_t grams) {
  return (grams < 0 ? "−" : "") + tr.mass(base::Mass::grams(grams < 0 ? -grams : grams));
}

std::string sources_words(const Translator& tr, const Balance& balance) {
  std::string text = tr("impact.balance.sources", {{"weighed", tr.percent(balance.weighed_g, balance.received_g)},
                                                   {"declared", tr.percent(balance.declared_g, balance.received_g)},
                                                   {"default", tr.percent(balance.by_default_g, balance.received_g)}});
  if (balance.items_without_mass > 0) text += " " + tr.count("impact.balance.without_mass", balance.items_without_mass);
  return text;
}

std::string packaging_words(const Translator& tr, const Balance& balance) {
  if (!balance.packaging_g) return tr("impact.balance.packaging_unknown");
  if (*balance.packaging_g < 0)
    return tr("impact.balance.packaging_negative", {{"mass", tr.mass(base::Mass::grams(-*balance.packaging_g))}});
  return tr("impact.balance.packaging", {{"mass", tr.mass(base::Mass::grams(*balance.packaging_g))}});
}

std::string family_words(const Translator& tr, const FamilyCount& count) {
  const std::string devices = tr.count("impact.count.devices", count.devices);
  if (count.accessories == 0) return devices;
  return tr("impact.count.families",
            {{"devices", devices}, {"accessories", tr.count("impact.count.accessories", count.accessories)}});
}

std::vector<WordPair> erasure_words(const Translator& tr, const Counts& counts) {
  std::vector<WordPair> pairs = {{tr("impact.erasure.media"), tr.number(counts.media)}};
  for (const auto& [key, count] : counts.erasures) {
    std::string label = word(tr, "verdict", key.verdict);
    if (key.level != equipment::Level::none) label += " · " + word(tr, "level", key.level);
    pairs.push_back({label + " · " + word(tr, "rank", key.rank), tr.number(count)});
  }
  for (const auto& [exception, count] : counts.exceptions)
    pairs.push_back(
        {tr("impact.erasure.exception", {{"exception", exception_words(tr, exception)}}), tr.number(count)});
  if (counts.without_media > 0) pairs.push_back({tr("impact.erasure.without_media"), tr.number(counts.without_media)});
  if (counts.media_without_proof > 0)
    pairs.push_back({tr("impact.erasure.without_proof"), tr.number(counts.media_without_proof)});
  if (counts.media_below_promise > 0)
    pairs.push_back({tr("impact.erasure.below_promise"), tr.number(counts.media_below_promise)});
  return pairs;
}

std::vector<WordPair> delay_words(const Translator& tr, const Delay& delay) {
  std::vector<WordPair> pairs;
  const auto add = [&](const char* key, std::int64_t count) {
    if (count > 0) pairs.push_back({tr(key), tr.number(count)});
  };
  add("impact.delay.on_time", delay.on_time);
  add("impact.delay.late", delay.late);
  add("impact.delay.without_promise", delay.without_promise);
  add("impact.delay.waiting", delay.waiting);
  add("impact.delay.unproven", delay.unproven);
  if (delay.on_time + delay.late + delay.without_promise > 0)
    pairs.push_back({tr("impact.delay.longest"), tr.count("impact.days", delay.longest_days)});
  return pairs;
}

std::string statement_title(const Translator& tr, const Heading& heading) {
  if (heading.year)
    return tr("impact.statement.title_year", {{"donor", heading.donor}, {"year", std::to_string(*heading.year)}});
  return tr("impact.statement.title_lot",
            {{"lot", heading.lots.empty() ? std::string() : heading.lots.front().number}});
}

std::string promise_words(const Translator& tr, const Promise& promise) {
  return tr("impact.statement.promise", {{"number", promise.number},
                                         {"level", word(tr, "level", promise.level)},
                                         {"days", tr.count("impact.days", promise.days_to_erasure)}});
}

std::string short_month(const Translator& tr, std::size_t index) {
  return tr("impact.month." + std::to_string(index + 1));
}

}  // namespace impact
