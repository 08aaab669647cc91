// multipart/form-data (RFC 7578), as browsers and curl write it.
#include <algorithm>

#include <string.h>

#include "base/text.hpp"
#include "http/parts.hpp"

namespace http {

namespace {

constexpr std::size_t longest_part_header = 8192;

base::Refusal refused(std::string code, std::string field = {}) {
  return base::Refusal{.code = "http.form." + std::move(code), .field = std::move(field)};
}

/// memmem is linear whatever the bytes; std::string_view::find is not.
std::size_t find_bytes(std::string_view text, std::string_view wanted, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  const void* found = ::memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

struct PartHead {
  std::string disposition;
  std::string content_type = "text/plain";
};

PartHead read_head(std::string_view head) {
  PartHead result;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = base::lower(base::trim(line.substr(0, colon)));
    if (name == "content-disposition") result.disposition = base::trim(line.substr(colon + 1));
    if (name == "content-type")
      result.content_type = base::shorten(base::printable(base::trim(line.substr(colon + 1))), 200);
  }
  return result;
}

/// Browsers write a quote, a line feed and a carriage return in a name as %22, %0A and %0D, and nothing else.
std::string unescape_name(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text.substr(i, 3);
    const char meant = code == "%22" ? '"' : code == "%0A" ? '\n' : code == "%0D" ? '\r' : '\0';
    if (meant == '\0') {
      name += text[i];
      continue;
    }
    name += meant;
    i += 2;
  }
  return name;
}

std::string clean_file_name(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  const auto last = slash == std::string_view::npos ? name : name.substr(slash + 1);
  auto clean = base::printable(base::to_utf8(last));
  std::erase_if(clean, [](char c) { return c == '\n' || c == '\t' || c == '\r'; });
  if (clean == "." || clean == "..") return "file";
  return base::shorten(clean, longest_name);
}

base::Outcome add_part(std::string_view head_bytes, std::string_view content, Form& form) {
  auto head = read_head(head_bytes);
  if (media_type(head.disposition) != "form-data") return refused("bad_part");
  const auto raw_name = header_parameter(head.disposition, "name");
  if (!raw_name) return refused("bad_part");
  auto name = unescape_name(*raw_name);
  TRY_DONE(check_field(name, ""));
  const auto file_name = header_parameter(head.disposition, "filename");
  if (!file_name) {
    if (form.fields.entries().size() == most_fields) return refused("too_many_fields");
    TRY_DONE(check_field(name, content));
    form.fields.add(std::move(name), std::string(content));
    return base::Done{};
  }
  if (file_name->empty() && content.empty()) return base::Done{};  // a file field left empty
  if (form.uploads.size() == most_uploads) return refused("too_many_uploads", name);
  form.uploads.push_back({.field = std::move(name),
                          .file_name = clean_file_name(unescape_name(*file_name)),
                          .content_type = std::move(head.content_type),
                          .bytes = base::Bytes(content)});
  return base::Done{};
}

/// Where the part that follows a boundary begins; nothing after the closing boundary ("--").
base::Result<std::optional<std::size_t>> after_boundary(std::string_view body, std::size_t at) {
  if (body.substr(at, 2) == "--") return std::optional<std::size_t>();
  while (at < body.size() && (body[at] == ' ' || body[at] == '\t')) ++at;  // RFC 2046 transport padding
  if (body.substr(at, 2) != "\r\n") return refused("truncated");
  return std::optional(at + 2);
}

}  // namespace

base::Result<Form> parse_multipart(std::string_view content_type, std::string_view body) {
  const auto boundary = header_parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 70) return refused("bad_boundary");
  const auto first = "--" + *boundary;
  const auto delimiter = "\r\n" + first;
  auto at = body.starts_with(first) ? std::size_t{0} : find_bytes(body, delimiter, 0);
  if (at == std::string_view::npos) return refused("truncated");
  at += body.starts_with(first) ? first.size() : delimiter.size();

  Form form;
  std::size_t parts = 0;
  while (true) {
    TRY(start, after_boundary(body, at));
    if (!start) return form;
    if (++parts > most_fields + most_uploads) return refused("too_many_fields");
    const auto head = body.substr(*start, longest_part_header);
    // A part without any header begins with the empty line itself.
    const auto head_end = head.starts_with("\r\n") ? std::size_t{0} : find_bytes(head, "\r\n\r\n", 0);
    if (head_end == std::string_view::npos)
      return refused(head.size() == longest_part_header ? "bad_part" : "truncated");
    const auto content = *start + head_end + (head_end == 0 ? 2 : 4);
    const auto end = find_bytes(body, delimiter, content);
    if (end == std::string_view::npos) return refused("truncated");
    TRY_DONE(add_part(head.substr(0, head_end), body.substr(content, end - content), form));
    at = end + delimiter.size();
  }
}

}  // namespace http
