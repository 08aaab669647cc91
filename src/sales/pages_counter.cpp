#include "html/table.hpp"
#include "sales/pages.hpp"
#include "stock/pages.hpp"

namespace sales {
namespace {

html::Html wording_badge(const i18n::Translator& tr, Wording wording) {
  return html::badge(wording == Wording::refurbished ? html::Tone::success : html::Tone::neutral,
                     tr("sales.wording." + std::string(code(wording))));
}

/// The refusals of the quote and of what was typed, as the form shows them.
html::Submission price_errors(const CounterView& view) {
  auto refusals = view.unread;
  if (view.total_asked) refusals.insert(refusals.end(), view.quote.refusals.begin(), view.quote.refusals.end());
  return html::Submission({}, std::move(refusals));
}

html::Html price_row(const i18n::Translator& tr, const html::Submission& errors, const stock::Judged& judged,
                     const QuotedLine& line, const AskedPrice& asked) {
  const auto& item = judged.item;
  std::vector<html::Choice> reasons = {{.value = "", .text = tr("sales.reason.none")}};
  for (const auto reason : price_reasons)
    reasons.push_back({.value = std::string(reason), .text = tr("sales.reason." + std::string(reason))});
  std::string hint =
      line.suggested ? tr("sales.price.suggested", {{"price", tr.money(*line.suggested)}}) : tr("sales.price.none");
  if (line.capped) hint += " · " + tr("sales.cap.capped");
  const auto price = asked.price ? asked.price : line.suggested;
  return html::field_group(item.number + " · " + stock::title_of(tr, item.kind, item.maker, item.model) +
                               (item.category.empty() ? "" : " · " + item.category),
                           html::p(wording_badge(tr, line.wording)) +
                               html::field_row({html::field(tr, {.name = "prices." + item.number,
                                                                 .label = tr("sales.price.label"),
                                                                 .type = html::FieldType::number,
                                                                 .value = price ? amount_text(*price) : std::string(),
                                                                 .error = errors.error(tr, "prices." + item.number),
                                                                 .hint = hint,
                                                                 .required = true,
                                                                 .autocomplete = "off",
                                                                 .unit = "€"}),
                                                html::field(tr, {.name = "reasons." + item.number,
                                                                 .label = tr("sales.reason.label"),
                                                                 .type = html::FieldType::select,
                                                                 .value = asked.reason,
                                                                 .error = errors.error(tr, "reasons." + item.number),
                                                                 .choices = std::move(reasons)})}));
}

/// First step: the price of each item.
html::Html price_form(const i18n::Translator& tr, const CounterView& view) {
  const auto errors = price_errors(view);
  html::Html rows;
  for (std::size_t i = 0; i < view.draft.items.size(); ++i)
    rows += price_row(tr, errors, view.draft.items[i], view.quote.lines[i], view.asked[i]);
  html::Query hidden = stock::draft_query(view.draft);
  hidden.emplace_back("step", "total");
  return html::form({.tr = tr,
                     .action = "/sales/new",
                     .submit = tr("sales.counter.see_total"),
                     .method = html::FormMethod::get,
                     .refusals = errors.refusals(),
                     .cancel = "/departures",
                     .hidden = std::move(hidden)},
                    rows);
}

html::Html total_table(const i18n::Translator& tr, const CounterView& view) {
  std::vector<std::vector<html::Html>> rows;
  for (std::size_t i = 0; i < view.draft.items.size(); ++i) {
    const auto& item = view.draft.items[i].item;
    rows.push_back({html::text(item.number), html::text(stock::title_of(tr, item.kind, item.maker, item.model)),
                    wording_badge(tr, view.quote.lines[i].wording), html::text(tr.money(view.quote.lines[i].price))});
  }
  rows.push_back({html::strong(tr("sales.total")), html::text(""), html::text(""),
                  html::strong(tr.money(view.quote.total.price))});
  return html::simple_table(tr("sales.counter.items"),
                            {{.title = tr("stock.item.number"), .heading = true},
                             {.title = tr("stock.item.model")},
                             {.title = tr("sales.wording.heading")},
                             {.title = tr("sales.price.heading"), .align = html::Align::end}},
                            rows);
}

/// The address of this sale, with what was typed, to go back to the prices.
html::Query price_query(const CounterView& view) {
  html::Query query = stock::draft_query(view.draft);
  for (std::size_t i = 0; i < view.draft.items.size(); ++i) {
    const std::string& number = view.draft.items[i].item.number;
    query.emplace_back("prices." + number, amount_text(view.quote.lines[i].price));
    query.emplace_back("reasons." + number, view.asked[i].reason);
  }
  return query;
}

/// Second step: total, payment, buyer.
html::Html payment_form(const i18n::Translator& tr, const std::string& csrf, const CounterView& view) {
  std::vector<html::Choice> payments, buyers;
  for (const Payment payment : all_payments)
    payments.push_back(
        {.value = std::string(code(payment)), .text = tr("sales.payment." + std::string(code(payment)))});
  using stock::ReceiverKind;
  for (const auto kind :
       {ReceiverKind::nobody, ReceiverKind::association, ReceiverKind::social_structure, ReceiverKind::company})
    buyers.push_back(
        {.value = std::string(stock::code(kind)), .text = tr("sales.buyer." + std::string(stock::code(kind)))});
  const auto& sent = view.sent;
  html::Html fields = html::field(tr, {.name = "payment",
                                       .label = tr("sales.payment.label"),
                                       .type = html::FieldType::radios,
                                       .value = sent.value("payment", "cash"),
                                       .error = sent.error(tr, "payment"),
                                       .choices = std::move(payments),
                                       .required = true}) +
                      html::field(tr, {.name = "receiver.kind",
                                       .label = tr("sales.buyer.label"),
                                       .type = html::FieldType::select,
                                       .value = sent.value("receiver.kind", "nobody"),
                                       .error = sent.error(tr, "receiver.kind"),
                                       .hint = tr("sales.buyer.why"),
                                       .choices = std::move(buyers)}) +
                      html::field_row({html::field(tr, {.name = "receiver.name",
                                                        .label = tr("sales.buyer.name"),
                                                        .value = sent.value("receiver.name"),
                                                        .error = sent.error(tr, "receiver.name"),
                                                        .autocomplete = "off",
                                                        .longest = 120}),
                                       html::field(tr, {.name = "receiver.siret",
                                                        .label = tr("stock.receiver.siret"),
                                                        .value = sent.value("receiver.siret"),
                                                        .error = sent.error(tr, "receiver.siret"),
                                                        .autocomplete = "off",
                                                        .inputmode = "numeric",
                                                        .longest = 20})});
  if (view.quote.capped)
    fields += html::field(tr, {.name = "precarious",
                               .label = tr("sales.cap.confirm"),
                               .type = html::FieldType::checkbox,
                               .value = sent.value("precarious"),
                               .error = sent.error(tr, "precarious"),
                               .hint = tr("sales.cap.why")});
  html::Query hidden = price_query(view);
  for (auto& [name, value] : hidden)
    if (name == "item") name = "items";
  hidden.emplace_back("id", view.id.text());
  return html::form({.tr = tr,
                     .action = "/sales",
                     .csrf = csrf,
                     .submit = tr("sales.counter.take", {{"total", tr.money(view.quote.total.price)}}),
                     .refusals = sent.refusals(),
                     .cancel = html::address("/sales/new", price_query(view)),
                     .hidden = std::move(hidden)},
                    fields);
}

}  // namespace

html::Html counter_page(const i18n::Translator& tr, const std::string& csrf, const CounterView& view) {
  const bool fine = view.draft.ready() && view.unread.empty() && view.quote.refusals.empty();
  if (view.total_asked && fine)
    return html::panel(tr("sales.counter.total", {{"total", tr.money(view.quote.total.price)}}),
                       total_table(tr, view)) +
           payment_form(tr, csrf, view);
  html::Html body = stock::scan_form(tr, view.draft, "/sales/new", {});
  if (view.draft.items.empty())
    return body +
           html::empty_state(tr("sales.counter.empty_title"), tr("sales.counter.empty_text"), {}, html::Icon::euro);
  for (std::size_t i = 0; i < view.draft.items.size(); ++i) {
    const auto& each = view.draft.items[i];
    if (each.missing.empty()) continue;
    body += stock::missing_callout(tr, each, view.draft.bench) +
            html::actions({html::link_button(tr("sales.counter.without", {{"number", each.item.number}}),
                                             html::address("/sales/new", stock::draft_query(view.draft, i)))});
  }
  if (!view.draft.ready()) return body;
  return body + price_form(tr, view);
}

}  // namespace sales
