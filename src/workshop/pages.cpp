#include "workshop/pages.hpp"

#include <utility>

#include "equipment/pages.hpp"
#include "erasure/departure_rule.hpp"
#include "erasure/pages.hpp"
#include "html/table.hpp"
#include "workshop/triage.hpp"

namespace workshop {
namespace {

using equipment::Item;

constexpr std::array<const char*, 6> locks = {"firmware_password", "mdm",      "autopilot",
                                              "apple_activation",  "absolute", "frp"};

html::Html text_or_nothing(const std::optional<std::string>& text) { return text ? html::text(*text) : html::Html(); }

std::string machine_name(const i18n::Translator& tr, const equipment::Inventory& inventory) {
  const std::string model = inventory.commercial_name.value_or(inventory.model.value_or(""));
  const std::string name = inventory.maker.value_or("") + (inventory.maker && !model.empty() ? " " : "") + model;
  return name.empty() ? tr("workshop.report.unknown_machine") : name;
}

html::Html items_table(const i18n::Translator& tr, const std::string& caption,
                       const std::vector<equipment::ItemRow>& items, const std::string& page) {
  std::vector<std::vector<html::Html>> rows;
  for (const auto& item : items)
    rows.push_back({html::a(html::attr("href", "/items/" + item.id.text() + page), item.number),
                    html::text(tr("equipment.kind." + item.kind)), html::text(item.maker + " " + item.model),
                    html::text(item.location)});
  return html::simple_table(caption,
                            {{.title = tr("equipment.field.number"), .heading = true},
                             {.title = tr("equipment.field.kind")},
                             {.title = tr("equipment.field.name"), .width = html::Width::wide},
                             {.title = tr("equipment.field.location")}},
                            rows);
}

html::Html reports_table(const i18n::Translator& tr, const WorkshopPage& page) {
  std::vector<std::vector<html::Html>> rows;
  for (const auto& report : page.reports)
    rows.push_back({html::a(html::attr("href", "/workshop/reports/" + report.row.id.text()),
                            report.drives.empty() ? machine_name(tr, report.inventory) : report.drives.front()),
                    html::code(report.inventory.serials.system.value_or(report.inventory.serials.chassis.value_or(""))),
                    html::text(tr("workshop.why." + report.row.why)), html::text(report.station),
                    html::text(tr.short_date_time(report.row.occurred_at, page.zone))});
  return html::simple_table(tr("workshop.reports.title"),
                            {{.title = tr("workshop.reports.machine"), .width = html::Width::wide, .heading = true},
                             {.title = tr("equipment.field.serial")},
                             {.title = tr("workshop.reports.why")},
                             {.title = tr("workshop.reports.station")},
                             {.title = tr("workshop.reports.when")}},
                            rows);
}

}  // namespace

html::Html inventory_view(const i18n::Translator& tr, const equipment::Inventory& inventory) {
  std::string disks;
  for (const auto& disk : inventory.disks) {
    const std::string size =
        disk.size_bytes
            ? tr("equipment.gigabytes",
                 {{"n", tr.number(static_cast<std::int64_t>((*disk.size_bytes + 500'000'000) / 1'000'000'000))}})
            : "";
    disks += (disks.empty() ? "" : " · ") + std::string(equipment::name_of(disk.kind)) + " " + size + " " +
             disk.model.value_or("") + " " + disk.serial.value_or("");
  }
  const auto rounded = [&](const std::optional<double>& value, const char* key) {
    return value ? html::text(tr(key, {{"n", tr.decimal(static_cast<std::int64_t>(*value * 1000), 1)}})) : html::Html();
  };
  return html::key_values(
      {{.label = tr("equipment.field.maker"), .value = text_or_nothing(inventory.maker)},
       {.label = tr("equipment.field.model"),
        .value = text_or_nothing(inventory.commercial_name ? inventory.commercial_name : inventory.model)},
       {.label = tr("equipment.serial.system"), .value = text_or_nothing(inventory.serials.system)},
       {.label = tr("equipment.serial.chassis"), .value = text_or_nothing(inventory.serials.chassis)},
       {.label = tr("equipment.serial.board"), .value = text_or_nothing(inventory.serials.board)},
       {.label = tr("equipment.field.cpu"), .value = text_or_nothing(inventory.cpu.name)},
       {.label = tr("equipment.field.ram"), .value = rounded(inventory.ram.nominal_gb, "equipment.detail.ram")},
       {.label = tr("equipment.item.media"), .value = html::text(disks)},
       {.label = tr("equipment.field.screen"), .value = rounded(inventory.screen_inches, "equipment.detail.inches")},
       {.label = tr("equipment.field.battery"),
        .value = rounded(inventory.battery_health_percent, "equipment.detail.percent")}});
}

html::Html workshop_body(const i18n::Translator& tr, const WorkshopPage& page) {
  html::Html body;
  if (!page.reports.empty()) body += html::panel(tr("workshop.reports.title"), reports_table(tr, page));
  if (!page.proposals.empty())
    body += html::panel(tr("erasure.waiting.title"), erasure::waiting_table(tr, page.proposals, page.zone));
  body += html::panel(tr("workshop.to_sort.title"),
                      page.to_sort.empty()
                          ? html::empty_state(tr("workshop.to_sort.empty"), tr("workshop.to_sort.empty_text"),
                                              html::link_button(tr("workshop.to_lots"), "/lots"))
                          : items_table(tr, tr("workshop.to_sort.title"), page.to_sort, "/triage"),
                      html::link_button(tr("workshop.see_all"), "/items?status=received", html::ButtonStyle::quiet));
  body += html::panel(tr("workshop.bench.title"),
                      page.on_the_bench.empty() ? html::p(tr("workshop.bench.empty"))
                                                : items_table(tr, tr("workshop.bench.title"), page.on_the_bench, ""),
                      html::link_button(tr("workshop.see_all"), "/items?status=in_work", html::ButtonStyle::quiet));
  return body;
}

html::Html waiting_report_body(const i18n::Translator& tr, const WaitingReport& report, const std::string& csrf,
                               const html::Submission& sent) {
  const std::string path = "/workshop/reports/" + report.row.id.text();
  html::Html body = html::callout({.tone = html::Tone::warning,
                                   .title = tr("workshop.report.waits"),
                                   .text = tr("workshop.why." + report.row.why)});
  html::Callout look{.tone = html::Tone::warning, .title = tr("workshop.report.look")};
  for (const auto& warning : report.warnings) look.items.push_back({.text = tr.has(warning) ? tr(warning) : warning});
  if (!look.items.empty()) body += html::callout(look);
  if (report.erasures > 0)
    body +=
        html::p(tr("workshop.report.erasures_wait", {{"n", tr.number(static_cast<std::int64_t>(report.erasures))}}));
  std::vector<html::Html> buttons;
  for (const auto& item : report.candidates)
    buttons.push_back(html::post_button(
        {.text = tr("workshop.attach.to", {{"number", item.number}, {"name", equipment::item_name(tr, item)}}),
         .action = path + "/attach",
         .csrf = csrf,
         .hidden = {{"item", item.id.text()}}}));
  if (!buttons.empty()) body += html::panel(tr("workshop.attach.candidates"), html::actions(buttons));
  body += html::panel(tr("workshop.attach.title"), html::form({.tr = tr,
                                                               .action = path + "/attach",
                                                               .csrf = csrf,
                                                               .submit = tr("workshop.attach.submit"),
                                                               .refusals = sent.refusals()},
                                                              html::field(tr, {.name = "number",
                                                                               .label = tr("workshop.attach.number"),
                                                                               .value = sent.value("number"),
                                                                               .error = sent.error(tr, "number"),
                                                                               .required = true,
                                                                               .autofocus = true,
                                                                               .scan = true})));
  body += html::panel(tr("workshop.create.title"),
                      html::p(tr("workshop.create.text")) +
                          html::actions({html::post_button(
                              {.text = tr("workshop.create.submit"), .action = path + "/create", .csrf = csrf})}));
  if (report.drives.empty())
    return body + html::panel(tr("workshop.report.read"), inventory_view(tr, report.inventory));
  std::vector<html::Html> drives;
  for (const auto& each : report.drives) drives.push_back(html::li(each));
  return body + html::panel(tr("workshop.report.drives"), html::ul(drives));
}

html::Html upload_body(const i18n::Translator& tr, const std::string& csrf, const html::Submission& sent) {
  return html::p(tr("workshop.upload.text")) + html::form({.tr = tr,
                                                           .action = "/workshop/reports",
                                                           .csrf = csrf,
                                                           .submit = tr("workshop.upload.submit"),
                                                           .multipart = true,
                                                           .refusals = sent.refusals(),
                                                           .cancel = "/workshop"},
                                                          html::field(tr, {.name = "file",
                                                                           .label = tr("workshop.upload.file"),
                                                                           .type = html::FieldType::file,
                                                                           .error = sent.error(tr, "file"),
                                                                           .required = true,
                                                                           .autofocus = true,
                                                                           .accept = ".json,application/json"}));
}

html::Html triage_body(const i18n::Translator& tr, const Item& item, const std::string& csrf,
                       const html::Submission& sent) {
  std::vector<html::Choice> decisions, reasons = {{.value = "", .text = tr("workshop.triage.no_reason")}};
  std::vector<std::string_view> seen;
  using equipment::TriageDecision;
  for (const auto decision :
       {TriageDecision::reuse, TriageDecision::repair, TriageDecision::parts, TriageDecision::waste}) {
    const std::string code(equipment::code(decision));
    decisions.push_back(
        {.value = code, .text = tr("equipment.decision." + code), .hint = tr("workshop.triage.hint." + code)});
    for (const auto reason : reasons_for(decision)) {
      if (std::find(seen.begin(), seen.end(), reason) != seen.end()) continue;
      seen.push_back(reason);
      reasons.push_back({.value = std::string(reason), .text = tr("equipment.reason." + std::string(reason))});
    }
  }
  html::Html fields = html::field(tr, {.name = "decision",
                                       .label = tr("workshop.triage.decision"),
                                       .type = html::FieldType::radios,
                                       .value = sent.value("decision", "reuse"),
                                       .error = sent.error(tr, "decision"),
                                       .choices = decisions,
                                       .required = true,
                                       .autofocus = true}) +
                      html::field(tr, {.name = "reason",
                                       .label = tr("workshop.triage.reason"),
                                       .type = html::FieldType::select,
                                       .value = sent.value("reason"),
                                       .error = sent.error(tr, "reason"),
                                       .hint = tr("workshop.triage.reason_hint"),
                                       .choices = reasons});
  if (asks_about_media(item))
    fields += html::field(
        tr, {.name = "has_medium",
             .label = tr("workshop.triage.has_medium"),
             .type = html::FieldType::radios,
             .value = sent.value("has_medium"),
             .error = sent.error(tr, "has_medium"),
             .hint = tr("workshop.triage.has_medium_hint"),
             .choices = {{.value = "yes", .text = tr("workshop.yes")}, {.value = "no", .text = tr("workshop.no")}},
             .required = true});
  html::Html ticks;
  for (const char* each : locks)
    ticks += html::field(tr, {.name = "locks." + std::string(each),
                              .label = tr("equipment.lock." + std::string(each)),
                              .type = html::FieldType::checkbox,
                              .value = item.locks.contains(each) ? "1" : sent.value("locks." + std::string(each))});
  fields += html::details(html::summary(tr("workshop.triage.locks")), ticks);
  fields += html::field(
      tr, {.name = "note", .label = tr("workshop.triage.note"), .value = sent.value("note"), .longest = 300});
  return html::panel(tr("workshop.triage.question"),
                     html::form({.tr = tr,
                                 .action = "/items/" + item.id.text() + "/triage",
                                 .csrf = csrf,
                                 .submit = tr("workshop.triage.submit"),
                                 .refusals = sent.refusals(),
                                 .cancel = "/items/" + item.id.text(),
                                 .hidden = {{"seen", std::string(equipment::code(item.status))}}},
                                fields));
}

html::Html tests_body(const i18n::Translator& tr, const Item& item, const std::string& csrf,
                      const html::Submission& sent) {
  html::Html fields;
  const auto required = equipment::tests_required(item.kind);
  if (required.empty()) return html::empty_state(tr("workshop.tests.none"), tr("workshop.tests.none_text"));
  std::vector<html::Html> row;
  bool first = true;
  for (const auto test : required) {
    const std::string code(test);
    const auto known = item.tests.find(code);
    const std::string now = known == item.tests.end() ? "" : std::string(equipment::code(known->second));
    std::vector<html::Choice> outcomes;
    for (const char* each : {"pass", "fail", "not_applicable"})
      outcomes.push_back({.value = each, .text = tr("equipment.outcome." + std::string(each))});
    row.push_back(html::field(
        tr, {.name = "tests." + code,
             .label = tr("equipment.test." + code),
             .type = html::FieldType::radios,
             .value = sent.value("tests." + code, now),
             .error = sent.error(tr, "tests." + code),
             .hint = tr(equipment::is_essential_test(test) ? "workshop.tests.essential" : "workshop.tests.told"),
             .choices = outcomes,
             .autofocus = first}));
    first = false;
    if (row.size() == 2) fields += html::field_row(std::exchange(row, {}));
  }
  fields += html::field_row(row);
  return html::div(html::attr("class", "bench"), html::form({.tr = tr,
                                                             .action = "/items/" + item.id.text() + "/tests",
                                                             .csrf = csrf,
                                                             .submit = tr("workshop.tests.submit"),
                                                             .refusals = sent.refusals(),
                                                             .cancel = "/items/" + item.id.text()},
                                                            fields));
}

html::Html close_body(const i18n::Translator& tr, const Item& item, const std::vector<base::Refusal>& missing,
                      const std::string& csrf) {
  if (missing.empty())
    return html::callout({.tone = html::Tone::success,
                          .title = tr("workshop.close.complete"),
                          .text = tr("workshop.close.complete_text")}) +
           html::actions({html::post_button({.text = tr("workshop.close.submit"),
                                             .action = "/items/" + item.id.text() + "/close",
                                             .csrf = csrf,
                                             .style = html::ButtonStyle::primary,
                                             .icon = html::Icon::check})});
  html::Callout callout{.tone = html::Tone::warning, .title = tr("workshop.close.missing")};
  const std::string base = "/items/" + item.id.text();
  for (const auto& refusal : missing) {
    const bool test = refusal.field.starts_with("tests.");
    const bool media = refusal.field == "media";
    callout.items.push_back({.text = i18n::refusal_text(tr, refusal),
                             .href = base + (test    ? "/tests"
                                             : media ? "/erasure"
                                                     : "/grade"),
                             .action = tr(test    ? "workshop.step.test"
                                          : media ? "workshop.step.erase"
                                                  : "workshop.step.grade")});
  }
  return html::callout(callout);
}

}  // namespace workshop
