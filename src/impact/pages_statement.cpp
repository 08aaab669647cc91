#include "html/charts.hpp"
#include "html/table.hpp"
#include "impact/pages.hpp"
#include "impact/pages_parts.hpp"
#include "impact/words.hpp"

namespace impact {
namespace {

using html::Html;
using i18n::Translator;

html::Tone tone_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::reuse:
      return html::Tone::success;
    case Outcome::missing:
      return html::Tone::danger;
    case Outcome::parts:
    case Outcome::waste:
    case Outcome::returned:
      return html::Tone::information;
    case Outcome::stock:
      return html::Tone::neutral;
  }
  return html::Tone::neutral;
}

Html tiles(const Translator& tr, const Statement& statement) {
  const auto& counts = statement.counts;
  const auto accessories = [&](const FamilyCount& count) {
    return count.accessories == 0 ? std::string() : tr.count("impact.count.and_accessories", count.accessories);
  };
  std::int64_t proven = 0;
  for (const auto& [key, count] : counts.erasures) proven += count;
  return html::stat_tiles({{.label = tr("impact.count.collected"),
                            .value = tr.number(counts.collected.devices),
                            .note = accessories(counts.collected)},
                           {.label = tr("impact.count.put_back"),
                            .value = tr.number(counts.put_back.devices),
                            .note = accessories(counts.put_back)},
                           {.label = tr("impact.balance.mass"), .value = grams_words(tr, statement.balance.received_g)},
                           {.label = tr("impact.erasure.proven"),
                            .value = tr.number(proven),
                            .note = tr("impact.erasure.of_media", {{"media", tr.number(counts.media)}}),
                            .tone = counts.media_without_proof > 0 ? html::Tone::warning : html::Tone::neutral}});
}

Html facts(const Translator& tr, const Statement& statement) {
  std::vector<html::KeyValue> pairs = {{tr("impact.statement.donor"), html::text(statement.heading.donor)}};
  for (const auto& lot : statement.heading.lots) {
    const Html link = html::a(html::attr("href", "/lots/" + lot.id.text()), lot.number);
    const std::string promise = lot.promise ? promise_words(tr, *lot.promise) : tr("impact.statement.no_agreement");
    pairs.push_back({tr("impact.statement.lot"), html::group(link, " · ", promise)});
  }
  return html::key_values(pairs);
}

Html proofs(const Translator& tr, const StatementItem& line) {
  std::vector<Html> sentences;
  for (const auto& sentence : proof_words(tr, line)) sentences.push_back(html::div(sentence));
  return html::group(sentences);
}

Html items_table(const Translator& tr, const Statement& statement, const std::string& path) {
  html::TableWriter rows({.tr = tr,
                          .caption = tr("impact.statement.items"),
                          .path = path,
                          .columns = {{.title = tr("impact.item.number"), .heading = true},
                                      {.title = tr("impact.item.what")},
                                      {.title = tr("impact.item.labels")},
                                      {.title = tr("impact.item.mass_kg"), .align = html::Align::end},
                                      {.title = tr("impact.item.outcome")},
                                      {.title = tr("impact.item.proof"), .width = html::Width::wide}},
                          .first = 1,
                          .shown = static_cast<std::int64_t>(statement.items.size()),
                          .total = static_cast<std::int64_t>(statement.items.size()),
                          .long_list = statement.items.size() > 200});
  for (const auto& line : statement.items)
    rows.row({line.item.number, item_words(tr, line.item), label_words(tr, line.item), mass_words(tr, line.item),
              html::badge(tone_of(line.outcome), outcome_words(tr, line.outcome)), proofs(tr, line)});
  return rows.finish();
}

}  // namespace

Html download_links(const Translator& tr, const std::string& path) {
  return html::actions(
      {html::link_button(tr("impact.download.as_pdf"), path + ".pdf", html::ButtonStyle::secondary,
                         html::Icon::download),
       html::link_button(tr("impact.download.as_xlsx"), path + ".xlsx", html::ButtonStyle::secondary,
                         html::Icon::download),
       html::link_button(tr("impact.download.as_json"), path + ".json", html::ButtonStyle::quiet, html::Icon::shield)});
}

Html pairs_panel(const std::string& title, const std::vector<WordPair>& pairs) {
  if (pairs.empty()) return {};
  std::vector<html::KeyValue> values;
  for (const auto& [label, value] : pairs) values.push_back({label, html::text(value)});
  return html::panel(title, html::key_values(values));
}

Html year_links(const Translator& tr, const std::string& prefix, const std::vector<int>& years, int current) {
  if (years.size() < 2) return {};
  std::vector<html::Link> links;
  for (const int year : years)
    links.push_back({.text = std::to_string(year), .href = prefix + std::to_string(year), .current = year == current});
  return html::tabs(tr("impact.year"), links);
}

Html balance_panel(const Translator& tr, const Balance& balance) {
  std::vector<html::Share> shares;
  // All six, also at 0 g: an outcome keeps its colour from one statement to the next.
  for (const Outcome outcome : all_outcomes)
    shares.push_back({.label = outcome_words(tr, outcome),
                      .value = balance.of(outcome),
                      .shown = grams_words(tr, balance.of(outcome))});
  if (balance.received_g == 0) return html::panel(tr("impact.balance.title"), html::p(tr("impact.balance.nothing")));
  return html::panel(tr("impact.balance.title"),
                     html::stacked_bar(tr, tr("impact.balance.where"), grams_words(tr, balance.received_g), shares) +
                         html::p(sources_words(tr, balance)) + html::p(packaging_words(tr, balance)));
}

Html statement_page(const Translator& tr, const Statement& statement, const std::string& path,
                    const std::vector<int>& years) {
  Html page = facts(tr, statement);
  if (statement.heading.year)
    page = year_links(tr, path.substr(0, path.rfind('/') + 1), years, *statement.heading.year) + page;
  if (statement.items.empty())
    return page +
           html::empty_state(tr("impact.statement.empty_title"),
                             tr(statement.heading.year ? "impact.statement.empty_year" : "impact.statement.empty_lot"));
  page += download_links(tr, path) + tiles(tr, statement) + balance_panel(tr, statement.balance);
  page += html::columns({pairs_panel(tr("impact.erasure.title"), erasure_words(tr, statement.counts)),
                         pairs_panel(tr("impact.delay.title"), delay_words(tr, statement.counts.delay))});
  page += html::panel(tr("impact.statement.items"), items_table(tr, statement, path));
  return page + html::callout({.title = tr("impact.verification.title"),
                               .items = {{.text = tr("impact.verification.hint"),
                                          .href = "/verify",
                                          .action = tr("impact.verify.title")}}});
}

}  // namespace impact
