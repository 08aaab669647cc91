// Grading an item, and the rule files and processor marks that the administrator supplies.
#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "equipment/grading/cpumark_table.hpp"
#include "equipment/occasion.hpp"
#include "equipment/pages.hpp"
#include "equipment/web.hpp"
#include "workshop/pages.hpp"
#include "workshop/web_parts.hpp"

namespace workshop {
namespace {

using accounts::Input;
using accounts::Services;
using equipment::Item;

constexpr std::size_t largest_file = std::size_t{8} * 1024 * 1024;

base::Day today(const http::Request& request) {
  auto day = base::day_in_zone(request.now, accounts::caller(request).zone);
  CHECK(day.ok());  // the organisation's zone was checked when it was set
  return *day;
}

base::Result<GradeRequest> request_in(const Input& input) {
  GradeRequest request;
  const auto number = [&](const char* name, std::optional<std::int64_t>& into) -> base::Outcome {
    TRY(value, input.integer(name));
    if (value && (*value < 0 || *value > 100'000'000))
      return base::Refusal{.code = "accounts.input.not_a_number", .field = name};
    into = value;
    return base::Done{};
  };
  TRY_DONE(number("cpumark", request.cpumark));
  TRY_DONE(number("ram_gb", request.ram_gb));
  TRY_DONE(number("antutu", request.antutu));
  TRY_DONE(number("storage_gb", request.storage_gb));
  request.cpumark_reason = input.text("cpumark_reason").substr(0, 300);
  for (const auto& text : input.all("disk")) {
    auto disk = equipment::parse_disk_argument(text);
    if (!disk.ok()) {
      auto refusal = disk.refusal();
      refusal.field = "disk";
      return refusal;
    }
    request.disks.push_back(*disk);
  }
  request.windows10 = input.yes("windows10");
  request.cosmetic = input.text("cosmetic");
  TRY(delta, input.integer("adjustment"));
  if (delta && (*delta < -20 || *delta > 20))
    return base::Refusal{.code = "equipment.grading.adjustment_range", .field = "adjustment"};
  request.adjustment = {.delta = static_cast<int>(delta.value_or(0)),
                        .reason = input.text("adjustment_reason").substr(0, 300)};
  request.category = input.text("category");
  request.category_reason = input.text("category_reason").substr(0, 300);
  return request;
}

http::Response grade_page(const Services& services, const http::Request& request, html::Submission sent) {
  struct Read {
    std::optional<Item> item;
    std::optional<Assessment> assessment;
    std::optional<base::Refusal> impossible;
    std::optional<equipment::GradingScheme> scheme;
    std::optional<Score> score;
  };
  const auto id = equipment::item_id_of(request);
  if (!id.ok()) return accounts::refuse(services, request, id.refusal());
  const auto read = services.database.read([&](storage::Session& session) {
    Read found{.item = equipment::find_item(session, accounts::caller(request).organisation, *id)};
    if (!found.item) return found;
    if (auto scheme = scheme_in_force(session, found.item->organisation, today(request)); scheme.ok())
      found.scheme = std::move(scheme).value();
    found.score = score_of_item(session, found.item->organisation, *id);
    auto assessment = assess(session, *found.item, {}, today(request));
    if (assessment.ok())
      found.assessment = std::move(assessment).value();
    else
      found.impossible = assessment.refusal();
    return found;
  });
  if (!read.item) return accounts::refuse(services, request, {.code = "equipment.item.unknown"});
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("workshop.grade.page", {{"number", read.item->number}}));
  page.path = request.path;
  page.subtitle = equipment::item_name(tr, *read.item);
  page.breadcrumbs = {{.text = tr("equipment.list.title"), .href = "/items"},
                      {.text = read.item->number, .href = "/items/" + id->text()}};
  page.refused = !sent.refusals().empty();
  const int status = page.refused ? accounts::status_of(sent.refusals().front()) : 200;
  GradePage shown{.item = *read.item,
                  .assessment = read.assessment,
                  .impossible = read.impossible,
                  .score = read.score,
                  .csrf = page.csrf,
                  .sent = std::move(sent)};
  if (read.scheme) {
    shown.scheme = read.scheme->version;
    shown.cosmetic_grades = read.scheme->cosmetic_grades;
    for (const auto& step : read.scheme->categories) shown.categories.push_back(step.category);
  }
  return accounts::show(page, grade_body(tr, shown), status);
}

http::Response post_grade(const Services& services, const http::Request& request) {
  const auto id = equipment::item_id_of(request);
  if (!id.ok()) return accounts::refuse(services, request, id.refusal());
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  return equipment::perform({.services = services,
                             .request = request,
                             .location = "/items/" + id->text(),
                             .flash = "workshop.grade.done",
                             .work = [&](storage::Session& session) -> base::Result<Item> {
                               TRY(wanted, request_in(*input));
                               return grade(session, equipment::occasion_of(request), *id, wanted, today(request));
                             },
                             .refused =
                                 [&](const base::Refusal& refusal) {
                                   if (accounts::status_of(refusal) == 404)
                                     return accounts::refuse(services, request, refusal);
                                   return grade_page(services, request, html::Submission(input->values(), {refusal}));
                                 }});
}

const http::Upload* file_of(const http::Request& request) {
  for (const auto& upload : request.uploads)
    if (!upload.bytes.empty()) return &upload;
  return nullptr;
}

http::Response grading_page(const Services& services, const http::Request& request, html::Submission sent) {
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  const auto [schemes, in_force] = services.database.read([&](storage::Session& session) {
    const auto scheme = scheme_in_force(session, who.organisation, today(request));
    return std::pair(list_schemes(session, who.organisation), scheme.ok() ? scheme->version : std::string());
  });
  auto page = accounts::page_of(services, request, tr("workshop.settings.grading"));
  page.path = "/settings/grading";
  page.breadcrumbs = {{.text = tr("accounts.nav.settings"), .href = "/settings"}};
  page.refused = !sent.refusals().empty();
  const int status = page.refused ? 422 : 200;
  return accounts::show(
      page,
      grading_body(
          tr, {.schemes = schemes, .in_force = in_force, .zone = who.zone, .csrf = page.csrf, .sent = std::move(sent)}),
      status);
}

base::Result<SchemeRow> scheme_in(const http::Request& request) {
  const auto* file = file_of(request);
  if (file == nullptr) return base::Refusal{.code = "workshop.upload.no_file", .field = "file"};
  auto scheme = equipment::parse_grading_rules(file->bytes);
  if (!scheme.ok()) {
    auto refusal = scheme.refusal();
    refusal.field = "file";
    return refusal;
  }
  SchemeRow row{
      .version = scheme->version, .content = file->bytes, .valid_from = request.now, .created_at = request.now};
  if (scheme->valid_from) {
    TRY(start, base::start_of_day(*scheme->valid_from, accounts::caller(request).zone));
    row.valid_from = start;
  }
  return row;
}

http::Response post_scheme(const Services& services, const http::Request& request) {
  const auto stored = [&]() -> base::Result<std::string> {
    TRY(row, scheme_in(request));
    return services.database.write([&](storage::Session& session) -> base::Result<std::string> {
      // The same file twice is one version; other bytes under a known version would change the grades of the past.
      if (insert_scheme(session, accounts::caller(request).organisation, row)) return row.version;
      for (const auto& known : list_schemes(session, accounts::caller(request).organisation))
        if (known.version == row.version && known.content == row.content) return row.version;
      return base::Refusal{
          .code = "workshop.settings.version_known.conflict", .field = "file", .arguments = {{"version", row.version}}};
    });
  }();
  if (!stored.ok()) {
    if (request.wants_json()) return accounts::refuse(services, request, stored.refusal());
    return grading_page(services, request, html::Submission({}, {stored.refusal()}));
  }
  return accounts::done(request, "/settings/grading", boost::json::serialize(boost::json::object{{"version", *stored}}),
                        200, "workshop.settings.stored");
}

http::Response cpumarks_page(const Services& services, const http::Request& request, const html::Submission& sent) {
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  const auto table =
      services.database.read([&](storage::Session& session) { return find_cpumarks(session, who.organisation); });
  std::size_t rows = 0;
  if (table)
    if (const auto parsed = equipment::CpumarkTable::parse(table->content); parsed.ok()) rows = parsed->size();
  auto page = accounts::page_of(services, request, tr("workshop.settings.cpumarks"));
  page.path = "/settings/cpumarks";
  page.breadcrumbs = {{.text = tr("accounts.nav.settings"), .href = "/settings"}};
  page.refused = !sent.refusals().empty();
  return accounts::show(page, cpumarks_body(tr, table, rows, who.zone, page.csrf, sent), page.refused ? 422 : 200);
}

http::Response post_cpumarks(const Services& services, const http::Request& request) {
  const auto refused = [&](base::Refusal refusal) {
    refusal.field = "file";
    return request.wants_json() ? accounts::refuse(services, request, refusal)
                                : cpumarks_page(services, request, html::Submission({}, {refusal}));
  };
  const auto* file = file_of(request);
  if (file == nullptr) return refused({.code = "workshop.upload.no_file"});
  const auto table = equipment::CpumarkTable::parse(file->bytes);
  if (!table.ok()) return refused(table.refusal());
  services.database.write([&](storage::Session& session) {
    replace_cpumarks(session, accounts::caller(request).organisation, file->bytes, request.now);
  });
  return accounts::done(request, "/settings/cpumarks",
                        boost::json::serialize(boost::json::object{{"rows", table->size()}}), 200,
                        "workshop.settings.stored");
}

std::vector<http::ApiField> grade_fields() {
  return {{.name = "cpumark", .type = "integer"},
          {.name = "cpumark_reason"},
          {.name = "ram_gb", .type = "integer"},
          {.name = "disk", .type = "array"},
          {.name = "windows10", .type = "boolean"},
          {.name = "cosmetic"},
          {.name = "adjustment", .type = "integer"},
          {.name = "adjustment_reason"},
          {.name = "antutu", .type = "integer"},
          {.name = "storage_gb", .type = "integer"},
          {.name = "category"},
          {.name = "category_reason"}};
}

void add_upload(http::Router& router, const std::string& pattern, const std::string& summary,
                const http::Handler& handler) {
  equipment::add_twin(router, {.pattern = pattern,
                               .allow = http::Allow::only({"administrator"}),
                               .handler = handler,
                               .operation = {.summary = summary,
                                             .response = "RuleFile",
                                             .request = {{.name = "file", .type = "file", .required = true}},
                                             .request_type = "multipart/form-data",
                                             .statuses = {200, 409, 413, 422}},
                               .body_limit = largest_file});
}

}  // namespace

void add_grade_routes(http::Router& router, const Services& services) {
  const auto with = [&services](auto handler) {
    return [&services, handler](const http::Request& request) { return handler(services, request); };
  };
  const auto administrator = http::Allow::only({"administrator"});
  router.get("/items/{id}/grade", equipment::bench(),
             [&services](const http::Request& request) { return grade_page(services, request, {}); });
  equipment::add_twin(router, {.pattern = "/items/{id}/grade",
                               .allow = equipment::bench(),
                               .handler = with(post_grade),
                               .operation = {.summary = "Grades the item by the scheme in force, and keeps its version",
                                             .response = "Item",
                                             .request = grade_fields(),
                                             .statuses = {200, 404, 409, 422}}});
  router.get("/settings/grading", administrator,
             [&services](const http::Request& request) { return grading_page(services, request, {}); });
  router.get("/settings/cpumarks", administrator,
             [&services](const http::Request& request) { return cpumarks_page(services, request, {}); });
  add_upload(router, "/settings/grading", "A grading rule file; its version never changes", with(post_scheme));
  add_upload(router, "/settings/cpumarks", "The table of processor marks (name; cores; cpumark)", with(post_cpumarks));
}

}  // namespace workshop
