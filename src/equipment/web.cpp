#include "equipment/web.hpp"

#include "accounts/frame.hpp"
#include "accounts/idempotent.hpp"
#include "accounts/input.hpp"
#include "equipment/to_api.hpp"
#include "equipment/web_parts.hpp"

namespace equipment {

http::Allow bench() { return http::Allow::only({"technician", "supervisor", "administrator"}); }
http::Allow item_readers() {
  return http::Allow::only({"technician", "supervisor", "administrator", "coordinator", "shopkeeper", "distributor"});
}

base::Result<ItemId> item_id_of(const http::Request& request) {
  auto id = ItemId::parse(request.parameter("id"));
  if (!id.ok()) return base::Refusal{.code = "equipment.item.unknown"};
  return std::move(id).value();
}

void add_twin(http::Router& router, const Twin& twin) {
  router.post(twin.pattern, twin.allow, twin.handler, twin.body_limit);
  router.add({.method = http::Method::post,
              .pattern = "/api/v1" + twin.pattern,
              .allow = twin.allow,
              .handler = twin.handler,
              .body_limit = twin.body_limit,
              .operation = twin.operation});
}

http::Response perform(const Deed& deed) {
  const auto answer =
      accounts::write_once(deed.services, deed.request, [&](storage::Session& session) -> base::Result<http::Response> {
        TRY(item, deed.work(session));
        return accounts::done(deed.request, deed.location, api_text(item), 200, deed.flash);
      });
  if (answer.ok()) return *answer;
  if (deed.refused && !deed.request.wants_json()) return deed.refused(answer.refusal());
  return accounts::refuse(deed.services, deed.request, answer.refusal());
}

std::vector<std::string> ticked(const http::Request& request, const std::string& name) {
  std::vector<std::string> all;
  const auto input = accounts::Input::read(request);
  if (!input.ok()) return all;
  all = input->all(name);
  for (const auto& [code, value] : input->under(name + "."))
    if (value != "0") all.push_back(code);
  return all;
}

void add_routes(http::Router& router, const accounts::Services& services, const Foresight& foresight) {
  add_list_routes(router, services);
  add_item_routes(router, services, foresight);
  add_deed_routes(router, services, foresight);
}

}  // namespace equipment
