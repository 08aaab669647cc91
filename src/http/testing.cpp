#include "http/testing.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "http/http.hpp"

namespace http::testing {

namespace {

std::size_t to_size(std::string_view text, int base) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

Answer parse_head(std::string_view head) {
  Answer answer;
  if (head.size() > 12) answer.status = static_cast<int>(to_size(head.substr(9, 3), 10));
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    answer.headers.emplace_back(base::lower(line.substr(0, colon)), line.substr(colon + 2));
  }
  return answer;
}

}  // namespace

std::string_view Answer::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}

Socket::Socket(std::uint16_t port, std::chrono::milliseconds patience) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval wait{.tv_sec = patience.count() / 1000, .tv_usec = patience.count() % 1000 * 1000};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

Socket::~Socket() {
  if (socket_ >= 0) ::close(socket_);
}

Socket::Socket(Socket&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

bool Socket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Socket::fill() {
  const auto more = read_some();
  buffer_ += more;
  return !more.empty();
}

std::string Socket::read_some() {
  std::array<char, 64 * 1024> bytes;
  const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : std::string();
}

std::string Socket::read_all() {
  while (fill()) {}
  return std::exchange(buffer_, {});
}

bool Socket::closed() {
  char byte = 0;
  const auto count = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

void Socket::finish() { ::shutdown(socket_, SHUT_WR); }

bool Socket::read_chunks(std::string& body) {
  while (true) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos)
      if (!fill()) return false;
    const auto size = to_size(std::string_view(buffer_).substr(0, end), 16);
    while (buffer_.size() < end + 2 + size + 2)
      if (!fill()) return false;
    body += std::string_view(buffer_).substr(end + 2, size);
    buffer_.erase(0, end + 2 + size + 2);
    if (size == 0) return true;
  }
}

Answer Socket::read(bool is_head) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return {};
  auto answer = parse_head(std::string_view(buffer_).substr(0, end));
  buffer_.erase(0, end + 4);
  if (answer.status == 100) return read(is_head);
  answer.complete = true;
  if (is_head || answer.status == 204 || answer.status == 304) return answer;
  if (answer.header("transfer-encoding") == "chunked") {
    answer.complete = read_chunks(answer.body);
    return answer;
  }
  const bool until_end = answer.header("content-length").empty();
  const auto size = until_end ? std::string::npos : to_size(answer.header("content-length"), 10);
  while (buffer_.size() < size && fill()) {}
  answer.body = buffer_.substr(0, size);
  answer.complete = until_end || answer.body.size() == size;
  buffer_.erase(0, answer.body.size());
  return answer;
}

Answer Client::request(const std::string& method, const std::string& target, const std::string& body,
                       const Pairs& headers) {
  std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
  if (!body.empty() || method == "POST") bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  if (!cookies.empty()) {
    std::string list;
    for (const auto& [name, value] : cookies) list += (list.empty() ? "" : "; ") + name + "=" + value;
    bytes += "Cookie: " + list + "\r\n";
  }
  Socket socket(port_);
  socket.send(bytes + "\r\n" + body);
  auto answer = socket.read(method == "HEAD");
  for (const auto& [name, value] : answer.headers) {
    if (name != "set-cookie") continue;
    const auto equals = value.find('=');
    const auto cookie = value.substr(0, equals);
    cookies[cookie] = value.substr(equals + 1, value.find(';') - equals - 1);
    if (value.find("Max-Age=0") != std::string::npos) cookies.erase(cookie);
  }
  return answer;
}

Answer Client::get(const std::string& target, const Pairs& headers) { return request("GET", target, "", headers); }

Answer Client::head(const std::string& target, const Pairs& headers) { return request("HEAD", target, "", headers); }

Answer Client::post(const std::string& target, const std::string& body, const std::string& content_type,
                    const Pairs& headers) {
  auto all = headers;
  all.emplace_back("Content-Type", content_type);
  return request("POST", target, body, all);
}

Answer Client::post_form(const std::string& target, const Pairs& fields, const Pairs& headers) {
  std::string body;
  for (const auto& [name, value] : fields)
    body += (body.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
  return post(target, body, "application/x-www-form-urlencoded", headers);
}

Answer Client::post_json(const std::string& target, const std::string& json, const Pairs& headers) {
  return post(target, json, "application/json", headers);
}

Answer Client::post_multipart(const std::string& target, const Pairs& fields, const std::vector<File>& files,
                              const Pairs& headers) {
  const std::string boundary = "----a-boundary-0123456789";
  std::string body;
  for (const auto& [name, value] : fields)
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  for (const auto& file : files)
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + file.field + "\"; filename=\"" +
            file.file_name + "\"\r\nContent-Type: " + file.content_type + "\r\n\r\n" + file.bytes + "\r\n";
  return post(target, body + "--" + boundary + "--\r\n", "multipart/form-data; boundary=" + boundary, headers);
}

std::string gunzip(std::string_view bytes) {
  z_stream state{};
  if (::inflateInit2(&state, 15 + 16) != Z_OK) return {};
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  state.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<unsigned char, 64 * 1024> buffer;
  int result = Z_OK;
  while (result == Z_OK) {
    state.next_out = buffer.data();
    state.avail_out = static_cast<uInt>(buffer.size());
    result = ::inflate(&state, Z_NO_FLUSH);
    out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - state.avail_out);
  }
  ::inflateEnd(&state);
  return result == Z_STREAM_END ? out : std::string();
}

}  // namespace http::testing
