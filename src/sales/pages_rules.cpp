#include <boost/json.hpp>

#include "html/table.hpp"
#include "sales/pages.hpp"

namespace sales {
namespace {

using equipment::Kind;

std::string kind_word(const i18n::Translator& tr, Kind kind) {
  return tr("equipment.kind." + std::string(equipment::code(kind)));
}

html::Html amount_input(const html::Submission& sent, const std::string& name, const std::string& label,
                        const std::string& first) {
  return html::void_element("input", html::attr("name", name), html::attr("aria-label", label),
                            html::attr("value", sent.value(name, first)), html::attr("inputmode", "decimal"),
                            html::attr("autocomplete", "off"), html::attr("size", "5"), html::attr("maxlength", "9"));
}

html::Html price_fields(const i18n::Translator& tr, const RulesView& view) {
  std::vector<html::Column> columns = {{.title = tr("stock.item.kind"), .heading = true}};
  for (const auto category : price_categories)
    columns.push_back({.title = category.empty() ? tr("sales.rule.ungraded") : std::string(category)});
  std::vector<std::vector<html::Html>> rows;
  for (const Kind kind : equipment::all_kinds) {
    std::vector<html::Html> row = {html::text(kind_word(tr, kind))};
    for (const auto category : price_categories) {
      const auto found = view.rules.prices.prices.find({kind, std::string(category)});
      const std::string first = found == view.rules.prices.prices.end() ? std::string() : amount_text(found->second);
      const std::string name =
          "price." + std::string(equipment::code(kind)) + "." + (category.empty() ? "none" : std::string(category));
      row.push_back(amount_input(
          view.sent, name,
          kind_word(tr, kind) + " " + (category.empty() ? tr("sales.rule.ungraded") : std::string(category)), first));
    }
    rows.push_back(std::move(row));
  }
  return html::simple_table(tr("sales.rule.prices_caption"), columns, rows);
}

html::Html cap_fields(const i18n::Translator& tr, const RulesView& view) {
  std::vector<std::vector<html::Html>> rows;
  for (const Kind kind : equipment::all_kinds) {
    if (equipment::family(kind) == equipment::Family::accessory) continue;
    const auto found = view.rules.caps.caps.find(kind);
    rows.push_back({html::text(kind == Kind::desktop ? tr("sales.cap.desktop_set") : kind_word(tr, kind)),
                    amount_input(view.sent, "cap." + std::string(equipment::code(kind)), kind_word(tr, kind),
                                 found == view.rules.caps.caps.end() ? std::string() : amount_text(found->second))});
  }
  return html::simple_table(tr("sales.rule.caps_caption"),
                            {{.title = tr("stock.item.kind"), .heading = true}, {.title = tr("sales.cap.amount")}},
                            rows);
}

html::Html vat_fields(const i18n::Translator& tr, const RulesView& view) {
  std::vector<html::Choice> regimes;
  for (const Regime regime : all_regimes)
    regimes.push_back({.value = std::string(code(regime)),
                       .text = tr("sales.vat.regime." + std::string(code(regime))),
                       .hint = usual_mention(regime)});
  const auto& [vat, sent] = std::tie(view.rules.vat, view.sent);
  return html::field(tr, {.name = "regime",
                          .label = tr("sales.vat.regime"),
                          .type = html::FieldType::radios,
                          .value = sent.value("regime", code(vat.regime)),
                          .error = sent.error(tr, "regime"),
                          .choices = std::move(regimes),
                          .required = true}) +
         html::field(tr, {.name = "rate",
                          .label = tr("sales.vat.rate"),
                          .type = html::FieldType::number,
                          .value = sent.value("rate", amount_text(base::Money::cents(vat.rate))),
                          .error = sent.error(tr, "rate"),
                          .hint = tr("sales.vat.rate_hint"),
                          .required = true,
                          .unit = "%"}) +
         html::field(tr, {.name = "mention",
                          .label = tr("sales.vat.mention"),
                          .value = sent.value("mention", vat.mention),
                          .error = sent.error(tr, "mention"),
                          .hint = tr("sales.vat.mention_hint"),
                          .longest = 300});
}

html::Html warranty_fields(const i18n::Translator& tr, const RulesView& view) {
  const auto& warranty = view.rules.warranty;
  html::Html fields;
  for (const auto& [name, value] : {std::pair("months", warranty.months),
                                    {"presumption_months", warranty.presumption_months},
                                    {"repair_days", warranty.repair_days},
                                    {"extension_months", warranty.extension_months}})
    fields += html::field(tr, {.name = name,
                               .label = tr("sales.warranty." + std::string(name)),
                               .type = html::FieldType::number,
                               .value = view.sent.value(name, std::to_string(value)),
                               .error = view.sent.error(tr, name),
                               .required = true,
                               .inputmode = "numeric"});
  return fields;
}

html::Html fields_of(const i18n::Translator& tr, const RulesView& view) {
  switch (view.subject) {
    case Subject::prices:
      return price_fields(tr, view);
    case Subject::caps:
      return cap_fields(tr, view);
    case Subject::vat:
      return vat_fields(tr, view);
    case Subject::warranty:
      return warranty_fields(tr, view);
  }
  return {};
}

html::Html versions_panel(const i18n::Translator& tr, const RulesView& view) {
  if (view.versions.empty())
    return html::callout({.tone = html::Tone::information,
                          .title = tr("sales.rule.default_title"),
                          .text = tr("sales.rule.default." + std::string(code(view.subject)))});
  std::vector<std::vector<html::Html>> rows;
  for (const auto& each : view.versions)
    rows.push_back({html::text(each.valid_from), html::text(each.source), html::text(each.actor)});
  return html::panel(tr("sales.rule.versions"),
                     html::simple_table(tr("sales.rule.versions"),
                                        {{.title = tr("sales.rule.valid_from"), .heading = true},
                                         {.title = tr("sales.rule.source")},
                                         {.title = tr("stock.departure.operator")}},
                                        rows));
}

}  // namespace

html::Html rules_page(const i18n::Translator& tr, const std::string& csrf, const RulesView& view) {
  std::vector<html::Link> tabs;
  for (const Subject subject : all_subjects) {
    const std::string name(code(subject));
    tabs.push_back({.text = tr("sales.rule." + name), .href = "/settings/" + name, .current = subject == view.subject});
  }
  const std::string name(code(view.subject));
  const auto dated = html::field_row({html::field(tr, {.name = "valid_from",
                                                       .label = tr("sales.rule.valid_from"),
                                                       .type = html::FieldType::date,
                                                       .value = view.sent.value("valid_from", view.today),
                                                       .error = view.sent.error(tr, "valid_from"),
                                                       .required = true}),
                                      html::field(tr, {.name = "source",
                                                       .label = tr("sales.rule.source"),
                                                       .value = view.sent.value("source"),
                                                       .error = view.sent.error(tr, "source"),
                                                       .hint = tr("sales.rule.source_hint"),
                                                       .required = true,
                                                       .longest = 300})});
  // A form of its own, as wide as the page: the table of prices has seven columns.
  const auto form = html::element(
      "form", html::attr("class", "panel"), html::attr("method", "post"), html::attr("action", "/settings/" + name),
      html::hidden_field("_csrf", csrf), html::error_summary(tr, view.sent.refusals()),
      html::p(tr("sales.rule.about." + name)), fields_of(tr, view), dated,
      html::actions({html::element("button", html::attr("type", "submit"), html::attr("class", "button primary"),
                                   tr("sales.rule.save"))}));
  return html::tabs(tr("sales.rule.title"), tabs) + versions_panel(tr, view) + form;
}

}  // namespace sales
