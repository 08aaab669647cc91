#pragma once
#include <memory>
#include <string>

#include "accounts/keys.hpp"
#include "storage/database.hpp"

namespace server {

/// Where an installation lives: --data, --database and --key-file of every command.
struct Place {
  std::string data;      ///< folder; made if absent, mode 0700
  std::string database;  ///< empty: SQLite in the folder (boucle.sqlite)
  std::string key_file;  ///< empty: the folder's name with ".key", beside it: outside what is backed up

  std::string database_address() const;
  std::string key_path() const;
  /// Register of erased people, beside the key: a restored backup is purged of them again.
  std::string erasure_register() const;
};

struct Installation {
  std::unique_ptr<storage::Database> database;
  accounts::Keys keys;
};
/// Opens both; brings the schema up to date.
base::Result<Installation> open_installation(const Place& place);

}  // namespace server
