#include "equipment/rebuild.hpp"

#include <boost/json.hpp>

#include "equipment/record.hpp"

namespace equipment {
namespace {

/// The row's columns and facts as write_projection would write them.
bool row_is_right(storage::Session& session, const Item& item) {
  const auto row = session.first<std::string, std::string, std::string>(
      "SELECT facts, status, number FROM item WHERE id = :1", item.id.text());
  return row && std::get<0>(*row) == boost::json::serialize(to_json(item)) && std::get<1>(*row) == code(item.status) &&
         std::get<2>(*row) == item.number;
}

}  // namespace

Rebuilt rebuild_items(storage::Database& database) {
  Rebuilt result;
  std::string last;
  while (true) {
    std::vector<std::string> ids;
    database.read([&](storage::Session& session) {
      // From the events, not from the rows: an item whose row is lost comes back.
      session.each<std::string>(
          "SELECT DISTINCT item_id FROM event WHERE item_id > :1 ORDER BY item_id LIMIT 1000",
          [&](std::string id) { ids.push_back(std::move(id)); }, last);
    });
    if (ids.empty()) return result;
    last = ids.back();
    database.write([&](storage::Session& session) {
      for (const auto& id : ids) {
        const auto item = fold(history_of_item(session, ItemId::parse(id).value()));
        if (!item) continue;
        ++result.items;
        if (row_is_right(session, *item)) continue;
        write_projection(session, *item);
        ++result.changed;
      }
    });
  }
}

}  // namespace equipment
