#include "storage/testing.hpp"

#include <cstdio>
#include <cstdlib>

#include "storage/connection.hpp"

namespace storage {
namespace {

std::string server() {
  const char* value = std::getenv("BOUCLE_TEST_DATABASE");
  return value ? value : "";
}

}  // namespace

bool testing_on_postgresql() { return !server().empty(); }

std::string test_address(Options& options) {
  if (!testing_on_postgresql()) return "sqlite::memory:";
  const std::string schema = "test_" + base::to_hex(base::random_bytes(8));
  open_postgresql_connection(server(), nullptr)->control("CREATE SCHEMA " + schema);
  options.after_close = [schema] {
    try {
      open_postgresql_connection(server(), nullptr)->control("DROP SCHEMA " + schema + " CASCADE");
    } catch (const Fault& fault) {
      std::fprintf(stderr, "the schema of a test stays on the server: %s\n", fault.what());
    }
  };
  return server() + (server().find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" + schema;
}

std::unique_ptr<Database> test_database(Options options) {
  const std::string address = test_address(options);
  auto database = Database::open(address, options);
  if (!database) {
    std::fprintf(stderr, "%s", database.refusal().code.c_str());
    for (const auto& [name, value] : database.refusal().arguments)
      std::fprintf(stderr, " %s=%s", name.c_str(), value.c_str());
    std::fputc('\n', stderr);
  }
  CHECK(database.ok());
  return std::move(*database);
}

}  // namespace storage
