#include "stock/scan.hpp"

#include "base/text.hpp"

namespace stock {

base::Result<equipment::ItemId> find_scanned(storage::Session& session, const equipment::OrganisationId& organisation,
                                             std::string_view text) {
  const std::string read = base::trim(text);
  const auto refused = [&](std::string code) {
    return base::Refusal{.code = std::move(code), .field = "item", .arguments = {{"text", base::shorten(read, 80)}}};
  };
  if (read.empty()) return base::Refusal{.code = "accounts.input.missing", .field = "item"};
  const auto label = read.rfind("/i/");
  if (const auto id = equipment::ItemId::parse(label == std::string::npos ? read : read.substr(label + 3)); id.ok()) {
    if (!equipment::find_item(session, organisation, *id)) return refused("stock.scan.not_found");
    return *id;
  }
  const auto found = equipment::items_with_key(session, organisation, read);
  if (found.empty()) return refused("stock.scan.not_found");
  if (found.size() == 1) return found.front();
  // A number is given once; a serial may stand on several machines.
  for (const auto& id : found)
    if (const auto item = equipment::find_item(session, organisation, id);
        item && base::upper(item->number) == base::upper(read))
      return id;
  return refused("stock.scan.several");
}

}  // namespace stock
