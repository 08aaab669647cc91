#pragma once
// Brings a database's tables up to what this program knows.
#include <span>

#include "base/embedded.hpp"
#include "base/time.hpp"
#include "storage/connection.hpp"

namespace storage {

/// Applies, in the order of their numbers and each in its own transaction, the migrations not yet applied.
/// A migration NNNN is NNNN_name.sql, or NNNN_name.sqlite.sql and NNNN_name.postgresql.sql, or both (the common part first).
/// Refuses a database newer than the program, a migration changed since it was applied, or one that comes before an applied one.
base::Result<std::int64_t> migrate(Connection& connection, std::span<const base::EmbeddedFile> files,
                                   base::Instant now);

}  // namespace storage
