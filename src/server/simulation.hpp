#pragma once
#include <cstdint>
#include <functional>

#include "accounts/keys.hpp"
#include "accounts/store.hpp"
#include "storage/database.hpp"

namespace server {

/// Fills a new organisation, code SIM, with `items` machines and accessories of the years 2024 and 2025 and their whole histories.
/// The same seed makes the same items and events. Refuses "server.simulate.exists" if there is one already.
base::Result<accounts::Organisation> simulate(storage::Database& database, const accounts::Keys& keys,
                                              std::int64_t items, std::uint64_t seed,
                                              const std::function<void(std::int64_t)>& progress);

}  // namespace server
