#pragma once
#include <memory>

#include "storage/database.hpp"

namespace storage {

/// A fresh, empty database for one test, with the program's tables (or those of `options`): SQLite in memory, or, when the
/// environment has BOUCLE_TEST_DATABASE=postgresql://…, a schema of its own on that server, dropped afterwards. So the same
/// tests run on both engines (tests/with-postgresql). Faults and refusals stop the program (CHECK).
std::unique_ptr<Database> test_database(Options options = {});

/// The address that test_database() would use, for tests that open the same database twice; `options` gets what drops it.
std::string test_address(Options& options);

/// Whether the tests run on a server.
bool testing_on_postgresql();

}  // namespace storage
