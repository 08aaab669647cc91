#pragma once
#include <string>

#include "storage/database.hpp"

namespace server {

/// Copies the people erased since the last call into the register, a text file kept apart from data and backups: one identifier and
/// moment a line, synced to disk. `restore` replays it, so that a backup never brings anybody back. True if there was something new.
bool write_erasure_register(storage::Database& database, const std::string& file);

}  // namespace server
