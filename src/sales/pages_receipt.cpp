#include "html/table.hpp"
#include "sales/pages.hpp"
#include "stock/pages.hpp"

namespace sales {
namespace {

std::vector<html::KeyValue> facts_of(const i18n::Translator& tr, const ReceiptView& view) {
  const auto& [sale, receipt, prints, sha256, zone] = view;
  std::vector<html::KeyValue> facts = {
      {.label = tr("stock.departure.date"),
       .value = html::moment(tr.date_time(sale.occurred_at, zone), base::to_rfc3339(sale.occurred_at))},
      {.label = tr("sales.payment.label"),
       .value = html::text(tr("sales.payment." + std::string(code(receipt.payment))))},
      {.label = tr("stock.departure.operator"), .value = html::text(sale.operator_code)},
      {.label = tr("sales.buyer.label"),
       .value = html::text(tr("sales.buyer." + std::string(stock::code(sale.receiver.kind))) +
                           (sale.receiver.name.empty() ? "" : " · " + sale.receiver.name))}};
  if (receipt.precarious)
    facts.push_back({.label = tr("sales.cap.heading"), .value = html::text(tr("sales.cap.confirmed"))});
  facts.push_back({.label = tr("sales.vat.heading"),
                   .value = html::text(receipt.vat.regime == Regime::normal
                                           ? tr("sales.vat.of", {{"vat", tr.money(receipt.total.vat)}})
                                           : receipt.vat.mention)});
  facts.push_back({.label = tr("sales.receipt.rank"), .value = html::text(tr.number(receipt.sequence))});
  facts.push_back({.label = tr("sales.receipt.sha256"), .value = html::code(sha256)});
  facts.push_back({.label = tr("sales.receipt.prints"), .value = html::text(tr.number(prints))});
  return facts;
}

}  // namespace

std::string amount_text(base::Money amount) {
  const std::int64_t cents = amount.in_cents() % 100;
  const std::string euros = std::to_string(amount.in_cents() / 100);
  return cents == 0 ? euros : euros + "," + (cents < 10 ? "0" : "") + std::to_string(cents);
}

std::string warranty_text(const i18n::Translator& tr, const Warranty& warranty) {
  return tr("sales.warranty.text", {{"months", tr.number(warranty.months)},
                                    {"presumption", tr.number(warranty.presumption_months)},
                                    {"days", tr.number(warranty.repair_days)},
                                    {"extension", tr.number(warranty.extension_months)}});
}

html::Html receipt_page(const i18n::Translator& tr, const std::string& csrf, const ReceiptView& view) {
  std::vector<std::vector<html::Html>> rows;
  for (std::size_t i = 0; i < view.sale.lines.size(); ++i) {
    const auto& line = view.sale.lines[i];
    const auto& quoted = view.receipt.lines[i];
    std::string word = tr("sales.wording." + std::string(code(quoted.wording)));
    if (!quoted.reason.empty()) word += " · " + tr("sales.reason." + quoted.reason);
    rows.push_back({html::a(html::attr("href", "/items/" + line.item.text()), line.number),
                    html::text(stock::title_of(tr, line.kind, line.maker, line.model)), html::text(word),
                    html::text(tr.money(line.price))});
  }
  rows.push_back(
      {html::strong(tr("sales.total")), html::text(""), html::text(""), html::strong(tr.money(view.sale.total))});
  const std::string action = "/sales/" + view.sale.id.text() + "/print";
  const bool printed = view.prints > 0;
  const auto print = html::actions(
      {html::post_button({.text = tr(printed ? "sales.receipt.duplicate" : "sales.receipt.print"),
                          .action = action,
                          .csrf = csrf,
                          .style = html::ButtonStyle::primary,
                          .icon = html::Icon::print,
                          .hidden = {{"format", "a4"}}}),
       html::post_button({.text = tr(printed ? "sales.receipt.duplicate_narrow" : "sales.receipt.print_narrow"),
                          .action = action,
                          .csrf = csrf,
                          .icon = html::Icon::print,
                          .hidden = {{"format", "narrow"}}}),
       html::link_button(tr("sales.counter.next"), "/sales/new", html::ButtonStyle::secondary, html::Icon::euro)});
  return print +
         html::panel(tr("sales.receipt.content"),
                     html::simple_table(tr("sales.counter.items"),
                                        {{.title = tr("stock.item.number"), .heading = true},
                                         {.title = tr("stock.item.model")},
                                         {.title = tr("sales.wording.heading")},
                                         {.title = tr("sales.price.heading"), .align = html::Align::end}},
                                        rows) +
                         html::p(warranty_text(tr, view.receipt.warranty))) +
         html::key_values(facts_of(tr, view));
}

html::Html closings_page(const i18n::Translator& tr, const ClosingsView& view) {
  std::vector<html::Link> tabs;
  for (const Period period : {Period::day, Period::month, Period::year}) {
    const std::string name(code(period));
    tabs.push_back({.text = tr("sales.closing." + name),
                    .href = "/sales/closings?period=" + name,
                    .current = period == view.period});
  }
  html::Html body = html::tabs(tr("sales.closing.periods"), tabs);
  if (view.chain) {
    body +=
        view.chain->ok()
            ? html::callout({.tone = html::Tone::success, .title = tr.count("sales.chain.whole", view.chain->value())})
            : html::callout({.tone = html::Tone::danger,
                             .title = i18n::refusal_text(tr, view.chain->refusal()),
                             .text = tr("sales.chain.what_to_do")});
  }
  if (view.closings.empty())
    return body + html::empty_state(tr("sales.closing.empty_title"), tr("sales.closing.empty_text"),
                                    html::link_button(tr("sales.counter.title"), "/sales/new"), html::Icon::chart);
  std::vector<html::Column> columns = {{.title = tr("sales.closing.period"), .heading = true},
                                       {.title = tr("sales.closing.receipts"), .align = html::Align::end},
                                       {.title = tr("sales.closing.numbers")},
                                       {.title = tr("sales.total"), .align = html::Align::end},
                                       {.title = tr("sales.closing.vat"), .align = html::Align::end}};
  for (const Payment payment : all_payments)
    columns.push_back({.title = tr("sales.payment." + std::string(code(payment))), .align = html::Align::end});
  columns.push_back({.title = tr("sales.closing.since_ever"), .align = html::Align::end});
  std::vector<std::vector<html::Html>> rows;
  for (const auto& each : view.closings) {
    const std::string numbers =
        each.first_number == each.last_number ? each.first_number : each.first_number + " – " + each.last_number;
    std::vector<html::Html> row = {html::text(each.period), html::text(tr.number(each.receipts)), html::text(numbers),
                                   html::text(tr.money(each.total.price)), html::text(tr.money(each.total.vat))};
    for (const Payment payment : all_payments) {
      const auto found = each.by_payment.find(payment);
      row.push_back(html::text(found == each.by_payment.end() ? std::string("–") : tr.money(found->second)));
    }
    row.push_back(html::text(tr.money(each.since_ever)));
    rows.push_back(std::move(row));
  }
  body += html::simple_table(tr("sales.closing.title"), columns, rows);
  return body + html::p(tr("sales.closing.note")) +
         html::actions({html::link_button(tr("sales.chain.check"),
                                          "/sales/closings?period=" + std::string(code(view.period)) + "&check=1",
                                          html::ButtonStyle::secondary, html::Icon::shield)});
}

}  // namespace sales
