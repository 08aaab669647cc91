#include <boost/json.hpp>

#include "accounts/caller.hpp"
#include "impact/documents.hpp"
#include "impact/pages.hpp"
#include "impact/web.hpp"
#include "impact/web_parts.hpp"

namespace impact {
namespace {

using accounts::Services;

/// How many years the list counts through at once; older ones are one link away.
constexpr std::size_t years_counted = 6;

const http::Allow& readers() {
  static const http::Allow allow = http::Allow::only({"supervisor", "administrator", "coordinator"});
  return allow;
}

std::vector<int> years(const Services& services, const accounts::Organisation& organisation) {
  return services.database.read([&](storage::Session& session) { return years_of(session, organisation); });
}

http::Response list(const Services& services, const http::Request& request) {
  const auto organisation = organisation_of(request);
  const auto found = years(services, organisation);
  if (request.wants_json()) {
    boost::json::array array;
    for (const int year : found) array.push_back(year);
    return http::Response::json(boost::json::serialize(boost::json::object{{"years", std::move(array)}}));
  }
  std::vector<Report> reports;
  services.database.read([&](storage::Session& session) {
    for (const int year : found) {
      if (reports.size() == years_counted) break;
      if (auto report = read_report(session, organisation, year); report.ok()) reports.push_back(std::move(*report));
    }
  });
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("impact.report.list"));
  page.subtitle = organisation.name;
  return accounts::show(page, reports_page(tr, reports, found));
}

http::Response one(const Services& services, const http::Request& request) {
  const auto wanted = year_and_form(request.parameter("year"));
  if (!wanted.ok()) return accounts::refuse(services, request, wanted.refusal());
  const auto organisation = organisation_of(request);
  const auto& tr = accounts::translator(services, request);
  const std::string name = "activite-" + std::to_string(wanted->year);
  if (wanted->form == Form::pdf || wanted->form == Form::json) {
    auto issued = issue_report(services.database, services.keys, organisation, wanted->year, request.now);
    if (!issued.ok()) return accounts::refuse(services, request, issued.refusal());
    if (wanted->form == Form::pdf) return download(report_pdf(tr, *issued, verify_url(services)), wanted->form, name);
    return download(std::move(issued->document), wanted->form, name);
  }
  const auto report = current_report(services.database, services.keys, organisation, wanted->year, request.now);
  if (!report.ok()) return accounts::refuse(services, request, report.refusal());
  if (wanted->form == Form::xlsx) return download(report_xlsx(tr, *report), wanted->form, name);
  if (request.wants_json()) return http::Response::json(boost::json::serialize(to_json(*report)));
  auto page = accounts::page_of(services, request, tr("impact.report.title", {{"year", std::to_string(wanted->year)}}));
  page.subtitle = organisation.name;
  page.breadcrumbs = {{.text = tr("impact.report.list"), .href = "/reports"}};
  return accounts::show(page, report_page(tr, *report, years(services, organisation)));
}

}  // namespace

void add_report_routes(http::Router& router, const Services& services) {
  const auto all = [&services](const http::Request& request) { return list(services, request); };
  const auto year = [&services](const http::Request& request) { return one(services, request); };
  router.get("/reports", readers(), all);
  router.get("/reports/{year}", readers(), year);
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/reports",
              .allow = readers(),
              .handler = all,
              .operation = http::Operation{
                  .summary = "Years that have an activity report", .response = "ReportYears", .statuses = {200}}});
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/reports/{year}",
              .allow = readers(),
              .handler = year,
              .operation = http::Operation{
                  .summary = "The organisation's activity of a year; the year may end in .json (signed), .pdf or .xlsx",
                  .response = "Report",
                  .statuses = {200, 404, 422}}});
}

}  // namespace impact
