#pragma once
// layer: store
#include <string>

#include "accounts/keys.hpp"
#include "i18n/i18n.hpp"
#include "storage/database.hpp"

namespace accounts {

/// What every capability's routes are given by the program.
struct Services {
  storage::Database& database;
  const Keys& keys;
  const i18n::Translators& translators;
  std::string
      public_url;  ///< "https://boucle.exemple.fr", without a slash at the end; empty: not set, no label is printed
  std::string program;  ///< this executable, for the limited child that reads spreadsheets
};

}  // namespace accounts
