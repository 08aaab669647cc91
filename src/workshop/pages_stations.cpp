#include "workshop/pages_stations.hpp"

#include "documents/qr.hpp"
#include "html/table.hpp"

namespace workshop {
namespace {

std::string numbers(const std::vector<std::int64_t>& all) {
  std::string text;
  for (const auto number : all) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

html::Html state_badge(const i18n::Translator& tr, const StationView& view) {
  if (view.station.revoked_at) return html::badge(html::Tone::neutral, tr("workshop.stations.revoked"));
  if (view.faults.alarming()) return html::badge(html::Tone::danger, tr("workshop.stations.chain_alarm"));
  if (view.faults.missing_count > 0)
    return html::badge(html::Tone::warning,
                       tr("workshop.stations.chain_gap", {{"n", std::to_string(view.faults.missing_count)}}));
  return html::badge(html::Tone::success, tr("workshop.stations.in_service"));
}

std::string path_of(const Station& station) { return "/stations/" + station.id.text(); }

html::Html codes_table(const i18n::Translator& tr, const StationsPage& page) {
  std::vector<std::vector<html::Html>> rows;
  for (const auto& code : page.codes)
    rows.push_back({html::text(code.name),
                    html::text(tr("workshop.stations.uses_left",
                                  {{"left", std::to_string(code.uses_left)}, {"uses", std::to_string(code.uses)}})),
                    html::text(tr.short_date_time(code.expires_at, page.zone)), html::text(code.made_by),
                    html::post_button({.text = tr("workshop.stations.withdraw"),
                                       .action = "/stations/codes/" + code.id.text() + "/withdraw",
                                       .csrf = page.csrf,
                                       .style = html::ButtonStyle::quiet})});
  return html::simple_table(tr("workshop.stations.codes"),
                            {{.title = tr("workshop.stations.name"), .heading = true},
                             {.title = tr("workshop.stations.uses")},
                             {.title = tr("workshop.stations.expires")},
                             {.title = tr("workshop.stations.by")},
                             {.title = tr("workshop.stations.actions")}},
                            rows);
}

html::Html faults_callout(const i18n::Translator& tr, const ChainFaults& faults) {
  html::Html body;
  if (!faults.forks.empty())
    body += html::callout({.tone = html::Tone::danger,
                           .title = tr("workshop.stations.fork_title"),
                           .text = tr("workshop.stations.fork_text", {{"numbers", numbers(faults.forks)}})});
  if (!faults.broken.empty())
    body += html::callout({.tone = html::Tone::danger,
                           .title = tr("workshop.stations.broken_title"),
                           .text = tr("workshop.stations.broken_text", {{"numbers", numbers(faults.broken)}})});
  if (faults.missing_count > 0)
    body += html::callout({.tone = html::Tone::warning,
                           .title = tr("workshop.stations.gap_title", {{"n", std::to_string(faults.missing_count)}}),
                           .text = tr("workshop.stations.gap_text", {{"numbers", numbers(faults.missing)}})});
  return body;
}

}  // namespace

html::Html stations_body(const i18n::Translator& tr, const StationsPage& page) {
  std::vector<std::vector<html::Html>> rows;
  html::Html alarms;
  for (const auto& view : page.stations) {
    const auto& station = view.station;
    if (view.faults.alarming() && !station.revoked_at)
      alarms += html::callout({.tone = html::Tone::danger,
                               .title = tr("workshop.stations.alarm", {{"name", station.name}}),
                               .text = tr("workshop.stations.alarm_text"),
                               .items = {{.text = tr("workshop.stations.alarm_look"),
                                          .href = path_of(station),
                                          .action = tr("workshop.stations.open")}}});
    rows.push_back(
        {html::a(html::attr("href", path_of(station)), station.name), html::code(view.fingerprint.substr(0, 19)),
         html::text(station.last_seen_at ? tr.relative(*station.last_seen_at, page.now)
                                         : tr("workshop.stations.never_seen")),
         html::text(station.last_sequence == 0 ? "" : std::to_string(station.last_sequence)), state_badge(tr, view)});
  }
  html::Html body = alarms;
  if (rows.empty())
    body += html::empty_state(tr("workshop.stations.none"), tr("workshop.stations.none_text"),
                              html::link_button(tr("workshop.stations.add"), "/stations/new"), html::Icon::disk);
  else
    body += html::simple_table(tr("workshop.stations.title"),
                               {{.title = tr("workshop.stations.name"), .heading = true},
                                {.title = tr("workshop.stations.fingerprint")},
                                {.title = tr("workshop.stations.last_report")},
                                {.title = tr("workshop.stations.sequence")},
                                {.title = tr("workshop.stations.state")}},
                               rows);
  if (!page.codes.empty()) body += html::panel(tr("workshop.stations.codes"), codes_table(tr, page));
  return body;
}

html::Html station_body(const i18n::Translator& tr, const StationView& view, const std::string& zone,
                        base::Instant now) {
  const auto& station = view.station;
  std::vector<html::KeyValue> pairs = {
      {.label = tr("workshop.stations.state"), .value = state_badge(tr, view)},
      {.label = tr("workshop.stations.fingerprint"), .value = html::code(view.fingerprint)},
      {.label = tr("workshop.stations.key"), .value = html::code(station.key)},
      {.label = tr("workshop.stations.enrolled"),
       .value = html::text(tr.short_date_time(station.enrolled_at, zone) + " · " + station.enrolled_by)},
      {.label = tr("workshop.stations.last_report"),
       .value = html::text(station.last_seen_at ? tr.relative(*station.last_seen_at, now)
                                                : tr("workshop.stations.never_seen"))},
      {.label = tr("workshop.stations.sequence"), .value = html::text(std::to_string(station.last_sequence))},
      {.label = tr("workshop.stations.last_sha256"), .value = html::code(station.last_sha256)}};
  if (station.revoked_at)
    pairs.push_back({.label = tr("workshop.stations.revoked"),
                     .value = html::text(tr.short_date_time(*station.revoked_at, zone) + " · " + station.revoked_by)});
  html::Html body = faults_callout(tr, view.faults) + html::panel(station.name, html::key_values(pairs));
  if (station.revoked_at) return body;
  return body + html::actions({html::link_button(tr("workshop.stations.revoke"), path_of(station) + "/revoke",
                                                 html::ButtonStyle::danger)});
}

html::Html revoke_body(const i18n::Translator& tr, const StationView& view, const std::string& csrf) {
  return html::confirmation(
      {.tr = tr,
       .question = tr("workshop.stations.revoke_question", {{"name", view.station.name}}),
       .consequences = {tr("workshop.stations.revoke_reports"), tr("workshop.stations.revoke_token"),
                        tr("workshop.stations.revoke_kept")},
       .action = path_of(view.station) + "/revoke",
       .csrf = csrf,
       .confirm = tr("workshop.stations.revoke"),
       .cancel = path_of(view.station)});
}

html::Html new_code_body(const i18n::Translator& tr, const std::string& csrf, const html::Submission& sent) {
  const auto number = [&](const char* name, const char* label, const char* hint, const char* first, std::int64_t most) {
    return html::field(tr, {.name = name,
                            .label = tr(label),
                            .type = html::FieldType::number,
                            .value = sent.value(name, first),
                            .error = sent.error(tr, name),
                            .hint = tr(hint),
                            .required = true,
                            .inputmode = "numeric",
                            .minimum = "1",
                            .maximum = std::to_string(most)});
  };
  const auto fields =
      html::field(tr, {.name = "name",
                       .label = tr("workshop.stations.name"),
                       .value = sent.value("name"),
                       .error = sent.error(tr, "name"),
                       .hint = tr("workshop.stations.name_hint"),
                       .required = true,
                       .autofocus = true,
                       .autocomplete = "off",
                       .longest = 64}) +
      html::field_row(
          {number("uses", "workshop.stations.uses", "workshop.stations.uses_hint", "1", most_stations_of_a_code),
           number("days", "workshop.stations.days", "workshop.stations.days_hint", "7", most_days_of_a_code)});
  return html::p(tr("workshop.stations.add_text")) + html::form({.tr = tr,
                                                                 .action = "/stations/codes",
                                                                 .csrf = csrf,
                                                                 .submit = tr("workshop.stations.make_code"),
                                                                 .refusals = sent.refusals(),
                                                                 .cancel = "/stations"},
                                                                fields);
}

html::Html code_body(const i18n::Translator& tr, const EnrolmentCode& code, const std::string& typed,
                     const std::string& text, const std::string& zone) {
  html::Html body = html::callout(
      {.tone = html::Tone::warning,
       .title = tr("workshop.stations.shown_once"),
       .text = tr("workshop.stations.shown_once_text",
                  {{"until", tr.short_date_time(code.expires_at, zone)}, {"uses", std::to_string(code.uses)}})});
  if (text.empty()) {
    body += html::callout({.tone = html::Tone::information,
                           .title = tr("workshop.stations.no_address"),
                           .text = tr("workshop.stations.no_address_text")});
  } else if (const auto matrix = documents::qr_matrix(text); matrix.ok()) {
    body += html::panel(tr("workshop.stations.scan"),
                        html::p(tr("workshop.stations.scan_text")) + html::qr_code(documents::qr_svg_path(*matrix),
                                                                                   matrix->size_with_quiet_zone(),
                                                                                   tr("workshop.stations.qr_label")));
  }
  html::Html by_hand = html::copy_field(tr, tr("workshop.stations.code"), typed);
  if (!text.empty())
    by_hand += html::p(tr("workshop.stations.type_text")) +
               html::copy_field(tr, tr("workshop.stations.command"), "boucle-station enrol '" + text + "'");
  return body + html::panel(tr("workshop.stations.type"), by_hand) +
         html::actions({html::link_button(tr("workshop.stations.back"), "/stations", html::ButtonStyle::primary)});
}

html::Html enrol_body(const i18n::Translator& tr) {
  return html::p(tr("workshop.enrol.text")) + html::p(tr("workshop.enrol.how"));
}

}  // namespace workshop
