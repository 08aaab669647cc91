// Guided erasures: a telephone, a tablet, a printer, step by step.
#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "equipment/occasion.hpp"
#include "equipment/web.hpp"
#include "erasure/actions_guided.hpp"
#include "erasure/web_parts.hpp"

namespace erasure {
namespace {

using accounts::Input;
using accounts::Services;
using equipment::ItemId;

base::Result<Submitted> state_of(storage::Session& session, const equipment::Occasion& occasion, const ItemId& id,
                                 const std::optional<ProposalId>& proposal) {
  auto item = equipment::find_item(session, occasion.organisation, id);
  if (!item) return base::Refusal{.code = "equipment.item.unknown"};
  return Submitted{.item = std::move(*item), .proposal = proposal};
}

http::Response start(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  return run_deed(
      services, request,
      [&](storage::Session& session, const ItemId& id) -> base::Result<Submitted> {
        std::optional<equipment::MediumId> medium;
        if (input->has("medium")) {
          const auto parsed = equipment::MediumId::parse(input->text("medium"));
          if (!parsed.ok()) return base::Refusal{.code = "erasure.medium.unknown", .field = "medium"};
          medium = *parsed;
        }
        const auto occasion = equipment::occasion_of(request);
        TRY(guided, start_guided(session, occasion, id, medium, input->text("procedure"), input->text("policy")));
        return state_of(session, occasion, guided.item, std::nullopt);
      },
      "erasure.guided.started", input->values());
}

base::Result<GuidedId> guided_of(const http::Request& request) {
  auto id = GuidedId::parse(request.parameter("guided"));
  if (!id.ok()) return base::Refusal{.code = "erasure.guided.unknown"};
  return std::move(id).value();
}

http::Response step(const Services& services, const http::Request& request) {
  const auto input = Input::read(request);
  if (!input.ok()) return accounts::refuse(services, request, input.refusal());
  return run_deed(
      services, request,
      [&](storage::Session& session, const ItemId& id) -> base::Result<Submitted> {
        TRY(guided, guided_of(request));
        const auto occasion = equipment::occasion_of(request);
        TRY(confirmed, confirm_step(session, occasion, id, guided, input->text("step"), input->text("note")));
        return state_of(session, occasion, id, confirmed.proposal);
      },
      "erasure.guided.confirmed", input->values());
}

http::Response abandon(const Services& services, const http::Request& request) {
  return run_deed(
      services, request,
      [&](storage::Session& session, const ItemId& id) -> base::Result<Submitted> {
        TRY(guided, guided_of(request));
        const auto occasion = equipment::occasion_of(request);
        TRY(given_up, abandon_guided(session, occasion, id, guided));
        return state_of(session, occasion, given_up.item, std::nullopt);
      },
      "erasure.guided.given_up");
}

http::Operation operation(const char* summary, std::vector<http::ApiField> fields = {}) {
  return {.summary = summary,
          .response = "Erasure",
          .request = std::move(fields),
          .statuses = {200, 202, 403, 404, 409, 422}};
}

}  // namespace

void add_guided_routes(http::Router& router, const Services& services) {
  const auto add = [&](const char* pattern, http::Response (*handler)(const Services&, const http::Request&),
                       http::Operation described) {
    equipment::add_twin(
        router, {.pattern = pattern,
                 .allow = equipment::bench(),
                 .handler = [&services, handler](const http::Request& request) { return handler(services, request); },
                 .operation = std::move(described)});
  };
  std::vector<std::string> procedures;
  for (const auto each : all_procedures) procedures.emplace_back(code(each));
  add("/items/{id}/erasure/guided", start,
      operation("Begins the guided erasure of a telephone, a tablet or a printer",
                {{.name = "procedure", .required = true, .values = procedures},
                 {.name = "policy", .required = true},
                 {.name = "medium"}}));
  add("/items/{id}/erasure/guided/{guided}/step", step,
      operation("Confirms the next step; after the last one, 202: a second person must confirm the whole",
                {{.name = "step", .required = true}, {.name = "note"}}));
  add("/items/{id}/erasure/guided/{guided}/abandon", abandon,
      operation("Gives a guided erasure up: nothing is proven"));
}

}  // namespace erasure
