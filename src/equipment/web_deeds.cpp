// Weighing, describing, locks, correcting: the same handlers for the page's forms and for the API.
#include "accounts/frame.hpp"
#include "accounts/input.hpp"
#include "base/mass.hpp"
#include "equipment/actions.hpp"
#include "equipment/occasion.hpp"
#include "equipment/web_item.hpp"
#include "equipment/web_parts.hpp"

namespace equipment {
namespace {

using accounts::Input;
using accounts::Services;
using Work = std::function<base::Result<Item>(storage::Session&, const ItemId&, const Input&)>;

/// "mass" as a person writes it (« 1,65 » kg) or "mass_g" as programs do.
base::Result<base::Mass> mass_of(const Input& input) {
  TRY(grams, input.integer("mass_g"));
  if (grams) {
    auto mass = base::Mass::parse(std::to_string(*grams) + " g");
    if (mass.ok()) return mass;
    auto refusal = mass.refusal();
    refusal.field = "mass_g";
    return refusal;
  }
  TRY(text, input.required("mass"));
  auto mass = base::Mass::parse(text);
  if (mass.ok()) return mass;
  auto refusal = mass.refusal();
  refusal.field = "mass";
  return refusal;
}

base::Result<Described> described_in(const Input& input) {
  Described described;
  if (input.has("kind")) {
    described.kind = kind_from_code(input.text("kind"));
    if (!described.kind) return base::Refusal{.code = "equipment.describe.bad_kind", .field = "kind"};
  }
  // A form sends every field, an empty one meaning « none »; a program sends only what changes.
  const auto values = input.values();
  const auto take = [&](const char* name, std::optional<std::string>& into) {
    if (const auto found = values.find(name); found != values.end()) into = found->second.substr(0, 200);
  };
  take("maker", described.maker);
  take("model", described.model);
  take("serial", described.serial);
  take("asset_tag", described.asset_tag);
  return described;
}

class Deeds {
 public:
  Deeds(const Services& services, Foresight foresight) : services_(services), foresight_(std::move(foresight)) {}

  http::Response run(const http::Request& request, const std::string& flash, const Work& work) const {
    const auto id = item_id_of(request);
    if (!id.ok()) return accounts::refuse(services_, request, id.refusal());
    const auto input = Input::read(request);
    if (!input.ok()) return accounts::refuse(services_, request, input.refusal());
    return perform({.services = services_,
                    .request = request,
                    .location = "/items/" + id->text(),
                    .flash = flash,
                    .work = [&](storage::Session& session) { return work(session, *id, *input); },
                    .refused =
                        [&](const base::Refusal& refusal) {
                          if (accounts::status_of(refusal) == 404) return accounts::refuse(services_, request, refusal);
                          return show_item(services_, request, foresight_,
                                           html::Submission(input->values(), {refusal}));
                        }});
  }

 private:
  const Services& services_;
  Foresight foresight_;
};

http::Operation operation(std::string summary, std::vector<http::ApiField> fields) {
  return {.summary = std::move(summary),
          .response = "Item",
          .request = std::move(fields),
          .statuses = {200, 404, 409, 422}};
}

}  // namespace

void add_deed_routes(http::Router& router, const Services& services, const Foresight& foresight) {
  const auto deeds = std::make_shared<Deeds>(services, foresight);
  add_twin(router, {.pattern = "/items/{id}/weigh",
                    .allow = bench(),
                    .handler =
                        [deeds](const http::Request& request) {
                          return deeds->run(request, "equipment.weigh.done",
                                            [&](storage::Session& session, const ItemId& id,
                                                const Input& input) -> base::Result<Item> {
                                              TRY(mass, mass_of(input));
                                              return weigh(session, occasion_of(request), id, mass);
                                            });
                        },
                    .operation = operation("The item was put on a scale",
                                           {{.name = "mass_g", .type = "integer"}, {.name = "mass"}})});
  add_twin(router,
           {.pattern = "/items/{id}/describe",
            .allow = bench(),
            .handler =
                [deeds](const http::Request& request) {
                  return deeds->run(
                      request, "equipment.describe.done",
                      [&](storage::Session& session, const ItemId& id, const Input& input) -> base::Result<Item> {
                        TRY(described, described_in(input));
                        return describe(session, occasion_of(request), id, described);
                      });
                },
            .operation = operation(
                "Corrects what the item is; members that are absent stay as they are",
                {{.name = "kind"}, {.name = "maker"}, {.name = "model"}, {.name = "serial"}, {.name = "asset_tag"}})});
  add_twin(router,
           {.pattern = "/items/{id}/locks",
            .allow = bench(),
            .handler =
                [deeds](const http::Request& request) {
                  return deeds->run(request, "equipment.locks.done",
                                    [&](storage::Session& session, const ItemId& id, const Input&) {
                                      const auto locks = ticked(request, "locks");
                                      return set_locks(session, occasion_of(request), id, {locks.begin(), locks.end()});
                                    });
                },
            .operation = operation(
                "The locks that are on the item now; those left out are released",
                {{.name = "locks",
                  .type = "array",
                  .values = {"firmware_password", "mdm", "autopilot", "apple_activation", "absolute", "frp"}}})});
  add_twin(router,
           {.pattern = "/items/{id}/correct",
            .allow = http::Allow::only({"supervisor", "administrator"}),
            .handler =
                [deeds](const http::Request& request) {
                  return deeds->run(
                      request, "equipment.correct.done",
                      [&](storage::Session& session, const ItemId& id, const Input& input) -> base::Result<Item> {
                        const auto event = EventId::parse(input.text("event"));
                        if (!event.ok())
                          return base::Refusal{.code = "equipment.correct.not_its_event", .field = "event"};
                        return correct_event(session, occasion_of(request), id, *event, input.text("reason"));
                      });
                },
            .operation = operation("Takes an event of the item out of account; it stays in the history with the reason",
                                   {{.name = "event", .required = true}, {.name = "reason", .required = true}})});
}

}  // namespace equipment
