#include "equipment/tests.hpp"
#include "html/table.hpp"
#include "workshop/pages.hpp"

namespace workshop {
namespace {

html::Html reasons_table(const i18n::Translator& tr, const equipment::Grade& grade) {
  std::vector<std::vector<html::Html>> rows;
  for (const auto& reason : grade.reasons) {
    const int delta = reason.after - reason.before;
    rows.push_back({html::text(tr(reason.code, reason.arguments)),
                    html::text(delta == 0 ? "" : (delta > 0 ? "+" : "") + std::to_string(delta)),
                    html::text(std::to_string(reason.after))});
  }
  return html::simple_table(tr("workshop.grade.reasons"),
                            {{.title = tr("workshop.grade.step"), .width = html::Width::wide, .heading = true},
                             {.title = tr("workshop.grade.delta"), .align = html::Align::end},
                             {.title = tr("workshop.grade.total"), .align = html::Align::end}},
                            rows);
}

html::Html computed_panel(const i18n::Translator& tr, const GradePage& page) {
  if (!page.assessment) {
    const std::string why = page.impossible ? i18n::refusal_text(tr, *page.impossible) : "";
    return html::callout({.tone = html::Tone::warning, .title = tr("workshop.grade.not_computable"), .text = why});
  }
  const auto& assessment = *page.assessment;
  html::Html body =
      html::p(html::big_badge(html::Tone::information, assessment.grade.adjusted.category, html::Icon::tag)) +
      html::p(tr("workshop.grade.points",
                 {{"points", tr.number(assessment.grade.adjusted.points)}, {"scheme", page.scheme}})) +
      reasons_table(tr, assessment.grade.adjusted);
  if (assessment.cpumark)
    body += html::p(tr("equipment.detail.cpumark", {{"n", tr.number(*assessment.cpumark)}}), " — ",
                    tr(assessment.cpumark_why, assessment.cpumark_arguments));
  return html::panel(tr("workshop.grade.computed"), body);
}

html::Html field_of(const i18n::Translator& tr, const GradePage& page, const char* name, const char* label,
                    const std::string& first, bool numeric, const char* hint = nullptr) {
  return html::field(tr, {.name = name,
                          .label = tr(label),
                          .value = page.sent.value(name, first),
                          .error = page.sent.error(tr, name),
                          .hint = hint == nullptr ? "" : tr(hint),
                          .inputmode = numeric ? "numeric" : "",
                          .longest = 200});
}

html::Html rule_fields(const i18n::Translator& tr, const GradePage& page) {
  const auto& item = page.item;
  const std::string ram = item.ram_gb ? std::to_string(*item.ram_gb) : "";
  const bool phone = item.kind == equipment::Kind::smartphone || item.kind == equipment::Kind::tablet;
  if (phone)
    return html::field_row({field_of(tr, page, "antutu", "workshop.grade.antutu", "", true),
                            field_of(tr, page, "ram_gb", "equipment.field.ram", ram, true),
                            field_of(tr, page, "storage_gb", "workshop.grade.storage", "", true)});
  // Beside the mark that a person types, when no table knows the processor: never instead of it.
  const bool unknown = page.score && !(page.assessment && page.assessment->cpumark);
  const html::Html hint = unknown ? html::p(tr("workshop.score.hint", {{"all", tr.number(page.score->all)},
                                                                       {"single", tr.number(page.score->single)}}))
                                  : html::Html();
  return hint +
         html::field_row(
             {field_of(tr, page, "cpumark", "workshop.grade.cpumark", "", true, "workshop.grade.cpumark_hint"),
              field_of(tr, page, "cpumark_reason", "workshop.grade.cpumark_reason", "", false)}) +
         html::field_row({field_of(tr, page, "ram_gb", "equipment.field.ram", ram, true),
                          field_of(tr, page, "disk", "workshop.grade.disk", "", false, "workshop.grade.disk_hint")}) +
         html::field(tr, {.name = "windows10",
                          .label = tr("workshop.grade.windows10"),
                          .type = html::FieldType::checkbox,
                          .value = page.sent.value("windows10")}) +
         html::field_row({field_of(tr, page, "adjustment", "workshop.grade.adjustment", "", false,
                                   "workshop.grade.adjustment_hint"),
                          field_of(tr, page, "adjustment_reason", "workshop.grade.adjustment_reason", "", false)});
}

html::Html category_fields(const i18n::Translator& tr, const GradePage& page) {
  std::vector<html::Choice> categories = {{.value = "", .text = tr("workshop.grade.by_rule")}};
  for (const auto& each : page.categories) categories.push_back({.value = each, .text = each});
  return html::field_row({html::field(tr, {.name = "category",
                                           .label = tr("equipment.field.category"),
                                           .type = html::FieldType::select,
                                           .value = page.sent.value("category", page.item.category),
                                           .error = page.sent.error(tr, "category"),
                                           .choices = categories}),
                          field_of(tr, page, "category_reason", "workshop.grade.category_reason_label", "", false)});
}

html::Html upload_form(const i18n::Translator& tr, const std::string& action, const std::string& label,
                       const std::string& csrf, const html::Submission& sent) {
  return html::form({.tr = tr,
                     .action = action,
                     .csrf = csrf,
                     .submit = tr("workshop.settings.submit"),
                     .multipart = true,
                     .refusals = sent.refusals()},
                    html::field(tr, {.name = "file",
                                     .label = label,
                                     .type = html::FieldType::file,
                                     .error = sent.error(tr, "file"),
                                     .required = true,
                                     .autofocus = true,
                                     .accept = ".csv,text/csv"}));
}

}  // namespace

html::Html grade_body(const i18n::Translator& tr, const GradePage& page) {
  std::vector<html::Choice> cosmetic = {{.value = "", .text = tr("workshop.grade.not_looked")}};
  for (const auto& each : page.cosmetic_grades) cosmetic.push_back({.value = each, .text = each});
  html::Html fields = html::field(tr, {.name = "cosmetic",
                                       .label = tr("workshop.grade.cosmetic"),
                                       .type = html::FieldType::select,
                                       .value = page.sent.value("cosmetic", page.item.cosmetic),
                                       .error = page.sent.error(tr, "cosmetic"),
                                       .choices = cosmetic,
                                       .autofocus = true});
  const bool by_hand = !equipment::is_graded(page.item.kind);
  const bool phone = page.item.kind == equipment::Kind::smartphone || page.item.kind == equipment::Kind::tablet;
  if (by_hand) fields += category_fields(tr, page);
  if (!by_hand || phone) fields += rule_fields(tr, page);
  return (by_hand && !page.assessment ? html::Html() : computed_panel(tr, page)) +
         html::panel(tr("workshop.grade.title"), html::form({.tr = tr,
                                                             .action = "/items/" + page.item.id.text() + "/grade",
                                                             .csrf = page.csrf,
                                                             .submit = tr("workshop.grade.submit"),
                                                             .refusals = page.sent.refusals(),
                                                             .cancel = "/items/" + page.item.id.text()},
                                                            fields));
}

html::Html grading_body(const i18n::Translator& tr, const SettingsPage& page) {
  std::vector<std::vector<html::Html>> rows;
  for (const auto& scheme : page.schemes)
    rows.push_back({html::text(scheme.version), html::text(tr.short_date_time(scheme.valid_from, page.zone)),
                    html::text(tr.short_date_time(scheme.created_at, page.zone))});
  html::Html known = rows.empty() ? html::p(tr("workshop.settings.shipped_only"))
                                  : html::simple_table(tr("workshop.settings.schemes"),
                                                       {{.title = tr("workshop.settings.version"), .heading = true},
                                                        {.title = tr("workshop.settings.valid_from")},
                                                        {.title = tr("workshop.settings.uploaded")}},
                                                       rows);
  return html::p(tr("workshop.settings.in_force", {{"version", page.in_force}})) +
         html::panel(tr("workshop.settings.schemes"), known) +
         html::panel(
             tr("workshop.settings.new_scheme"),
             html::p(tr("workshop.settings.scheme_text")) +
                 upload_form(tr, "/settings/grading", tr("workshop.settings.scheme_file"), page.csrf, page.sent));
}

html::Html cpumarks_body(const i18n::Translator& tr, const std::optional<CpumarkRow>& table, std::size_t rows,
                         const std::string& zone, const std::string& csrf, const html::Submission& sent) {
  const std::string now =
      table ? tr("workshop.settings.marks_loaded", {{"n", tr.number(static_cast<std::int64_t>(rows))},
                                                    {"when", tr.short_date_time(table->imported_at, zone)}})
            : tr("workshop.settings.no_marks");
  return html::p(now) +
         html::panel(tr("workshop.settings.new_marks"),
                     html::p(tr("workshop.settings.marks_text")) +
                         upload_form(tr, "/settings/cpumarks", tr("workshop.settings.marks_file"), csrf, sent));
}

}  // namespace workshop
