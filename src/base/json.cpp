#include "base/json.hpp"

#include <boost/json.hpp>

#include "base/text.hpp"

namespace base {

Result<boost::json::value> parse_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::json::stream_parser parser({}, options);
  boost::system::error_code error;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t read = parser.write_some(text, error);
  std::string_view rest = text.substr(read);
  if (!error && !trim(rest).empty()) error = boost::json::error::extra_data;
  if (!error) parser.finish(error);
  if (error) {
    std::int64_t line = 1;
    for (const char c : text.substr(0, read)) line += c == '\n' ? 1 : 0;
    return Refusal{.code = "base.not_json", .line = line, .arguments = {{"reason", error.message()}}};
  }
  return parser.release();
}

}  // namespace base
