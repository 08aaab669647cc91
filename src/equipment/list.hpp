#pragma once
// layer: store
// Looking for items: the table, the search box, the scanner.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "equipment/ids.hpp"
#include "equipment/kind.hpp"
#include "equipment/status.hpp"
#include "storage/database.hpp"

namespace equipment {

/// What one line of the table shows.
struct ItemRow {
  ItemId id;
  std::string number, kind, maker, model, status, category, location;
  std::optional<std::int64_t> mass_g;
  base::Instant received_at;
};

enum class Sort { newest, oldest, number, model };

struct ItemFilter {
  OrganisationId organisation;
  std::string words;  ///< every word must be found; the last one may be unfinished
  std::optional<Status> status;
  std::optional<Kind> kind;
  std::string category;  ///< empty: any
  std::optional<LotId> lot;
  std::string number;           ///< exact
  Sort sort = Sort::newest;     ///< with words: always newest first
  std::optional<ItemId> after;  ///< last item of the page before
  std::int64_t limit = 50;
};

/// Calls `row` for each item, in order; `row` may stop early by answering false.
void each_item(storage::Session& session, const ItemFilter& filter, const std::function<bool(const ItemRow&)>& row);
std::vector<ItemRow> list_items(storage::Session& session, const ItemFilter& filter);
/// How many, counted up to `most` + 1: « plus de 10 000 ».
std::int64_t count_items(storage::Session& session, const ItemFilter& filter, std::int64_t most = 10'000);

std::string_view code(Sort sort);
std::optional<Sort> sort_from_code(std::string_view code);

}  // namespace equipment
