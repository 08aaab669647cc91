// A letter as mail servers read it: RFC 5322 headers, RFC 2047 words, a UTF-8 body in base64.
#include <date/date.h>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "jobs/mail.hpp"

namespace jobs {
namespace {

constexpr std::size_t encoded_line = 76;
constexpr std::size_t word_bytes = 42;  ///< 56 characters of base64: an encoded word stays under 75

bool is_plain(std::string_view text) {
  for (const char c : text)
    if (c < ' ' || c > '~') return false;
  return text.find("=?") == std::string_view::npos && text.size() < 200;
}

/// No line break can get through: a header ends where we end it.
std::string header_text(std::string_view text) {
  std::string line = base::printable(text);
  for (char& c : line)
    if (c == '\n' || c == '\t') c = ' ';
  if (is_plain(line)) return line;
  std::string words;
  for (std::string_view rest = line; !rest.empty();) {
    const std::string part = base::shorten(rest, word_bytes);
    words += (words.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base::to_base64(part) + "?=");
    rest.remove_prefix(part.size());
  }
  return words;
}

std::string body_text(std::string_view text) {
  std::string lines;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') lines += '\r';
    lines += c;
  }
  const std::string encoded = base::to_base64(lines);
  std::string wrapped;
  for (std::size_t at = 0; at < encoded.size(); at += encoded_line)
    wrapped += encoded.substr(at, encoded_line) + "\r\n";
  return wrapped;
}

}  // namespace

std::string message_text(const Letter& letter, std::string_view from, std::string_view id, base::Instant date) {
  const auto at = from.rfind('@');
  std::string host(from.substr(at == std::string_view::npos ? 0 : at + 1));
  if (!host.empty() && host.back() == '>') host.pop_back();
  const auto name_end = from.find('<');
  std::string sender(from);
  if (name_end != std::string_view::npos && name_end > 0)
    sender = header_text(base::trim(from.substr(0, name_end))) + " " + std::string(from.substr(name_end));
  std::string text;
  text += "Date: " + date::format("%a, %d %b %Y %T +0000", std::chrono::floor<std::chrono::seconds>(date)) + "\r\n";
  text += "From: " + sender + "\r\n";
  text += "To: <" + letter.recipient + ">\r\n";
  text += "Subject: " + header_text(letter.subject) + "\r\n";
  text += "Message-ID: <" + std::string(id) + "@" + host + ">\r\n";
  text += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";
  text += "Content-Transfer-Encoding: base64\r\n\r\n" + body_text(letter.body);
  return text;
}

}  // namespace jobs
