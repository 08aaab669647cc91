#include "html/html.hpp"

#include <algorithm>
#include <array>

#include "base/result.hpp"
#include "base/text.hpp"

namespace html {
namespace {

enum class Inside { text, attribute };

/// What replaces a byte: itself (null), or a reference. Control characters that HTML forbids become nothing.
constexpr std::array<const char*, 256> replacements(Inside inside) {
  std::array<const char*, 256> table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) {
    if (byte != '\t' && byte != '\n' && byte != '\r') table[byte] = "";
  }
  table[0x7f] = "";
  table['&'] = "&amp;";
  table['<'] = "&lt;";
  table['>'] = "&gt;";
  if (inside == Inside::attribute) {
    table['"'] = "&quot;";
    table['\''] = "&#39;";
  }
  return table;
}
constexpr auto text_replacements = replacements(Inside::text);
constexpr auto attribute_replacements = replacements(Inside::attribute);

void append_escaped(std::string& out, std::string_view text, const std::array<const char*, 256>& table) {
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char* replacement = table[static_cast<unsigned char>(text[i])];
    if (replacement == nullptr) continue;
    out.append(text, start, i - start);
    out += replacement;
    start = i + 1;
  }
  out.append(text, start);
}

bool holds_address(std::string_view name) {
  static constexpr std::array names = {
      std::string_view("href"),       std::string_view("src"),  std::string_view("action"), std::string_view("poster"),
      std::string_view("formaction"), std::string_view("data"), std::string_view("cite")};
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

bool is_safe_address(std::string_view address) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(address.begin(), address.end(), control) || address.starts_with(' ')) return false;
  const std::size_t delimiter = address.find_first_of(":/?#");
  if (delimiter == std::string_view::npos || address[delimiter] != ':') return true;
  const std::string scheme = base::lower(address.substr(0, delimiter));
  return scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel";
}

Attribute attr(Name name, std::string_view value) {
  const std::string_view accepted = holds_address(name.view()) && !is_safe_address(value) ? "#" : value;
  Attribute attribute;
  attribute.text_.reserve(name.view().size() + accepted.size() + 4);
  attribute.text_ += ' ';
  attribute.text_ += name.view();
  attribute.text_ += "=\"";
  append_escaped(attribute.text_, accepted, attribute_replacements);
  attribute.text_ += '"';
  return attribute;
}

Attribute flag(Name name, bool present) {
  Attribute attribute;
  if (present) attribute.text_.append(" ").append(name.view());
  return attribute;
}

Attribute optional_attr(Name name, std::string_view value) { return value.empty() ? Attribute() : attr(name, value); }

Attribute operator+(Attribute left, const Attribute& right) {
  left.text_ += right.text_;
  return left;
}

Writer& Writer::add(const Part& part) {
  switch (part.kind_) {
    case Part::Kind::html:
      html_.text_ += part.text_;
      break;
    case Part::Kind::text:
      append_escaped(html_.text_, part.text_, text_replacements);
      break;
    case Part::Kind::list:
      for (const Html& piece : *part.list_) html_.text_ += piece.str();
      break;
    case Part::Kind::attribute:
      CHECK(!"an attribute outside its element");
      break;
  }
  return *this;
}

Writer& Writer::open(Name tag, std::initializer_list<Part> attributes) {
  html_.text_ += '<';
  html_.text_ += tag.view();
  for (const Part& part : attributes) {
    CHECK(part.kind_ == Part::Kind::attribute);
    html_.text_ += part.text_;
  }
  html_.text_ += '>';
  return *this;
}

Writer& Writer::close(Name tag) {
  html_.text_ += "</";
  html_.text_ += tag.view();
  html_.text_ += '>';
  return *this;
}

Writer& Writer::element(Name tag, std::initializer_list<Part> parts) {
  html_.text_ += '<';
  html_.text_ += tag.view();
  for (const Part& part : parts) {
    if (part.kind_ == Part::Kind::attribute) html_.text_ += part.text_;
  }
  html_.text_ += '>';
  for (const Part& part : parts) {
    if (part.kind_ != Part::Kind::attribute) add(part);
  }
  return close(tag);
}

Writer& Writer::void_element(Name tag, std::initializer_list<Part> attributes) { return open(tag, attributes); }

Writer& Writer::raw(Literal constant) {
  html_.text_ += constant.view();
  return *this;
}

Html Writer::take() {
  Html taken = std::move(html_);
  html_ = Html();
  return taken;
}

Html text(std::string_view text) {
  Writer writer;
  writer.add(text);
  return writer.take();
}

Html raw(Literal constant) {
  Writer writer;
  writer.raw(constant);
  return writer.take();
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += digits[byte >> 4U];
    result += digits[byte & 0xfU];
  }
  return result;
}

std::string address(std::string_view path, const Query& query) {
  std::string result(path);
  char separator = path.find('?') == std::string_view::npos ? '?' : '&';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    result += separator;
    result += percent_encode(name) + "=" + percent_encode(value);
    separator = '&';
  }
  return result;
}

}  // namespace html
