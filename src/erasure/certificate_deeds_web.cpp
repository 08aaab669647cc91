#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/idempotent.hpp"
#include "accounts/input.hpp"
#include "equipment/occasion.hpp"
#include "equipment/web.hpp"
#include "erasure/certificate_actions.hpp"
#include "erasure/certificate_api.hpp"
#include "erasure/certificate_pages.hpp"
#include "erasure/certificate_web.hpp"
#include "erasure/recheck_actions.hpp"
#include "erasure/store_record.hpp"
#include "proof/canonical_json.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using accounts::Input;
using accounts::Role;
using accounts::Services;

constexpr std::size_t largest_list = 200;
constexpr std::size_t places_count = 64;

http::Allow deciders() { return http::Allow::only({"supervisor", "administrator"}); }

/// One deed on one certificate, in one transaction, once per Idempotency-Key.
http::Response decide(const Services& services, const http::Request& request,
                      const std::map<std::string, std::string>& typed, std::string_view flash,
                      const std::function<base::Result<json::object>(storage::Session&, const equipment::Occasion&,
                                                                     const CertificateId&)>& work) {
  const auto id = CertificateId::parse(request.parameter("id"));
  if (!id.ok()) return accounts::refuse(services, request, {.code = "certificate.unknown"});
  const auto answer =
      accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
        TRY(object, work(session, equipment::occasion_of(request), *id));
        return accounts::done(request, "/certificates/" + id->text(), json::serialize(object), 200, flash);
      });
  if (answer.ok()) return *answer;
  const int status = accounts::status_of(answer.refusal());
  if (request.wants_json() || status == 404) return accounts::refuse(services, request, answer.refusal());
  return show_certificate(services, request, typed, {answer.refusal()});
}

http::Response validate_one(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  const bool accepted = input->yes("accepted");
  return decide(services, request, input->values(),
                accepted ? "certificate.validate.accepted" : "certificate.validate.refused",
                [&](storage::Session& session, const equipment::Occasion& occasion,
                    const CertificateId& id) -> base::Result<json::object> {
                  TRY(row, validate(session, occasion, id, accepted, input->text("reason").substr(0, 300)));
                  return api_object(row, services.public_url);
                });
}

http::Response revoke_one(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  return decide(services, request, input->values(), "certificate.revoke.done",
                [&](storage::Session& session, const equipment::Occasion& occasion,
                    const CertificateId& id) -> base::Result<json::object> {
                  const auto why = input->text("why");
                  // These two are said by the deed itself, never by hand.
                  if (why == "not_validated" || why == "recheck_failed")
                    return base::Refusal{.code = "certificate.revoke.bad_reason", .field = "why"};
                  TRY(row, revoke(session, occasion, id, why, input->text("note").substr(0, 300)));
                  return api_object(row, services.public_url);
                });
}

http::Response choose_one(const Services& services, const http::Request& request) {
  return decide(services, request, {}, "certificate.recheck.chosen",
                [&](storage::Session& session, const equipment::Occasion& occasion,
                    const CertificateId& id) -> base::Result<json::object> {
                  TRY(row, choose_recheck(session, services.keys, occasion, id, accounts::caller(request).zone));
                  return api_object(row, services.public_url);
                });
}

/// The samples of a station: {"samples":[{"offset":0,"bytes":512,"sha256":"…"}]}. A form has none.
base::Result<std::vector<Sample>> samples_of(const http::Request& request) {
  std::vector<Sample> samples;
  if (request.body.empty()) return samples;
  TRY(value, proof::parse_strict(request.body));
  const auto* object = value.if_object();
  const auto* all = object == nullptr ? nullptr : object->if_contains("samples");
  if (all == nullptr) return samples;
  const base::Refusal bad{.code = "certificate.recheck.bad_sample", .field = "samples"};
  if (!all->is_array() || all->get_array().size() > most_samples) return bad;
  for (const auto& each : all->get_array()) {
    const auto* sample = each.if_object();
    if (sample == nullptr) return bad;
    const auto* offset = sample->if_contains("offset");
    const auto* bytes = sample->if_contains("bytes");
    const auto* sha256 = sample->if_contains("sha256");
    if (offset == nullptr || bytes == nullptr || sha256 == nullptr || !offset->is_int64() || !bytes->is_int64() ||
        !sha256->is_string() || offset->get_int64() < 0 || bytes->get_int64() < 0)
      return bad;
    samples.push_back({.offset = static_cast<std::uint64_t>(offset->get_int64()),
                       .bytes = static_cast<std::uint64_t>(bytes->get_int64()),
                       .sha256 = std::string(sha256->get_string())});
  }
  return samples;
}

http::Response report_one(const Services& services, const http::Request& request) {
  const auto samples = samples_of(request);
  if (!samples.ok()) return accounts::refuse(services, request, samples.refusal());
  std::map<std::string, std::string> typed;
  RecheckReport report{.samples = *samples};
  if (report.samples.empty()) {
    const auto input = Input::read(request);
    if (!input.ok()) return accounts::refuse(services, request, input.refusal());
    report.outcome = recheck_outcome_from_code(input->text("outcome"));
    report.note = input->text("note").substr(0, 500);
    typed = input->values();
  }
  return decide(services, request, typed, "certificate.recheck.recorded",
                [&](storage::Session& session, const equipment::Occasion& occasion,
                    const CertificateId& id) -> base::Result<json::object> {
                  if (report.outcome && !accounts::caller(request).is_person())
                    return base::Refusal{.code = "accounts.person_needed.forbidden"};
                  TRY(row, report_recheck(session, occasion, id, report));
                  return api_object(row);
                });
}

