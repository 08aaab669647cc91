#include "impact/web.hpp"

#include "impact/store.hpp"
#include "impact/web_parts.hpp"

namespace impact {

void add_routes(http::Router& router, const accounts::Services& services) {
  add_statement_routes(router, services);
  add_report_routes(router, services);
  add_verify_routes(router, services);
}

accounts::Organisation organisation_of(const http::Request& request) {
  const auto& who = accounts::caller(request);
  return {.id = who.organisation,
          .code = who.organisation_code,
          .name = who.organisation_name,
          .kinds = {},
          .zone = who.zone};
}

std::string verify_url(const accounts::Services& services) {
  return services.public_url.empty() ? std::string() : services.public_url + "/verify";
}

base::Result<YearForm> year_and_form(std::string_view text) {
  const auto point = text.find('.');
  TRY(year, parse_year(text.substr(0, point)));
  if (point == std::string_view::npos) return YearForm{.year = year};
  const std::string_view suffix = text.substr(point + 1);
  for (const auto& [name, form] :
       {std::pair("pdf", Form::pdf), std::pair("xlsx", Form::xlsx), std::pair("json", Form::json)})
    if (suffix == name) return YearForm{.year = year, .form = form};
  return base::Refusal{.code = "impact.year.unknown"};
}

http::Response download(base::Bytes bytes, Form form, const std::string& name) {
  switch (form) {
    case Form::page:
    case Form::json:
      return http::Response::file(std::move(bytes), "application/json", name + ".json");
    case Form::pdf:
      return http::Response::file(std::move(bytes), "application/pdf", name + ".pdf");
    case Form::xlsx:
      return http::Response::file(std::move(bytes), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                  name + ".xlsx");
  }
  return http::Response::file(std::move(bytes), "application/octet-stream", name);
}

}  // namespace impact
