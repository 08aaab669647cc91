#include "equipment/hardware/json_reading.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

namespace equipment {
namespace {

constexpr int deepest = 64;

bool is_space(char letter) { return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r'; }

/// Copies JSON while repairing its punctuation; knows nothing of its meaning.
class Repair {
 public:
  explicit Repair(std::string_view text) : text_(text) { out_.reserve(text.size() + 16); }

  base::Result<std::string> run() {
    out_.push_back('[');
    while (at_ < text_.size()) {
      const char letter = text_[at_];
      if (is_space(letter)) {
        out_.push_back(letter);
        ++at_;
      } else if (letter == '"') {
        if (!copy_string()) return broken();
      } else if (letter == '{' || letter == '[') {
        separate();
        out_.push_back(letter);
        last_ = letter;
        if (++depth_ >= deepest) return base::Refusal{.code = "equipment.hardware.too_deep"};
        ++at_;
      } else if (letter == '}' || letter == ']') {
        if (--depth_ < 0) return broken();
        comma_ = false;  // a comma before a closing bracket says nothing
        out_.push_back(letter);
        last_ = letter;
        ++at_;
      } else if (letter == ',') {
        if (comma_ || last_ == '[' || last_ == '{' || last_ == 0) {
          // A second comma, or one before anything: only tolerated between roots.
          if (depth_ > 0) return broken();
        } else {
          comma_ = true;
        }
        ++at_;
      } else if (!copy_plain()) {
        break;  // words after the last root (a shell prompt, a warning)
      }
    }
    if (depth_ != 0 || last_ == 0) return broken();
    out_.push_back(']');
    return std::move(out_);
  }

 private:
  base::Refusal broken() const {
    std::int64_t line = 1;
    for (const char letter : text_.substr(0, at_)) line += letter == '\n' ? 1 : 0;
    return {.code = "equipment.hardware.broken_json", .line = line};
  }

  /// Writes the comma that was read, or the one forgotten between two values.
  void separate() {
    const bool after_bracket = last_ == '}' || last_ == ']';
    if (comma_ || after_bracket) out_.push_back(',');
    comma_ = false;
  }

  bool copy_string() {
    separate();
    out_.push_back('"');
    for (++at_; at_ < text_.size(); ++at_) {
      const char letter = text_[at_];
      if (letter == '\\') {
        if (at_ + 1 >= text_.size()) return false;
        out_.push_back(letter);
        out_.push_back(text_[++at_]);
      } else if (letter == '"') {
        out_.push_back('"');
        last_ = '"';
        ++at_;
        return true;
      } else {
        out_.push_back(static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter);
      }
    }
    return false;
  }

  /// Numbers, true, false, null and colons. At the top level nothing of the kind belongs: false.
  bool copy_plain() {
    if (depth_ == 0) return false;
    if (text_[at_] != ':') separate_plain();
    out_.push_back(text_[at_]);
    last_ = text_[at_];
    ++at_;
    return true;
  }
  void separate_plain() {
    if (comma_) out_.push_back(',');
    comma_ = false;
  }

  std::string_view text_;
  std::string out_ = {};
  std::size_t at_ = 0;
  int depth_ = 0;
  char last_ = 0;       ///< last character that was not white space
  bool comma_ = false;  ///< a comma read and not yet written
};

/// « WARNING: you should run this program as super-user. » stands before the first bracket at the start of a line.
std::string_view from_first_bracket(std::string_view text) {
  std::size_t line = 0;
  while (line < text.size()) {
    std::size_t at = line;
    while (at < text.size() && is_space(text[at])) ++at;
    if (at >= text.size()) return {};
    if (text[at] == '{' || text[at] == '[') return text.substr(at);
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return {};
    line = end + 1;
  }
  return {};
}

}  // namespace

base::Result<std::vector<boost::json::value>> parse_documents(std::string_view text) {
  TRY(repaired, Repair(from_first_bracket(text)).run());
  auto parsed = base::parse_json(repaired);
  if (!parsed) return base::Refusal{.code = "equipment.hardware.broken_json", .line = parsed.refusal().line};
  std::vector<boost::json::value> roots;
  for (boost::json::value& root : parsed->as_array()) {
    if (root.is_array()) {
      for (boost::json::value& one : root.as_array()) roots.push_back(std::move(one));
    } else {
      roots.push_back(std::move(root));
    }
  }
  return roots;
}

const boost::json::object* object_at(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

const boost::json::array* array_at(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

std::string text_at(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return {};
  if (const auto* text = value->if_string()) return std::string(text->data(), text->size());
  if (const auto* number = value->if_int64()) return std::to_string(*number);
  if (const auto* number = value->if_uint64()) return std::to_string(*number);
  return {};
}

std::optional<std::uint64_t> number_at(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return {};
  if (const auto* number = value->if_uint64()) return *number;
  if (const auto* number = value->if_int64()) {
    return *number < 0 ? std::nullopt : std::optional<std::uint64_t>(static_cast<std::uint64_t>(*number));
  }
  if (const auto* number = value->if_double()) {
    if (!(*number >= 0 && *number < 1e18)) return {};
    return static_cast<std::uint64_t>(*number);
  }
  if (const auto* text = value->if_string()) {
    const auto number = base::to_integer(base::trim(std::string_view(text->data(), text->size())));
    if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
    return {};
  }
  if (const auto* inner = value->if_object(); inner != nullptr && inner->if_contains("n") != nullptr) {
    const auto* number = inner->if_contains("n");
    if (!number->is_object()) return number_at(*inner, "n");
  }
  return {};
}

std::optional<bool> flag_at(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return {};
  if (const auto* flag = value->if_bool()) return *flag;
  const auto number = number_at(object, key);
  if (number) return *number != 0;
  return {};
}

}  // namespace equipment
