// The reference for look-ups: the sqlite3 library alone, one thread, items by id in a scattered order. Prints look-ups per second.
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

int main(int count, char** arguments) {
  if (count != 2) return 2;
  sqlite3* database = nullptr;
  if (sqlite3_open_v2(arguments[1], &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) return 1;
  std::vector<std::string> ids;
  sqlite3_stmt* all = nullptr;
  sqlite3_prepare_v2(database, "SELECT id FROM item WHERE row_number % 37 = 0 LIMIT 20000", -1, &all, nullptr);
  while (sqlite3_step(all) == SQLITE_ROW) ids.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(all, 0)));
  sqlite3_finalize(all);
  if (ids.empty()) return 1;
  sqlite3_stmt* one = nullptr;
  sqlite3_prepare_v2(database, "SELECT facts FROM item WHERE id = ?", -1, &one, nullptr);
  const auto begin = std::chrono::steady_clock::now();
  std::size_t bytes = 0;
  constexpr int rounds = 200'000;
  for (int i = 0; i < rounds; ++i) {
    const auto& id = ids[static_cast<std::size_t>(i) * 7919U % ids.size()];
    sqlite3_bind_text(one, 1, id.c_str(), static_cast<int>(id.size()), SQLITE_STATIC);
    if (sqlite3_step(one) == SQLITE_ROW) bytes += static_cast<std::size_t>(sqlite3_column_bytes(one, 0));
    sqlite3_reset(one);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::printf("%.0f %zu\n", rounds / seconds.count(), bytes);
  sqlite3_finalize(one);
  sqlite3_close(database);
}
