#include "storage/sql_text.hpp"

#include <algorithm>
#include <cctype>

#include "base/result.hpp"
#include "base/text.hpp"

namespace storage {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t past(std::string_view sql, std::string_view end, std::size_t from) {
  const std::size_t found = sql.find(end, from);
  return found == std::string_view::npos ? sql.size() : found + end.size();
}

/// Where the `--` or `/* */` comment that begins at `at` ends; `at` itself if none begins there.
std::size_t skip_comment(std::string_view sql, std::size_t at) {
  const std::string_view rest = sql.substr(at);
  if (rest.starts_with("--")) return std::min(sql.find('\n', at), sql.size());
  if (rest.starts_with("/*")) return past(sql, "*/", at + 2);
  return at;
}

/// Where the quoted text ('…', "…", $$…$$, $tag$…$tag$) that begins at `at` ends; `at` itself if none begins there.
std::size_t skip_quoted(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  if (c == '\'' || c == '"')
    return past(sql, std::string_view(&sql[at], 1), at + 1);  // a doubled quote is two texts in a row
  if (c != '$' || (at > 0 && is_word(sql[at - 1]))) return at;
  std::size_t end = at + 1;
  while (end < sql.size() && is_word(sql[end])) ++end;
  if (end == sql.size() || sql[end] != '$' || is_digit(sql[at + 1])) return at;
  return past(sql, sql.substr(at, end + 1 - at), end + 1);
}

/// Follows the words of one statement, to know whether a semicolon ends it.
class StatementEnd {
 public:
  void word(std::string_view text) {
    const std::string lower = base::lower(text);
    ++words_;
    if (words_ == 1) create_ = lower == "create";
    if (words_ <= 3 && create_ && lower == "trigger") trigger_ = true;
    if (!trigger_) return;
    if (lower == "begin" || lower == "case") ++depth_;
    if (lower == "end") --depth_;
  }
  bool semicolon_ends() const { return depth_ <= 0; }

 private:
  int words_ = 0;
  int depth_ = 0;
  bool create_ = false;
  bool trigger_ = false;
};

}  // namespace

BoundText bind_text(std::string_view sql) {
  BoundText bound;
  std::vector<bool> seen;
  for (std::size_t at = 0; at < sql.size();) {
    if (const std::size_t end = skip_comment(sql, at); end != at) {
      bound.sql += ' ';
      at = end;
    } else if (const std::size_t closed = skip_quoted(sql, at); closed != at) {
      bound.sql += sql.substr(at, closed - at);
      at = closed;
    } else if (sql.substr(at).starts_with("::")) {
      bound.sql += "::";
      at += 2;
    } else if (sql[at] == ':' && at + 1 < sql.size() && is_digit(sql[at + 1])) {
      std::size_t number = 0;
      for (++at; at < sql.size() && is_digit(sql[at]); ++at)
        number = number * 10 + static_cast<std::size_t>(sql[at] - '0');
      CHECK(number >= 1 && number <= 999);
      seen.resize(std::max(seen.size(), number));
      seen[number - 1] = true;
      bound.sql += ":p" + std::to_string(number) + " ";  // the space keeps a following cast apart from SOCI's names
    } else {
      bound.sql += sql[at++];
    }
  }
  CHECK(std::find(seen.begin(), seen.end(), false) == seen.end());
  bound.placeholders = static_cast<int>(seen.size());
  return bound;
}

std::vector<std::string> split_statements(std::string_view file) {
  std::vector<std::string> statements;
  std::string current;
  StatementEnd end_of_statement;
  const auto finish = [&] {
    if (std::string trimmed = base::trim(current); !trimmed.empty()) statements.push_back(std::move(trimmed));
    current.clear();
    end_of_statement = {};
  };
  for (std::size_t at = 0; at < file.size();) {
    if (const std::size_t end = skip_comment(file, at); end != at) {
      current += ' ';
      at = end;
    } else if (const std::size_t closed = skip_quoted(file, at); closed != at) {
      current += file.substr(at, closed - at);
      at = closed;
    } else if (is_word(file[at])) {
      const std::size_t begin = at;
      while (at < file.size() && is_word(file[at])) ++at;
      end_of_statement.word(file.substr(begin, at - begin));
      current += file.substr(begin, at - begin);
    } else if (file[at] == ';' && end_of_statement.semicolon_ends()) {
      finish();
      ++at;
    } else {
      current += file[at++];
    }
  }
  finish();
  return statements;
}

}  // namespace storage
