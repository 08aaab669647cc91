#pragma once
// HTML made by functions: what is not Html is text, and text is always escaped. No tree is built: each call writes
// into one string, so that a page of 200 rows costs tens of microseconds.
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace html {

/// A string known when compiling: a run-time string where a Literal is asked does not compile.
class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}  // NOLINT(google-explicit-constructor)
  constexpr std::string_view view() const { return text_; }

 private:
  std::string_view text_;
};

namespace detail {
/// Only reached while compiling, where calling it is an error whose message is its name.
void name_is_not_allowed_in_html();
}  // namespace detail

/// Name of an element or attribute: lower-case constant. on… handlers and style are refused by the compiler, since
/// the content security policy would block them.
class Name {
 public:
  consteval Name(const char* text) : text_(text) {  // NOLINT(google-explicit-constructor)
    for (const char c : text_) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');  // SVG has viewBox
      if (!letter && !(c >= '0' && c <= '9') && c != '-') detail::name_is_not_allowed_in_html();
    }
    if (text_.empty() || text_.starts_with("on") || text_ == "style" || text_ == "srcdoc") {
      detail::name_is_not_allowed_in_html();
    }
  }
  constexpr std::string_view view() const { return text_; }

 private:
  std::string_view text_;
};

/// A finished piece of HTML.
class Html {
 public:
  Html() = default;
  const std::string& str() const& { return text_; }
  std::string str() && { return std::move(text_); }
  bool empty() const { return text_.empty(); }
  Html& operator+=(const Html& other) {
    text_ += other.text_;
    return *this;
  }
  friend Html operator+(Html left, const Html& right) { return std::move(left += right); }

 private:
  friend class Writer;
  std::string text_;
};

/// An attribute, already escaped; made by attr() and flag().
class Attribute {
 public:
  const std::string& str() const { return text_; }

 private:
  friend Attribute attr(Name name, std::string_view value);
  friend Attribute flag(Name name, bool present);
  friend Attribute operator+(Attribute left, const Attribute& right);
  std::string text_;
};

/// name="value". href, src, action, formaction and poster accept local addresses and http, https, mailto and tel only;
/// anything else (javascript:, data:, control characters) becomes "#".
Attribute attr(Name name, std::string_view value);
/// A boolean attribute, written only if present: flag("required", true)
Attribute flag(Name name, bool present = true);
/// The attribute if the value is not empty, nothing otherwise.
Attribute optional_attr(Name name, std::string_view value);
/// True when such an address may be followed.
bool is_safe_address(std::string_view address);

/// An argument of element(): an attribute, a finished piece, a list of pieces, or text to escape.
/// It only looks at its argument, so it lives no longer than the call.
class Part {
 public:
  Part(const Html& html) : kind_(Kind::html), text_(html.str()) {}                      // NOLINT
  Part(const Attribute& attribute) : kind_(Kind::attribute), text_(attribute.str()) {}  // NOLINT
  Part(std::string_view text) : kind_(Kind::text), text_(text) {}                       // NOLINT
  Part(const std::string& text) : kind_(Kind::text), text_(text) {}                     // NOLINT
  Part(const char* text) : kind_(Kind::text), text_(text) {}                            // NOLINT
  Part(const std::vector<Html>& list) : kind_(Kind::list), list_(&list) {}              // NOLINT

 private:
  friend class Writer;
  enum class Kind { attribute, html, text, list };
  Kind kind_;
  std::string_view text_ = {};
  const std::vector<Html>* list_ = nullptr;
};

/// Appends to one string: for long lists that are sent as they are made (see table.hpp).
class Writer {
 public:
  Writer& open(Name tag, std::initializer_list<Part> attributes = {});
  Writer& close(Name tag);
  Writer& add(const Part& part);
  Writer& element(Name tag, std::initializer_list<Part> parts);
  /// An element that has no end tag: input, meta, img, br…
  Writer& void_element(Name tag, std::initializer_list<Part> attributes);
  Writer& raw(Literal constant);
  /// What was written since the last call.
  Html take();
  std::size_t size() const { return html_.text_.size(); }

 private:
  Html html_;
};

/// Escaped text.
Html text(std::string_view text);
/// A constant of the source, as it is.
Html raw(Literal constant);

template <typename... Parts>
Html element(Name tag, const Parts&... parts) {
  Writer writer;
  writer.element(tag, {Part(parts)...});
  return writer.take();
}
template <typename... Parts>
Html void_element(Name tag, const Parts&... parts) {
  Writer writer;
  writer.void_element(tag, {Part(parts)...});
  return writer.take();
}
/// Pieces one after the other, without an element around.
template <typename... Parts>
Html group(const Parts&... parts) {
  Writer writer;
  (writer.add(Part(parts)), ...);
  return writer.take();
}

#define BOUCLE_ELEMENT(name)         \
  template <typename... Parts>       \
  Html name(const Parts&... parts) { \
    return element(#name, parts...); \
  }
BOUCLE_ELEMENT(a)
BOUCLE_ELEMENT(abbr)
BOUCLE_ELEMENT(article)
BOUCLE_ELEMENT(aside)
BOUCLE_ELEMENT(blockquote)
BOUCLE_ELEMENT(caption)
BOUCLE_ELEMENT(code)
BOUCLE_ELEMENT(dd)
BOUCLE_ELEMENT(details)
BOUCLE_ELEMENT(div)
BOUCLE_ELEMENT(dl)
BOUCLE_ELEMENT(dt)
BOUCLE_ELEMENT(em)
BOUCLE_ELEMENT(fieldset)
BOUCLE_ELEMENT(figcaption)
BOUCLE_ELEMENT(figure)
BOUCLE_ELEMENT(footer)
BOUCLE_ELEMENT(h1)
BOUCLE_ELEMENT(h2)
BOUCLE_ELEMENT(h3)
BOUCLE_ELEMENT(h4)
BOUCLE_ELEMENT(header)
BOUCLE_ELEMENT(kbd)
BOUCLE_ELEMENT(label)
BOUCLE_ELEMENT(legend)
BOUCLE_ELEMENT(li)
BOUCLE_ELEMENT(main)
BOUCLE_ELEMENT(mark)
BOUCLE_ELEMENT(nav)
BOUCLE_ELEMENT(ol)
BOUCLE_ELEMENT(p)
BOUCLE_ELEMENT(pre)
BOUCLE_ELEMENT(section)
BOUCLE_ELEMENT(small)
BOUCLE_ELEMENT(span)
BOUCLE_ELEMENT(strong)
BOUCLE_ELEMENT(summary)
BOUCLE_ELEMENT(table)
BOUCLE_ELEMENT(tbody)
BOUCLE_ELEMENT(td)
BOUCLE_ELEMENT(tfoot)
BOUCLE_ELEMENT(th)
BOUCLE_ELEMENT(thead)
BOUCLE_ELEMENT(time)
BOUCLE_ELEMENT(tr)
BOUCLE_ELEMENT(ul)
#undef BOUCLE_ELEMENT

/// The address with this query, values percent-encoded; pairs whose value is empty are left out.
using Query = std::vector<std::pair<std::string, std::string>>;
std::string address(std::string_view path, const Query& query);
std::string percent_encode(std::string_view text);

}  // namespace html
