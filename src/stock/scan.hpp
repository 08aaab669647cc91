#pragma once
// layer: actions
#include <string_view>

#include "equipment/record.hpp"

namespace stock {

/// The item that a scanner or a person means: its id, the address of its label, its number, a serial, an asset tag. Refuses
/// "stock.scan.not_found" and "stock.scan.several", with what was read as argument {text}.
base::Result<equipment::ItemId> find_scanned(storage::Session& session, const equipment::OrganisationId& organisation,
                                             std::string_view text);

}  // namespace stock
