#pragma once
// Routes of the items: list, page, history, small corrections, public address of the label.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "accounts/services.hpp"
#include "equipment/event.hpp"
#include "equipment/item.hpp"
#include "html/components.hpp"
#include "http/http.hpp"

namespace equipment {

/// What the rest of the chain knows about an item, which this capability may not know: asked by the item's page.
/// One more line of what is known: translation keys of its label and of its text, whose arguments are numbers.
struct Fact {
  std::string label, text;
  std::map<std::string, std::int64_t> numbers;
  std::map<std::string, std::string> words = {};
};
struct Outlook {
  std::vector<base::Refusal> missing;  ///< before a gift; empty: it may depart
  std::string next, next_href;         ///< the next step: translation key of the button's text, and its address
  std::vector<html::Link> links;       ///< other pages about the item, their texts being translation keys
  std::vector<Fact> facts = {};
};
using Foresight = std::function<Outlook(storage::Session&, const Item&)>;

void add_routes(http::Router& router, const accounts::Services& services, const Foresight& foresight);

/// Who works on items.
http::Allow bench();         ///< technician, supervisor, administrator
http::Allow item_readers();  ///< bench, coordinator, shopkeeper, distributor

/// The path's {id}. Refuses "equipment.item.unknown" for what is no identifier.
base::Result<ItemId> item_id_of(const http::Request& request);

/// A deed with its page and its API twin: `pattern` and "/api/v1" + `pattern` on one handler.
struct Twin {
  std::string pattern;
  http::Allow allow;
  http::Handler handler;
  http::Operation operation;
  std::size_t body_limit = std::size_t{64} * 1024;
};
void add_twin(http::Router& router, const Twin& twin);

/// Runs a deed on one item in one transaction, once per Idempotency-Key, and answers: 303 to `location` with `flash`, or the item as
/// JSON. A refusal goes to `refused` (a form shown again), or to accounts::refuse when it is empty or the API asked.
struct Deed {
  const accounts::Services& services;
  const http::Request& request;
  std::string location;
  std::string flash;
  std::function<base::Result<Item>(storage::Session&)> work;
  std::function<http::Response(const base::Refusal&)> refused = {};
};
http::Response perform(const Deed& deed);

/// The names of ticked boxes "exceptions.bad_sectors" of a form, or of the JSON array "exceptions".
std::vector<std::string> ticked(const http::Request& request, const std::string& name);

}  // namespace equipment