/// What a station needs to read a medium again: which one, where, and what must stand there.
http::Response places(const Services& services, const http::Request& request) {
  const auto id = CertificateId::parse(request.parameter("id"));
  const auto& who = accounts::caller(request);
  const auto answer = services.database.read([&](storage::Session& session) -> base::Result<json::object> {
    const auto row = id.ok() ? find_certificate(session, who.organisation, *id) : std::nullopt;
    const auto kept = row ? find_record(session, who.organisation, row->erasure) : std::nullopt;
    if (!kept) return base::Refusal{.code = "certificate.unknown"};
    TRY(value, proof::parse_strict(kept->bytes));
    TRY(record, sanitization::record_from_json(value));
    json::array all;
    for (const auto& each : places_to_read(record, places_count, base::random_bytes(places_count * 16)))
      all.push_back(json::object{{"offset", each.offset}, {"bytes", each.bytes}});
    return json::object{{"certificate", row->id.text()},
                        {"model", record.before.identity.model},
                        {"serial", record.before.identity.serial},
                        {"wwn", record.before.identity.wwn},
                        {"places", std::move(all)}};
  });
  if (!answer.ok()) return accounts::refuse(services, request, answer.refusal());
  return http::Response::json(json::serialize(*answer));
}

struct WorkLists {
  std::vector<CertificateRow> to_validate;
  std::vector<OpenRecheck> rechecks;
  std::int64_t validate_count = 0, recheck_count = 0;
};

WorkLists read_lists(const Services& services, const http::Request& request) {
  const auto& organisation = accounts::caller(request).organisation;
  return services.database.read([&](storage::Session& session) {
    return WorkLists{.to_validate = list_certificates(session, {.organisation = organisation,
                                                                .to_validate = true,
                                                                .limit = static_cast<std::int64_t>(largest_list)}),
                     .rechecks = open_rechecks(session, organisation, static_cast<std::int64_t>(largest_list)),
                     .validate_count = count_to_validate(session, organisation),
                     .recheck_count = count_open_rechecks(session, organisation)};
  });
}

http::Response to_validate_page(const Services& services, const http::Request& request) {
  const auto lists = read_lists(services, request);
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  const auto page = accounts::page_of(services, request, tr("certificate.to_validate.title"));
  return accounts::show(page, certificate_tabs(tr, "to_validate", lists.validate_count, lists.recheck_count) +
                                  to_validate_body(tr, lists.to_validate, who.operator_code, who.zone));
}

http::Response rechecks_page(const Services& services, const http::Request& request) {
  const auto lists = read_lists(services, request);
  if (request.wants_json()) {
    json::array items;
    for (const auto& [row, recheck] : lists.rechecks) {
      auto object = api_object(recheck);
      object["certificate"] = api_object(row, services.public_url);
      items.push_back(std::move(object));
    }
    return http::Response::json(json::serialize(json::object{{"items", std::move(items)}}));
  }
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  const auto page = accounts::page_of(services, request, tr("certificate.rechecks.title"));
  return accounts::show(page, certificate_tabs(tr, "rechecks", lists.validate_count, lists.recheck_count) +
                                  rechecks_body(tr, lists.rechecks, who.operator_code, who.zone));
}

http::Operation operation(std::string summary, std::string response, std::vector<http::ApiField> fields = {}) {
  return {.summary = std::move(summary),
          .response = std::move(response),
          .request = std::move(fields),
          .statuses = {200, 403, 404, 409, 422}};
}

}  // namespace

void add_certificate_deeds(http::Router& router, const Services& services) {
  const auto with = [&services](auto handler) {
    return [&services, handler](const http::Request& request) { return handler(services, request); };
  };
  const auto readers = http::Allow::only({"technician", "supervisor", "administrator", "coordinator"});
  router.get("/certificates/to-validate", readers, with(to_validate_page));
  router.get("/rechecks", readers, with(rechecks_page));
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/rechecks",
              .allow = readers,
              .handler = with(rechecks_page),
              .operation = http::Operation{.summary = "Erased media that another person must read again",
                                           .response = "RecheckList",
                                           .statuses = {200}}});
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/certificates/{id}/places",
              .allow = equipment::bench(),
              .handler = with(places),
              .operation = http::Operation{.summary = "Where a station reads a medium again; other places each time",
                                           .response = "RecheckPlaces",
                                           .statuses = {200, 404}}});
  equipment::add_twin(
      router,
      {.pattern = "/certificates/{id}/validate",
       .allow = deciders().person(),
       .handler = with(validate_one),
       .operation = operation("A second person finds the erasure sufficient, or not (with a reason)", "Certificate",
                              {{.name = "accepted", .type = "boolean", .required = true}, {.name = "reason"}})});
  equipment::add_twin(
      router,
      {.pattern = "/certificates/{id}/revoke",
       .allow = deciders(),
       .handler = with(revoke_one),
       .operation = operation(
           "Withdraws a certificate for ever; it stays readable", "Certificate",
           {{.name = "why", .required = true, .values = {"wrong_item", "wrong_medium", "other"}}, {.name = "note"}})});
  equipment::add_twin(router,
                      {.pattern = "/certificates/{id}/choose-recheck",
                       .allow = equipment::bench(),
                       .handler = with(choose_one),
                       .operation = operation("Puts a medium on the list of those to be read again", "Certificate")});
  equipment::add_twin(
      router, {.pattern = "/certificates/{id}/recheck",
               .allow = equipment::bench(),
               .handler = with(report_one),
               .operation = operation(
                   "What came of reading a medium again: samples that a station read, or a person's outcome", "Recheck",
                   {{.name = "samples", .type = "array"},
                    {.name = "outcome", .values = {"pass", "fail", "impossible"}},
                    {.name = "note"}}),
               .body_limit = std::size_t{512} * 1024});
}

}  // namespace erasure
