#include "erasure/certificate_web.hpp"

#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "base/text.hpp"
#include "erasure/certificate_actions.hpp"
#include "erasure/certificate_api.hpp"
#include "erasure/certificate_documents.hpp"
#include "erasure/certificate_pages.hpp"
#include "erasure/certificate_words.hpp"
#include "proof/canonical_json.hpp"

namespace erasure {

namespace json = boost::json;
using accounts::Role;
using accounts::Services;

namespace {

const http::Allow& readers() {
  static const http::Allow allow =
      http::Allow::only({"technician", "supervisor", "administrator", "coordinator", "donor"});
  return allow;
}

bool only_donor(const accounts::Caller& who) {
  return !who.any({Role::technician, Role::supervisor, Role::administrator, Role::coordinator});
}

enum class Form { page, json, pdf };
struct Wanted {
  CertificateId id;
  Form form = Form::page;
};

/// "0192….pdf" → the id and the form.
base::Result<Wanted> wanted_of(const http::Request& request) {
  const auto text = request.parameter("id");
  const auto point = std::min(text.find('.'), text.size());
  const auto id = CertificateId::parse(text.substr(0, point));
  const auto suffix = text.substr(point);
  const bool known = suffix.empty() || suffix == ".json" || suffix == ".pdf";
  if (!id.ok() || !known) return base::Refusal{.code = "certificate.unknown"};
  return Wanted{.id = *id, .form = suffix.empty() ? Form::page : (suffix == ".pdf" ? Form::pdf : Form::json)};
}

struct Found {
  CertificateRow row;
  base::Bytes file;
  json::value certificate;
  std::optional<ValidationRow> validation;
  std::optional<RecheckRow> recheck;
};

/// A donor's own account sees its own only; anything else is as if it were not there.
base::Result<Found> find(storage::Session& session, const accounts::Caller& who, const CertificateId& id) {
  auto row = find_certificate(session, who.organisation, id);
  if (!row || (only_donor(who) && (who.donor.empty() || row->donor != who.donor)))
    return base::Refusal{.code = "certificate.unknown"};
  Found found{.row = std::move(*row), .file = certificate_file(session, id).value()};
  found.certificate = proof::parse_strict(found.file).value();
  found.validation = find_validation(session, who.organisation, found.row.erasure);
  found.recheck = find_recheck(session, who.organisation, found.row.erasure);
  return found;
}

http::Response page_of_one(const Services& services, const http::Request& request, const Found& found,
                           html::Submission sent) {
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  auto page = accounts::page_of(services, request, certificate_title(tr, found.certificate) + " " + found.row.number);
  page.path = "/certificates/" + found.row.id.text();
  page.subtitle = found.row.medium_name;
  page.breadcrumbs = {{.text = tr("certificate.list.title"), .href = "/certificates"}};
  if (!only_donor(who))
    page.breadcrumbs.push_back({.text = found.row.item_number, .href = "/items/" + found.row.item.text()});
  page.refused = !sent.refusals().empty();
  const int status = page.refused ? accounts::status_of(sent.refusals().front()) : 200;
  return accounts::show(
      page,
      certificate_body(tr, {.row = found.row,
                            .certificate = found.certificate,
                            .validation = found.validation,
                            .recheck = found.recheck,
                            .me = who.operator_code,
                            .supervisor = who.any({Role::supervisor, Role::administrator}),
                            .bench = who.any({Role::technician, Role::supervisor, Role::administrator}),
                            .donor = only_donor(who),
                            .zone = who.zone,
                            .csrf = page.csrf,
                            .sent = std::move(sent)}),
      status);
}

/// The paper's language: ?lang=, else the reader's.
const i18n::Translator& paper_language(const Services& services, const http::Request& request) {
  const auto asked = i18n::parse_language(request.query.get("lang"));
  return asked ? services.translators[*asked] : accounts::translator(services, request);
}

http::Response one(const Services& services, const http::Request& request) {
  const auto wanted = wanted_of(request);
  if (!wanted.ok()) return accounts::refuse(services, request, wanted.refusal());
  const auto& who = accounts::caller(request);
  auto found = services.database.read([&](storage::Session& session) { return find(session, who, wanted->id); });
  if (!found.ok()) return accounts::refuse(services, request, found.refusal());
  const std::string name = found->row.number + (found->row.edition > 1 ? "-" + std::to_string(found->row.edition) : "");
  if (wanted->form == Form::json) return http::Response::file(std::move(found->file), "application/vc", name + ".json");
  if (wanted->form == Form::pdf) {
    const auto& tr = paper_language(services, request);
    return http::Response::file(certificate_pdf(tr, found->file, who.zone, status_sentence(tr, found->row, who.zone)),
                                "application/pdf", name + ".pdf");
  }
  if (request.wants_json()) {
    auto object = api_object(found->row, services.public_url);
    object["recheck"] = found->recheck ? json::value(api_object(*found->recheck)) : json::value(nullptr);
    return http::Response::json(json::serialize(object));
  }
  return page_of_one(services, request, *found, {});
}

CertificateFilter filter_of(const http::Request& request) {
  const auto& who = accounts::caller(request);
  CertificateFilter filter{.organisation = who.organisation,
                           .words = std::string(request.query.get("q")),
                           .status = certificate_status_from_code(request.query.get("status")),
                           .verdict = sanitization::verdict_from_code(request.query.get("verdict")),
                           .item = std::string(request.query.get("item")),
                           .lot = std::string(request.query.get("lot")),
                           .donor = std::string(request.query.get("donor")),
                           .to_validate = request.query.get("to_validate") == "1",
                           .after = std::string(request.query.get("cursor"))};
  // Someone with the role of a donor but no donor sees nothing, rather than everything.
  if (only_donor(who)) filter.donor = who.donor.empty() ? "none" : who.donor;
  const auto limit = base::to_integer(request.query.get("limit"));
  if (limit && *limit >= 1 && *limit <= 500) filter.limit = *limit;
  return filter;
}

http::Response list(const Services& services, const http::Request& request) {
  const auto& who = accounts::caller(request);
  auto filter = filter_of(request);
  const auto wanted = filter.limit++;
  std::vector<CertificateRow> rows;
  std::vector<ErasureProblem> problems;
  std::int64_t to_validate = 0, to_recheck = 0;
  services.database.read([&](storage::Session& session) {
    rows = list_certificates(session, filter);
    if (only_donor(who) || request.wants_json()) return;
    problems = list_problems(session, who.organisation);
    to_validate = count_to_validate(session, who.organisation);
    to_recheck = count_open_rechecks(session, who.organisation);
  });
  std::string next;
  if (static_cast<std::int64_t>(rows.size()) > wanted) {
    rows.resize(static_cast<std::size_t>(wanted));
    next = rows.back().id.text();
  }
  if (request.wants_json()) {
    json::array items;
    for (const auto& row : rows) items.push_back(api_object(row, services.public_url));
    return http::Response::json(json::serialize(json::object{{"items", std::move(items)}, {"next", next}}));
  }
  const auto& tr = accounts::translator(services, request);
  auto page = accounts::page_of(services, request, tr("certificate.list.title"));
  const html::Html tabs = only_donor(who) ? html::Html() : certificate_tabs(tr, "list", to_validate, to_recheck);
  return accounts::show(
      page, tabs + certificates_body(
                       tr, {.rows = rows, .filter = filter, .zone = who.zone, .next = next, .problems = problems}));
}

/// For anybody who scans the code: nothing that names a donor, an operator or a machine's owner.
http::Response public_page(const Services& services, const http::Request& request) {
  const auto id = CertificateId::parse(request.parameter("id"));
  struct Public {
    CertificateRow row;
    base::Bytes file;
    std::optional<RecheckRow> recheck;
  };
  const auto found = services.database.read([&](storage::Session& session) -> std::optional<Public> {
    auto row = id.ok() ? find_certificate_anywhere(session, *id) : std::nullopt;
    if (!row) return std::nullopt;
    auto recheck = find_recheck(session, row->organisation, row->erasure);
    return Public{
        .row = std::move(*row), .file = certificate_file(session, *id).value(), .recheck = std::move(recheck)};
  });
  if (!found) return accounts::refuse(services, request, {.code = "certificate.unknown"});
  const json::value certificate = proof::parse_strict(found->file).value();
  const auto& tr = accounts::translator(services, request);
  if (request.wants_json())
    return http::Response::json(json::serialize(json::object{{"number", found->row.number},
                                                             {"sha256", found->row.sha256},
                                                             {"status", code(found->row.status())},
                                                             {"verdict", equipment::code(found->row.verdict)},
                                                             {"achieved", equipment::code(found->row.achieved)},
                                                             {"issued_at", base::to_rfc3339(found->row.issued_at)}}));
  auto page = accounts::page_of(services, request, certificate_title(tr, certificate) + " " + found->row.number);
  return accounts::show(page, public_certificate_body(tr, found->row, certificate, found->recheck, "Europe/Paris"));
}

accounts::Organisation organisation_of(const http::Request& request) {
  const auto& who = accounts::caller(request);
  return {.id = who.organisation,
          .code = who.organisation_code,
          .name = who.organisation_name,
          .kinds = {},
          .zone = who.zone};
}

/// The lot's or machine's donor must be the reader's own, when the reader is a donor.
bool is_of_donor(storage::Session& session, const accounts::Caller& who, const std::string& lot) {
  if (!only_donor(who)) return true;
  const auto donor = session.value<std::string>("SELECT donor_id FROM lot WHERE id = :1 AND organisation_id = :2", lot,
                                                who.organisation.text());
  return donor && !who.donor.empty() && *donor == who.donor;
}

base::Result<IssuedSummary> summary_of(storage::Session& session, const Services& services,
                                       const http::Request& request, Scope scope) {
  const auto& who = accounts::caller(request);
  const auto organisation = organisation_of(request);
  if (scope == Scope::lot) {
    const auto lot = equipment::LotId::parse(request.parameter("id"));
    if (!lot.ok() || !is_of_donor(session, who, lot->text())) return base::Refusal{.code = "certificate.lot.unknown"};
    return issue_summary(session, services.keys, organisation, *lot, request.now);
  }
  const auto id = equipment::ItemId::parse(request.parameter("id"));
  const auto item = id.ok() ? equipment::find_item(session, who.organisation, *id) : std::nullopt;
  if (!item || !is_of_donor(session, who, item->lot ? item->lot->text() : std::string()))
    return base::Refusal{.code = "equipment.item.unknown"};
  return issue_summary(session, services.keys, organisation, *id, request.now);
}

http::Response summary(const Services& services, const http::Request& request, Scope scope, Form form) {
  const auto issued =
      services.database.read([&](storage::Session& session) { return summary_of(session, services, request, scope); });
  if (!issued.ok()) return accounts::refuse(services, request, issued.refusal());
  const auto name = "effacements-" + issued->summary.number;
  if (form == Form::json) return http::Response::file(issued->file, "application/vc", name + ".json");
  const auto page = services.public_url.empty() ? std::string() : services.public_url + "/verify";
  return http::Response::file(
      summary_pdf(paper_language(services, request), *issued, accounts::caller(request).zone, page), "application/pdf",
      name + ".pdf");
}

void add_summary_routes(http::Router& router, const Services& services) {
  struct Route {
    const char* path;
    Scope scope;
    Form form;
    const char* text;
  };
  for (const auto& [path, scope, form, text] :
       {Route{"/items/{id}/certificates.json", Scope::machine, Form::json, "The signed summary of a machine's media"},
        Route{"/items/{id}/certificates.pdf", Scope::machine, Form::pdf, "The same as a PDF that holds the signed one"},
        Route{"/lots/{id}/certificates.json", Scope::lot, Form::json, "The signed summary of all media of a lot"},
        Route{"/lots/{id}/certificates.pdf", Scope::lot, Form::pdf, "The same as a PDF that holds the signed one"}}) {
    const auto handler = [&services, of = scope, as = form](const http::Request& request) {
      return summary(services, request, of, as);
    };
    router.get(path, readers(), handler);
    router.add(
        {.method = http::Method::get,
         .pattern = "/api/v1" + std::string(path),
         .allow = readers(),
         .handler = handler,
         .operation = http::Operation{
             .summary = text, .response = form == Form::json ? "ErasureSummary" : "", .statuses = {200, 404, 422}}});
  }
}

}  // namespace

json::object api_object(const CertificateRow& row, const std::string& public_url) {
  json::object object{
      {"id", row.id.text()},
      {"number", row.number},
      {"edition", row.edition},
      {"erasure", row.erasure},
      {"item", row.item.text()},
      {"item_number", row.item_number},
      {"medium", row.medium.text()},
      {"serial", row.serial},
      {"verdict", equipment::code(row.verdict)},
      {"required", equipment::code(row.required)},
      {"achieved", equipment::code(row.achieved)},
      {"operator", row.operator_code},
      {"validated_by", row.validated_by.empty() ? json::value(nullptr) : json::value(row.validated_by)},
      {"issued_at", base::to_rfc3339(row.issued_at)},
      {"sha256", row.sha256},
      {"status", code(row.status())},
      {"superseded_by", row.superseded_by ? json::value(row.superseded_by->text()) : json::value(nullptr)},
      {"revoked_why", row.revocation ? json::value(row.revocation->why) : json::value(nullptr)},
      {"page", nullptr}};
  if (!public_url.empty()) object["page"] = public_url + "/c/" + row.id.text();
  return object;
}

json::object api_object(const RecheckRow& row) {
  const auto time = [](const std::optional<base::Instant>& at) {
    return at ? json::value(base::to_rfc3339(*at)) : json::value(nullptr);
  };
  return {{"why", row.why},
          {"drawn_at", time(row.drawn_at)},
          {"done_at", time(row.done_at)},
          {"operator", row.operator_code},
          {"outcome", row.outcome ? json::value(code(*row.outcome)) : json::value(nullptr)},
          {"means", row.means},
          {"places", row.places}};
}

http::Response show_certificate(const Services& services, const http::Request& request,
                                const std::map<std::string, std::string>& typed,
                                const std::vector<base::Refusal>& refusals) {
  const auto wanted = wanted_of(request);
  if (!wanted.ok()) return accounts::refuse(services, request, wanted.refusal());
  const auto found = services.database.read(
      [&](storage::Session& session) { return find(session, accounts::caller(request), wanted->id); });
  if (!found.ok()) return accounts::refuse(services, request, found.refusal());
  return page_of_one(services, request, *found, html::Submission(typed, refusals));
}

void add_certificate_routes(http::Router& router, const Services& services) {
  const auto with = [&services](auto handler) {
    return [&services, handler](const http::Request& request) { return handler(services, request); };
  };
  router.get("/certificates", readers(), with(list));
  router.get("/certificates/{id}", readers(), with(one));
  router.get("/c/{id}", http::Allow::anyone(), with(public_page));
  router.add(
      {.method = http::Method::get,
       .pattern = "/api/v1/certificates",
       .allow = readers(),
       .handler = with(list),
       .operation = http::Operation{
           .summary = "Certificates of erasure, newest first; a donor sees its own",
           .response = "CertificateList",
           .query = {{.name = "q"},
                     {.name = "status", .values = {"valid", "superseded", "revoked"}},
                     {.name = "verdict", .values = {"erased", "erased_with_exceptions", "failed", "interrupted"}},
                     {.name = "item"},
                     {.name = "lot"},
                     {.name = "donor"},
                     {.name = "to_validate", .values = {"1"}},
                     {.name = "cursor"},
                     {.name = "limit", .type = "integer"}},
           .statuses = {200}}});
  router.add(
      {.method = http::Method::get,
       .pattern = "/api/v1/certificates/{id}",
       .allow = readers(),
       .handler = with(one),
       .operation = http::Operation{
           .summary =
               "A certificate and whether it holds; the id may end in .json (the signed file) or .pdf (?lang=fr|en)",
           .response = "Certificate",
           .query = {{.name = "lang", .values = {"fr", "en"}}},
           .statuses = {200, 404}}});
  add_summary_routes(router, services);
  add_certificate_deeds(router, services);
}

}  // namespace erasure
