#pragma once
// Reading our own SQL texts: placeholders, and the statements of a migration file. Quotes, comments and $$ bodies are skipped.
#include <string>
#include <string_view>
#include <vector>

namespace storage {

struct BoundText {
  std::string sql;       ///< placeholders as SOCI names them (:p1), comments removed
  int placeholders = 0;  ///< highest number
};

/// `:1`, `:2`… become `:p1`, `:p2`…; `::` casts and everything quoted stay. Each number up to the highest must occur (CHECK).
BoundText bind_text(std::string_view sql);

/// The statements of a file, without comments around them and without their semicolon. BEGIN … END of a trigger stays whole.
std::vector<std::string> split_statements(std::string_view file);

}  // namespace storage
