#include "server/data_folder.hpp"

#include <filesystem>

namespace server {
namespace {

/// "data/demo/" → "data/demo"
std::string without_slash(std::string folder) {
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder;
}

}  // namespace

std::string Place::database_address() const {
  return database.empty() ? "sqlite:" + without_slash(data) + "/boucle.sqlite" : database;
}

std::string Place::key_path() const { return key_file.empty() ? without_slash(data) + ".key" : key_file; }

std::string Place::erasure_register() const { return key_path() + ".erasures"; }

base::Result<Installation> open_installation(const Place& place) {
  std::error_code error;
  if (!std::filesystem::exists(place.data)) {
    std::filesystem::create_directories(place.data, error);
    std::filesystem::permissions(place.data, std::filesystem::perms::owner_all, error);
  }
  if (!std::filesystem::is_directory(place.data, error))
    return base::Refusal{.code = "server.data.not_a_folder", .field = "data", .arguments = {{"folder", place.data}}};
  TRY(keys, accounts::Keys::open(place.key_path()));
  TRY(database, storage::Database::open(place.database_address()));
  return Installation{.database = std::move(database), .keys = std::move(keys)};
}

}  // namespace server
