#include "erasure/certificate_pages.hpp"

#include <boost/json.hpp>

#include "erasure/certificate_json.hpp"
#include "erasure/certificate_words.hpp"

namespace erasure {
namespace {

using html::Html;
using i18n::Translator;

std::string address_of(const CertificateRow& row, std::string_view rest = {}) {
  return "/certificates/" + row.id.text() + std::string(rest);
}

Html link_to(const CertificateRow& row) { return html::a(html::attr("href", address_of(row)), row.number); }

Html downloads(const Translator& tr, const CertificateRow& row) {
  return html::actions({html::link_button(tr("certificate.action.pdf_fr"), address_of(row, ".pdf?lang=fr"),
                                          html::ButtonStyle::secondary, html::Icon::download),
                        html::link_button(tr("certificate.action.pdf_en"), address_of(row, ".pdf?lang=en"),
                                          html::ButtonStyle::quiet, html::Icon::download),
                        html::link_button(tr("certificate.action.signed_file"), address_of(row, ".json"),
                                          html::ButtonStyle::quiet, html::Icon::shield)});
}

Html section_panel(const WordSection& section) {
  std::vector<html::KeyValue> pairs;
  for (const auto& [label, value] : section.pairs) pairs.push_back({.label = label, .value = html::text(value)});
  Html body = pairs.empty() ? Html() : html::key_values(pairs);
  for (const auto& table : section.tables) {
    std::vector<html::Column> columns;
    for (const auto& heading : table.headings) columns.push_back({.title = heading, .heading = columns.empty()});
    std::vector<std::vector<Html>> rows;
    for (const auto& row : table.rows) {
      std::vector<Html> cells;
      for (const auto& cell : row) cells.push_back(html::text(cell));
      rows.push_back(std::move(cells));
    }
    const bool only = section.tables.size() == 1;  // two tables of one name cannot be told apart by ear
    body += html::simple_table(only ? section.title : section.title + " – " + table.headings.front(), columns, rows);
  }
  return html::panel(section.title, body);
}

Html status_callout(const Translator& tr, const CertificateRow& row, const std::string& zone) {
  const auto sentence = status_sentence(tr, row, zone);
  if (sentence.empty()) return {};
  html::Callout callout{.tone = row.revocation ? html::Tone::danger : html::Tone::warning, .title = sentence};
  if (row.superseded_by)
    callout.items.push_back({.text = tr("certificate.status.see_next"),
                             .href = "/certificates/" + row.superseded_by->text(),
                             .action = tr("certificate.action.see_next")});
  return html::callout(callout);
}

Html result_callout(const Translator& tr, const boost::json::value& certificate, bool erased) {
  html::Callout callout{.tone = erased ? html::Tone::success : html::Tone::danger,
                        .title = result_sentence(tr, certificate)};
  for (const auto& each : reasons(tr, certificate)) callout.items.push_back({.text = each});
  return html::callout(callout);
}

Html validation_panel(const Translator& tr, const CertificatePage& page) {
  const auto& row = page.row;
  if (page.validation) {
    // Why it was refused is said inside the workshop only.
    const char* key = page.validation->accepted ? "certificate.validate.was_accepted"
                      : page.donor              ? "certificate.validate.was_refused_short"
                                                : "certificate.validate.was_refused";
    return html::panel(tr("certificate.validate.title"),
                       html::p(tr(key, {{"code", page.validation->operator_code},
                                        {"when", tr.short_date_time(page.validation->at, page.zone)},
                                        {"reason", page.validation->reason}})));
  }
  if (!row.says_erased() || row.status() != CertificateStatus::valid || !page.supervisor) return {};
  if (row.operator_code == page.me)
    return html::panel(tr("certificate.validate.title"), html::p(tr("certificate.validate.own")));
  const auto reason = html::field(tr, {.name = "reason",
                                       .label = tr("certificate.validate.reason"),
                                       .value = page.sent.value("reason"),
                                       .error = page.sent.error(tr, "reason"),
                                       .longest = 300});
  const Html accept = html::form({.tr = tr,
                                  .action = address_of(row, "/validate"),
                                  .csrf = page.csrf,
                                  .submit = tr("certificate.validate.accept"),
                                  .hidden = {{"accepted", "1"}}},
                                 {});
  const Html refuse = html::details(html::summary(tr("certificate.validate.refuse_title")),
                                    html::form({.tr = tr,
                                                .action = address_of(row, "/validate"),
                                                .csrf = page.csrf,
                                                .submit = tr("certificate.validate.refuse"),
                                                .hidden = {{"accepted", "0"}},
                                                .style = html::ButtonStyle::danger},
                                               reason));
  return html::panel(tr("certificate.validate.title"), html::p(tr("certificate.validate.text")) + accept + refuse);
}

Html recheck_form(const Translator& tr, const CertificatePage& page) {
  std::vector<html::Choice> outcomes;
  for (const char* each : {"pass", "fail", "impossible"})
    outcomes.push_back({.value = each, .text = tr("certificate.recheck.outcome." + std::string(each))});
  return html::form({.tr = tr,
                     .action = address_of(page.row, "/recheck"),
                     .csrf = page.csrf,
                     .submit = tr("certificate.recheck.submit"),
                     .style = html::ButtonStyle::secondary},
                    html::field(tr, {.name = "outcome",
                                     .label = tr("certificate.recheck.result"),
                                     .type = html::FieldType::radios,
                                     .value = page.sent.value("outcome"),
                                     .error = page.sent.error(tr, "outcome"),
                                     .choices = outcomes,
                                     .required = true}) +
                        html::field(tr, {.name = "note",
                                         .label = tr("certificate.recheck.note"),
                                         .value = page.sent.value("note"),
                                         .error = page.sent.error(tr, "note"),
                                         .hint = tr("certificate.recheck.note_hint"),
                                         .longest = 500}));
}

Html recheck_panel(const Translator& tr, const CertificatePage& page) {
  const auto& row = page.row;
  const auto title = tr("certificate.recheck.title");
  if (page.recheck && page.recheck->outcome)
    return html::panel(title, html::p(tr("certificate.recheck.was." + std::string(code(*page.recheck->outcome)),
                                         {{"code", page.recheck->operator_code},
                                          {"when", tr.short_date_time(*page.recheck->done_at, page.zone)},
                                          {"means", tr("certificate.recheck.means." + page.recheck->means)}})));
  if (!row.says_erased() || row.status() != CertificateStatus::valid || !page.bench) return {};
  if (!page.recheck || !page.recheck->drawn_at)
    return html::panel(title, html::p(tr("certificate.recheck.choose_text")) +
                                  html::actions({html::post_button({.text = tr("certificate.recheck.choose"),
                                                                    .action = address_of(row, "/choose-recheck"),
                                                                    .csrf = page.csrf})}));
  if (row.operator_code == page.me) return html::panel(title, html::p(tr("certificate.recheck.own")));
  return html::panel(title, html::p(tr("certificate.recheck.text")) + recheck_form(tr, page));
}

Html revoke_panel(const Translator& tr, const CertificatePage& page) {
  if (page.row.revocation || !page.supervisor) return {};
  std::vector<html::Choice> why;
  for (const auto each : revocation_reasons)
    if (each != "not_validated" && each != "recheck_failed")
      why.push_back({.value = std::string(each), .text = tr("certificate.revoke.why." + std::string(each))});
  const bool refused = !page.sent.error(tr, "why").empty() || !page.sent.error(tr, "note").empty();
  return html::details(html::flag("open", refused), html::summary(tr("certificate.revoke.title")),
                       html::form({.tr = tr,
                                   .action = address_of(page.row, "/revoke"),
                                   .csrf = page.csrf,
                                   .submit = tr("certificate.revoke.submit"),
                                   .style = html::ButtonStyle::danger},
                                  html::p(tr("certificate.revoke.text")) +
                                      html::field(tr, {.name = "why",
                                                       .label = tr("certificate.revoke.reason"),
                                                       .type = html::FieldType::select,
                                                       .value = page.sent.value("why"),
                                                       .error = page.sent.error(tr, "why"),
                                                       .choices = why,
                                                       .required = true}) +
                                      html::field(tr, {.name = "note",
                                                       .label = tr("certificate.revoke.note"),
                                                       .value = page.sent.value("note"),
                                                       .error = page.sent.error(tr, "note"),
                                                       .hint = tr("certificate.revoke.note_hint"),
                                                       .longest = 300})));
}

Html problems_panel(const Translator& tr, const std::vector<ErasureProblem>& problems, const std::string& zone) {
  if (problems.empty()) return {};
  html::Callout callout{.tone = html::Tone::warning, .title = tr("certificate.problem.title")};
  for (const auto& each : problems)
    callout.items.push_back({.text = tr.short_date_time(each.received, zone) + " — " + tr(each.problem),
                             .href = "/items/" + each.item,
                             .action = tr("certificate.action.see_item")});
  return html::callout(callout);
}

}  // namespace

Html certificate_status_badge(const Translator& tr, CertificateStatus status) {
  const auto tone = status == CertificateStatus::valid     ? html::Tone::success
                    : status == CertificateStatus::revoked ? html::Tone::danger
                                                           : html::Tone::neutral;
  return html::badge(tone, tr("certificate.status." + std::string(code(status))));
}

Html certificate_verdict_badge(const Translator& tr, const CertificateRow& row) {
  const auto tone = row.verdict == equipment::Verdict::erased ? html::Tone::success
                    : row.says_erased()                       ? html::Tone::warning
                                                              : html::Tone::danger;
  return html::badge(tone, tr("equipment.verdict." + std::string(equipment::code(row.verdict))));
}

std::string status_sentence(const Translator& tr, const CertificateRow& row, const std::string& zone) {
  if (row.revocation)
    return tr("certificate.status.revoked_sentence", {{"when", tr.short_date_time(row.revocation->at, zone)},
                                                      {"why", tr("certificate.revoke.why." + row.revocation->why)}});
  if (row.superseded_by) return tr("certificate.status.superseded_sentence");
  return {};
}

Html certificate_tabs(const Translator& tr, std::string_view current, std::int64_t to_validate,
                      std::int64_t to_recheck) {
  const auto counted = [&](const char* key, std::int64_t n) {
    return n == 0 ? tr(key) : tr(key) + " (" + tr.number(n) + ")";
  };
  return html::tabs(tr("certificate.list.title"),
                    {{.text = tr("certificate.list.title"), .href = "/certificates", .current = current == "list"},
                     {.text = counted("certificate.to_validate.title", to_validate),
                      .href = "/certificates/to-validate",
                      .current = current == "to_validate"},
                     {.text = counted("certificate.rechecks.title", to_recheck),
                      .href = "/rechecks",
                      .current = current == "rechecks"}});
}

Html certificates_body(const Translator& tr, const CertificateListPage& page) {
  const auto& filter = page.filter;
  std::vector<html::Choice> statuses, verdicts;
  for (const auto each : {CertificateStatus::valid, CertificateStatus::superseded, CertificateStatus::revoked})
    statuses.push_back({.value = std::string(code(each)), .text = tr("certificate.status." + std::string(code(each)))});
  for (const char* each : {"erased", "erased_with_exceptions", "failed", "interrupted"})
    verdicts.push_back({.value = each, .text = tr("equipment.verdict." + std::string(each))});
  const std::string status = filter.status ? std::string(code(*filter.status)) : std::string();
  const std::string verdict = filter.verdict ? std::string(equipment::code(*filter.verdict)) : std::string();
  const bool filtered = !filter.words.empty() || !status.empty() || !verdict.empty() || !filter.item.empty() ||
                        !filter.lot.empty() || !filter.after.empty();
  html::TableWriter table(
      {.tr = tr,
       .caption = tr("certificate.list.title"),
       .path = "/certificates",
       .query =
           {{"q", filter.words}, {"status", status}, {"verdict", verdict}, {"item", filter.item}, {"lot", filter.lot}},
       .columns = {{.title = tr("certificate.field.number"), .width = html::Width::narrow, .heading = true},
                   {.title = tr("certificate.field.issued_at"), .width = html::Width::medium},
                   {.title = tr("certificate.field.item"), .width = html::Width::medium},
                   {.title = tr("certificate.field.medium"), .width = html::Width::medium},
                   {.title = tr("certificate.field.result"), .width = html::Width::narrow},
                   {.title = tr("certificate.field.achieved"), .width = html::Width::medium},
                   {.title = tr("certificate.field.validation"), .width = html::Width::narrow},
                   {.title = tr("certificate.field.status"), .width = html::Width::narrow}},
       .filters = {{.name = "q", .label = tr("certificate.list.search"), .value = filter.words},
                   {.name = "verdict", .label = tr("certificate.field.result"), .value = verdict, .choices = verdicts},
                   {.name = "status", .label = tr("certificate.field.status"), .value = status, .choices = statuses}},
       .shown = static_cast<std::int64_t>(page.rows.size()),
       .next_cursor = page.next,
       .empty = html::empty_state(tr(filtered ? "certificate.list.none_found" : "certificate.list.none"),
                                  tr(filtered ? "certificate.list.none_found_text" : "certificate.list.none_text"), {},
                                  html::Icon::shield)});
  for (const auto& row : page.rows)
    table.row(
        {row.edition > 1
             ? tr("certificate.value.edition", {{"number", row.number}, {"edition", tr.number(row.edition)}})
             : row.number,
         tr.short_date_time(row.issued_at, page.zone), row.item_number, row.medium_name,
         certificate_verdict_badge(tr, row), tr("equipment.level." + std::string(equipment::code(row.achieved))),
         row.validated_by.empty() ? std::string("–") : row.validated_by, certificate_status_badge(tr, row.status())},
        address_of(row));
  Html summary;
  for (const auto& [name, value] : {std::pair("/lots/", &filter.lot), std::pair("/items/", &filter.item)})
    if (!value->empty() && !page.rows.empty())
      summary =
          html::actions({html::link_button(tr("certificate.link_summary_pdf"), name + *value + "/certificates.pdf",
                                           html::ButtonStyle::secondary, html::Icon::download),
                         html::link_button(tr("certificate.action.signed_file"), name + *value + "/certificates.json",
                                           html::ButtonStyle::quiet, html::Icon::shield)});
  return problems_panel(tr, page.problems, page.zone) + summary + table.finish();
}

Html certificate_body(const Translator& tr, const CertificatePage& page) {
  Html body = status_callout(tr, page.row, page.zone) + result_callout(tr, page.certificate, page.row.says_erased()) +
              downloads(tr, page.row) + html::error_summary(tr, page.sent.refusals()) + validation_panel(tr, page) +
              recheck_panel(tr, page);
  for (const auto& section : certificate_sections(tr, page.certificate, page.zone, false))
    body += section_panel(section);
  body +=
      html::panel(tr("certificate.pdf.check"),
                  html::p(html::a(html::attr("href", "/c/" + page.row.id.text()), tr("certificate.action.public"))) +
                      html::p(tr("certificate.pdf.check_program")) + html::p(tr("certificate.pdf.limits")));
  return body + revoke_panel(tr, page);
}

Html public_certificate_body(const Translator& tr, const CertificateRow& row, const boost::json::value& certificate,
                             const std::optional<RecheckRow>& recheck, const std::string& zone) {
  const auto sentence = status_sentence(tr, row, zone);
  Html body = html::callout({.tone = sentence.empty() ? html::Tone::success : html::Tone::danger,
                             .title = sentence.empty() ? tr("certificate.status.valid_sentence") : sentence});
  body += html::callout({.tone = row.says_erased() ? html::Tone::information : html::Tone::danger,
                         .title = result_sentence(tr, certificate)});
  const auto value = [&](std::string_view path) {
    return text_at(certificate, "credentialSubject." + std::string(path));
  };
  std::vector<html::KeyValue> pairs = {
      {.label = tr("certificate.field.drive"), .value = html::text(value("drive.maker") + " " + value("drive.model"))},
      {.label = tr("certificate.field.serial"), .value = html::code(value("drive.serial"))},
      {.label = tr("certificate.field.result"), .value = certificate_verdict_badge(tr, row)},
      {.label = tr("certificate.field.achieved"),
       .value = html::text(tr("equipment.level." + std::string(equipment::code(row.achieved))))},
      {.label = tr("certificate.field.standard"),
       .value = html::text(tr("erasure.standard." + value("action.standard")))},
      {.label = tr("certificate.field.issuer"), .value = html::text(text_at(certificate, "issuer.name"))},
      {.label = tr("certificate.field.issued_at"), .value = html::text(tr.date_time(row.issued_at, zone))},
      {.label = tr("certificate.field.validation"),
       .value = html::text(
           tr(row.validated_by.empty() ? "certificate.value.not_validated" : "certificate.value.second_person"))},
      {.label = tr("certificate.field.sha256"), .value = html::code(row.sha256)}};
  if (recheck && recheck->outcome && *recheck->outcome != RecheckOutcome::impossible)
    pairs.push_back({.label = tr("certificate.recheck.title"),
                     .value = html::text(tr("certificate.recheck.outcome." + std::string(code(*recheck->outcome))))});
  body += html::panel(tr("certificate.public.medium"), html::key_values(pairs));
  return body + html::panel(tr("certificate.pdf.check"),
                            html::p(tr("certificate.public.check")) +
                                html::p(html::a(html::attr("href", "/keys"), tr("certificate.public.keys"))));
}

Html to_validate_body(const Translator& tr, const std::vector<CertificateRow>& rows, const std::string& me,
                      const std::string& zone) {
  if (rows.empty())
    return html::empty_state(tr("certificate.to_validate.none"), tr("certificate.to_validate.none_text"), {},
                             html::Icon::check);
  std::vector<std::vector<Html>> lines;
  for (const auto& row : rows)
    lines.push_back(
        {link_to(row), html::text(tr.short_date_time(row.issued_at, zone)), html::text(row.item_number),
         html::text(row.medium_name), certificate_verdict_badge(tr, row),
         html::text(row.operator_code == me ? tr("certificate.value.you", {{"code", me}}) : row.operator_code)});
  return html::p(tr("certificate.to_validate.text")) +
         html::simple_table(tr("certificate.to_validate.title"),
                            {{.title = tr("certificate.field.number"), .heading = true},
                             {.title = tr("certificate.field.issued_at")},
                             {.title = tr("certificate.field.item")},
                             {.title = tr("certificate.field.medium"), .width = html::Width::wide},
                             {.title = tr("certificate.field.result")},
                             {.title = tr("certificate.field.operator")}},
                            lines);
}

Html rechecks_body(const Translator& tr, const std::vector<OpenRecheck>& open, const std::string& me,
                   const std::string& zone) {
  if (open.empty())
    return html::empty_state(tr("certificate.rechecks.none"), tr("certificate.rechecks.none_text"), {},
                             html::Icon::check);
  std::vector<std::vector<Html>> lines;
  for (const auto& [row, recheck] : open)
    lines.push_back(
        {link_to(row), html::text(row.item_number), html::text(row.medium_name),
         html::text(tr("certificate.recheck.why." + recheck.why)),
         html::text(recheck.drawn_at ? tr.short_date_time(*recheck.drawn_at, zone) : std::string()),
         html::text(row.operator_code == me ? tr("certificate.value.you", {{"code", me}}) : row.operator_code)});
  return html::p(tr("certificate.rechecks.text")) +
         html::simple_table(tr("certificate.rechecks.title"),
                            {{.title = tr("certificate.field.number"), .heading = true},
                             {.title = tr("certificate.field.item")},
                             {.title = tr("certificate.field.medium"), .width = html::Width::wide},
                             {.title = tr("certificate.field.why")},
                             {.title = tr("certificate.field.drawn_at")},
                             {.title = tr("certificate.field.operator")}},
                            lines);
}

}  // namespace erasure
