#include <boost/json.hpp>

#include "accounts/caller.hpp"
#include "impact/documents.hpp"
#include "impact/pages.hpp"
#include "impact/web.hpp"
#include "impact/web_parts.hpp"
#include "impact/words.hpp"

namespace impact {
namespace {

using accounts::Role;
using accounts::Services;

const http::Allow& readers() {
  static const http::Allow allow =
      http::Allow::only({"technician", "supervisor", "administrator", "coordinator", "donor"});
  return allow;
}

/// A donor's own account sees its own lots and statements only; anything else is as if it were not there.
bool may_read(const accounts::Caller& who, const Heading& heading) {
  if (who.any({Role::technician, Role::supervisor, Role::administrator, Role::coordinator})) return true;
  return !who.donor.empty() && who.donor == heading.donor_id;
}

base::Refusal unknown(const Subject& subject) {
  return {.code = subject.lot ? "impact.lot.unknown" : "impact.donor.unknown"};
}

/// The heading alone is read first, so that nobody learns anything of another donor's statement, not even that it cannot be issued.
base::Outcome check_reader(const Services& services, const http::Request& request, const Subject& subject) {
  const auto organisation = organisation_of(request);
  const auto heading =
      services.database.read([&](storage::Session& session) { return read_heading(session, organisation, subject); });
  if (!heading.ok()) return heading.refusal();
  if (!may_read(accounts::caller(request), *heading)) return unknown(subject);
  return base::Done{};
}

/// The same members as the signed document, without the things one by one.
std::string summary(const Statement& statement) {
  auto object = to_json(statement);
  for (const char* member : {"type", "id", "items", "log_size", "issued_at"}) object.erase(member);
  object["issuer"].as_object().erase("fingerprint");
  return boost::json::serialize(object);
}

std::string file_name(const Heading& heading) {
  std::string name = heading.year ? "bilan-" + heading.donor + "-" + std::to_string(*heading.year)
                                  : "bilan-" + heading.lots.front().number;
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (!plain) c = '_';
  }
  return name.substr(0, 100);
}

http::Response shown(const Services& services, const http::Request& request, const Subject& subject,
                     const std::string& path) {
  const auto organisation = organisation_of(request);
  const auto statement = current_statement(services.database, organisation, subject);
  if (!statement.ok()) return accounts::refuse(services, request, statement.refusal());
  if (request.wants_json()) return http::Response::json(summary(*statement));
  const auto& tr = accounts::translator(services, request);
  std::vector<int> years;
  if (subject.donor)
    years = services.database.read(
        [&](storage::Session& session) { return years_of_donor(session, organisation, *subject.donor); });
  auto page = accounts::page_of(services, request, statement_title(tr, statement->heading));
  page.subtitle = statement->heading.organisation;
  if (subject.lot)
    page.breadcrumbs = {{.text = tr("impact.lots"), .href = "/lots"},
                        {.text = statement->heading.lots.front().number, .href = "/lots/" + subject.lot->text()}};
  return accounts::show(page, statement_page(tr, *statement, path, years));
}

http::Response answer(const Services& services, const http::Request& request, const Subject& subject, Form form,
                      const std::string& path) {
  if (const auto allowed = check_reader(services, request, subject); !allowed.ok())
    return accounts::refuse(services, request, allowed.refusal());
  if (form == Form::page) return shown(services, request, subject, path);
  const auto& tr = accounts::translator(services, request);
  const auto organisation = organisation_of(request);
  if (form == Form::xlsx) {
    const auto statement = current_statement(services.database, organisation, subject);
    if (!statement.ok()) return accounts::refuse(services, request, statement.refusal());
    return download(statement_xlsx(tr, *statement, request.now), form, file_name(statement->heading));
  }
  auto issued = issue_statement(services.database, services.keys, organisation, subject, request.now);
  if (!issued.ok()) return accounts::refuse(services, request, issued.refusal());
  const std::string name = file_name(issued->statement.heading);
  if (form == Form::pdf) return download(statement_pdf(tr, *issued, verify_url(services)), form, name);
  return download(std::move(issued->document), form, name);
}

http::Response lot_answer(const Services& services, const http::Request& request, Form form) {
  const auto id = equipment::LotId::parse(request.parameter("id"));
  if (!id.ok()) return accounts::refuse(services, request, {.code = "impact.lot.unknown"});
  return answer(services, request, {.lot = *id}, form, "/lots/" + id->text() + "/statement");
}

http::Response donor_answer(const Services& services, const http::Request& request) {
  const auto id = collection::DonorId::parse(request.parameter("id"));
  if (!id.ok()) return accounts::refuse(services, request, {.code = "impact.donor.unknown"});
  const auto wanted = year_and_form(request.parameter("year"));
  if (!wanted.ok()) return accounts::refuse(services, request, wanted.refusal());
  return answer(services, request, {.donor = *id, .year = wanted->year}, wanted->form,
                "/donors/" + id->text() + "/statement/" + std::to_string(wanted->year));
}

}  // namespace

void add_statement_routes(http::Router& router, const Services& services) {
  struct Suffix {
    const char* text;
    Form form;
    const char* summary;
    const char* schema;
  };
  for (const auto& [text, form, summary_text, schema] :
       {Suffix{"", Form::page, "What became of a lot: counts and mass balance, now", "Statement"},
        Suffix{".json", Form::json, "The lot's signed statement, for boucle verify", "SignedStatement"},
        Suffix{".pdf", Form::pdf, "The lot's statement as a PDF that holds the signed one", ""},
        Suffix{".xlsx", Form::xlsx, "The lot's statement as a spreadsheet", ""}}) {
    const std::string path = "/lots/{id}/statement" + std::string(text);
    const auto handler = [&services, wanted = form](const http::Request& request) {
      return lot_answer(services, request, wanted);
    };
    router.get(path, readers(), handler);
    router.add(
        {.method = http::Method::get,
         .pattern = "/api/v1" + path,
         .allow = readers(),
         .handler = handler,
         .operation = http::Operation{.summary = summary_text, .response = schema, .statuses = {200, 404, 422}}});
  }
  const auto donor = [&services](const http::Request& request) { return donor_answer(services, request); };
  router.get("/donors/{id}/statement/{year}", readers(), donor);
  router.add(
      {.method = http::Method::get,
       .pattern = "/api/v1/donors/{id}/statement/{year}",
       .allow = readers(),
       .handler = donor,
       .operation = http::Operation{
           .summary = "The same for all that a donor gave in a year; the year may end in .json (signed), .pdf or .xlsx",
           .response = "Statement",
           .statuses = {200, 404, 422}}});
}

}  // namespace impact
