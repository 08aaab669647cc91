#include "erasure/web.hpp"

#include <boost/json.hpp>

#include "accounts/frame.hpp"
#include "accounts/idempotent.hpp"
#include "accounts/input.hpp"
#include "base/text.hpp"
#include "equipment/occasion.hpp"
#include "equipment/pages.hpp"
#include "equipment/to_api.hpp"
#include "equipment/web.hpp"
#include "erasure/actions.hpp"
#include "erasure/certificate_store.hpp"
#include "erasure/departure_rule.hpp"
#include "erasure/pages.hpp"
#include "erasure/web_json.hpp"
#include "erasure/web_parts.hpp"
#include "proof/canonical_json.hpp"

namespace erasure {
namespace {

namespace json = boost::json;
using accounts::Input;
using accounts::Role;
using accounts::Services;
using equipment::Item;
using equipment::ItemId;

constexpr std::size_t largest_log = std::size_t{16} * 1024 * 1024;

struct State {
  Item item;
  collection::AgreementTerms terms;
  std::vector<Proposal> proposals;
  std::vector<base::Refusal> missing;
  std::vector<MeasuredView> measured;
  std::vector<Guided> guided;
};

/// Records are read again from their bytes: the page says what they say, not what a column remembers.
std::vector<MeasuredView> read_measured(storage::Session& session, const Item& item) {
  std::vector<MeasuredView> views;
  for (auto& row : records_of_item(session, item.organisation, item.id)) {
    const auto json = proof::parse_strict(row.bytes);
    if (!json.ok()) continue;
    auto record = sanitization::record_from_json(*json);
    if (!record.ok()) continue;
    MeasuredView view{.row = {}, .record = std::move(record).value(), .station = {}, .medium = {}, .certificate = {}};
    view.station = station_name(session, row.station);
    for (const auto& medium : item.media)
      if (medium.id == row.medium) view.medium = medium_name(medium);
    if (const auto certificate = last_edition(session, item.organisation, row.id))
      view.certificate = certificate->id.text();
    view.row = std::move(row);
    views.push_back(std::move(view));
  }
  return views;
}

base::Result<State> read_state(storage::Session& session, const http::Request& request) {
  TRY(id, equipment::item_id_of(request));
  auto item = equipment::find_item(session, accounts::caller(request).organisation, id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  auto terms = collection::terms_of_lot(session, item->lot);
  auto missing = missing_for_erasure(*item, terms);
  auto measured = read_measured(session, *item);
  auto guided = guided_of_item(session, item->organisation, id);
  return State{.item = std::move(*item),
               .terms = std::move(terms),
               .proposals = open_proposals(session, id),
               .missing = std::move(missing),
               .measured = std::move(measured),
               .guided = std::move(guided)};
}

bool may_destroy(const http::Request& request) {
  return accounts::caller(request).any({Role::supervisor, Role::administrator});
}

http::Response show_page(const Services& services, const http::Request& request, html::Submission sent) {
  const auto state = services.database.read([&](storage::Session& session) { return read_state(session, request); });
  if (!state.ok()) return accounts::refuse(services, request, state.refusal());
  const auto& tr = accounts::translator(services, request);
  const auto& who = accounts::caller(request);
  auto page = accounts::page_of(services, request, tr("erasure.page.title", {{"number", state->item.number}}));
  page.path = "/items/" + state->item.id.text() + "/erasure";
  page.subtitle = equipment::item_name(tr, state->item);
  page.breadcrumbs = {{.text = tr("equipment.list.title"), .href = "/items"},
                      {.text = state->item.number, .href = "/items/" + state->item.id.text()}};
  page.refused = !sent.refusals().empty();
  const int status = page.refused ? accounts::status_of(sent.refusals().front()) : 200;
  return accounts::show(page,
                        erasure_body(tr, {.item = state->item,
                                          .terms = state->terms,
                                          .proposals = state->proposals,
                                          .missing = state->missing,
                                          .measured = state->measured,
                                          .guided = state->guided,
                                          .me = who.operator_code,
                                          .may_destroy = may_destroy(request),
                                          .zone = who.zone,
                                          .csrf = page.csrf,
                                          .sent = std::move(sent)}),
                        status);
}

json::object state_json(const i18n::Translator& tr, const State& state) {
  json::array missing, proposals, measured, guided;
  for (const auto& view : state.measured) measured.push_back(measured_json(view));
  for (const auto& each : state.guided) guided.push_back(guided_json(each));
  for (const auto& refusal : state.missing)
    missing.push_back(json::object{{"code", refusal.code}, {"detail", i18n::refusal_text(tr, refusal)}});
  for (const auto& proposal : state.proposals) proposals.push_back(proposal_json(proposal));
  return {{"item", equipment::api_object(state.item)},
          {"required_level", equipment::code(state.terms.level)},
          {"accepted_rank", equipment::code(state.terms.accepted_rank)},
          {"agreement", state.terms.number.empty() ? json::value(nullptr) : json::value(state.terms.number)},
          {"proven", state.missing.empty()},
          {"missing", std::move(missing)},
          {"proposals", std::move(proposals)},
          {"measured", std::move(measured)},
          {"guided", std::move(guided)}};
}

}  // namespace

/// All deeds of this page answer with its state, so that a program sees what waits and what is missing.
http::Response run_deed(const Services& services, const http::Request& request,
                        const std::function<base::Result<Submitted>(storage::Session&, const ItemId&)>& work,
                        std::string_view done_key, const std::map<std::string, std::string>& typed) {
  const auto answer =
      accounts::write_once(services, request, [&](storage::Session& session) -> base::Result<http::Response> {
        TRY(id, equipment::item_id_of(request));
        TRY(submitted, work(session, id));
        TRY(state, read_state(session, request));
        auto body = state_json(accounts::translator(services, request), state);
        body["proposal"] = submitted.proposal ? json::value(submitted.proposal->text()) : json::value(nullptr);
        return accounts::done(request, "/items/" + id.text() + "/erasure", json::serialize(body),
                              submitted.proposal ? 202 : 200, submitted.proposal ? "erasure.proposal.waits" : done_key);
      });
  if (answer.ok()) return *answer;
  if (request.wants_json() || accounts::status_of(answer.refusal()) == 404)
    return accounts::refuse(services, request, answer.refusal());
  return show_page(services, request, html::Submission(typed, {answer.refusal()}));
}

namespace {

base::Result<Evidence> evidence_of(const Input& input, const std::vector<std::string>& exceptions) {
  const std::string source = input.text("source");
  Evidence evidence{.exceptions = exceptions};
  if (source == "destruction") {
    evidence.method = Method::physical_destruction;
    evidence.claimed = equipment::Level::destruct;
    evidence.outcome = Outcome::completed;
    evidence.exceptions.clear();
    return evidence;
  }
  if (source == "third_party")
    evidence.rank = equipment::Rank::third_party;
  else if (source != "declared")
    return base::Refusal{.code = "erasure.evidence.bad_source", .field = "source"};
  const auto method = method_from_code(input.text("method"));
  if (!method || *method == Method::physical_destruction)
    return base::Refusal{.code = "erasure.evidence.bad_method", .field = "method"};
  const auto level = equipment::from_code<equipment::Level>(input.text("level"));
  if (!level || *level == equipment::Level::none || *level == equipment::Level::destruct)
    return base::Refusal{.code = "erasure.evidence.bad_level", .field = "level"};
  const auto outcome = outcome_from_code(input.text("outcome"));
  if (!outcome) return base::Refusal{.code = "erasure.evidence.bad_outcome", .field = "outcome"};
  evidence.method = *method;
  evidence.claimed = *level;
  evidence.outcome = *outcome;
  if (input.has("standard")) evidence.standard = input.text("standard");
  return evidence;
}

const http::Upload* log_of(const http::Request& request) {
  for (const auto& upload : request.uploads)
    if (upload.field == "file" && !upload.bytes.empty()) return &upload;
  return nullptr;
}

http::Response submit(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  std::optional<RawEvidence> raw;
  std::string_view log;
  if (const auto* upload = log_of(request)) {
    raw = pack_evidence(upload->bytes, upload->content_type, request.now);
    log = upload->bytes;
  }
  const bool clean = !log_reports_failure(log);
  return run_deed(
      services, request,
      [&](storage::Session& session, const ItemId& id) -> base::Result<Submitted> {
        TRY(evidence, evidence_of(*input, equipment::ticked(request, "exceptions")));
        const auto medium = equipment::MediumId::parse(input->text("medium"));
        if (!medium.ok()) return base::Refusal{.code = "erasure.medium.unknown", .field = "medium"};
        if (const auto item = equipment::find_item(session, accounts::caller(request).organisation, id))
          for (const auto& each : item->media)
            if (each.id == *medium) evidence.names_medium = clean && log_names(log, each.serial);
        return submit_evidence(session, equipment::occasion_of(request), id, *medium, evidence, raw);
      },
      "erasure.evidence.judged", input->values());
}

http::Response answer(const Services& services, const http::Request& request, bool agree) {
  return run_deed(
      services, request,
      [&](storage::Session& session, const ItemId& id) -> base::Result<Submitted> {
        const auto proposal = ProposalId::parse(request.parameter("proposal"));
        if (!proposal.ok()) return base::Refusal{.code = "erasure.proposal.unknown"};
        const auto occasion = equipment::occasion_of(request);
        auto after = agree ? confirm(session, occasion, id, *proposal, may_destroy(request))
                           : reject(session, occasion, id, *proposal);
        if (!after.ok()) return after.refusal();
        return Submitted{.item = std::move(after).value(), .proposal = {}};
      },
      agree ? "erasure.evidence.judged" : "erasure.proposal.rejected");
}

http::Response list_by_hand(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  return run_deed(
      services, request,
      [&](storage::Session& session, const ItemId& id) -> base::Result<Submitted> {
        TRY(size, input->integer("size_bytes"));
        equipment::DiskFacts disk{.kind = base::upper(input->text("disk_kind")),
                                  .size_bytes = size.value_or(0),
                                  .model = input->text("model").substr(0, 80),
                                  .serial = input->text("serial").substr(0, 80)};
        const bool known = disk.kind == "HDD" || disk.kind == "SSD" || disk.kind == "NVME" || disk.kind == "EMMC" ||
                           disk.kind == "USB" || disk.kind == "UNKNOWN" || disk.kind.empty();
        if (!known) return base::Refusal{.code = "erasure.medium.bad_kind", .field = "disk_kind"};
        if (disk.size_bytes < 0) return base::Refusal{.code = "accounts.input.not_a_number", .field = "size_bytes"};
        auto after = list_medium(session, equipment::occasion_of(request), id, std::move(disk), may_destroy(request));
        if (!after.ok()) return after.refusal();
        return Submitted{.item = std::move(after).value(), .proposal = {}};
      },
      "erasure.list.done", input->values());
}

http::Response no_media(const Services& services, const http::Request& request) {
  return run_deed(
      services, request,
      [&](storage::Session& session, const ItemId& id) {
        return propose_no_media(session, equipment::occasion_of(request), id);
      },
      "erasure.evidence.judged");
}

http::Response api_state(const Services& services, const http::Request& request) {
  const auto state = services.database.read([&](storage::Session& session) { return read_state(session, request); });
  if (!state.ok()) return accounts::refuse(services, request, state.refusal());
  return http::Response::json(json::serialize(state_json(accounts::translator(services, request), *state)));
}

/// The raw bytes as they came, always as a download: they may be anything.
http::Response raw_evidence(const Services& services, const http::Request& request) {
  const auto id = EvidenceId::parse(request.parameter("evidence"));
  const auto found = id.ok() ? services.database.read([&](storage::Session& session) {
    return find_evidence(session, accounts::caller(request).organisation, *id);
  })
                             : std::nullopt;
  if (!found) return accounts::refuse(services, request, {.code = "erasure.evidence.unknown"});
  return http::Response::file(found->bytes, "application/octet-stream", "preuve-" + id->text() + ".bin");
}

http::Operation operation(std::string summary, std::vector<http::ApiField> fields = {}) {
  return {.summary = std::move(summary),
          .response = "Erasure",
          .request = std::move(fields),
          .statuses = {200, 202, 403, 404, 409, 422}};
}

template <typename Values>
std::vector<std::string> codes_of(const Values& values) {
  std::vector<std::string> all;
  for (const auto& each : values) {
    if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(each)>>)
      all.emplace_back(code(each));
    else
      all.emplace_back(each);
  }
  return all;
}

http::Operation evidence_operation() {
  auto described =
      operation("Evidence about one medium: judged at once, or 202 while a second person must confirm it",
                {{.name = "medium", .required = true},
                 {.name = "source", .required = true, .values = {"third_party", "declared", "destruction"}},
                 {.name = "file", .type = "file"},
                 {.name = "method", .values = codes_of(all_methods)},
                 {.name = "level", .values = {"clear", "purge"}},
                 {.name = "standard", .values = codes_of(standards)},
                 {.name = "outcome", .values = codes_of(all_outcomes)},
                 {.name = "exceptions", .type = "array", .values = codes_of(exception_codes)}});
  described.request_type = "multipart/form-data";
  return described;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
  const auto bench = equipment::bench();
  const auto with = [&services](auto handler) {
    return [&services, handler](const http::Request& request) { return handler(services, request); };
  };
  router.get("/items/{id}/erasure", bench,
             [&services](const http::Request& request) { return show_page(services, request, {}); });
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/items/{id}/erasure",
              .allow = bench,
              .handler = with(api_state),
              .operation = http::Operation{.summary = "What is proven of the item's media and what is missing",
                                           .response = "Erasure",
                                           .statuses = {200, 404}}});
  router.get("/evidence/{evidence}", bench, with(raw_evidence));
  equipment::add_twin(router, {.pattern = "/items/{id}/erasure",
                               .allow = bench,
                               .handler = with(submit),
                               .operation = evidence_operation(),
                               .body_limit = largest_log});
  equipment::add_twin(router,
                      {.pattern = "/items/{id}/erasure/no-media",
                       .allow = bench,
                       .handler = with(no_media),
                       .operation = operation("Proposes that the item has no medium; a second person confirms")});
  equipment::add_twin(
      router, {.pattern = "/items/{id}/erasure/{proposal}/confirm",
               .allow = bench.person(),
               .handler = [&services](const http::Request& request) { return answer(services, request, true); },
               .operation = operation("A second person confirms a proposal; a destruction needs a supervisor")});
  equipment::add_twin(
      router, {.pattern = "/items/{id}/erasure/{proposal}/reject",
               .allow = bench.person(),
               .handler = [&services](const http::Request& request) { return answer(services, request, false); },
               .operation = operation("Rejects or withdraws a proposal")});
  equipment::add_twin(
      router, {.pattern = "/items/{id}/media",
               .allow = bench,
               .handler = with(list_by_hand),
               .operation = operation(
                   "Lists a medium by hand: the memory of a phone, the disk of a copier",
                   {{.name = "disk_kind", .required = true, .values = {"HDD", "SSD", "NVME", "EMMC", "USB", "UNKNOWN"}},
                    {.name = "model"},
                    {.name = "serial"},
                    {.name = "size_bytes", .type = "integer"}})});
  add_guided_routes(router, services);
}

}  // namespace erasure
