#pragma once
// A blocking HTTP client for tests, on plain sockets so that it can also send garbage. Redirects are not followed.
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http::testing {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;    ///< 0: the connection was closed, or nothing came in time
  Pairs headers;     ///< lower-case names, in order
  std::string body;  ///< without chunks, as encoded (gzip is left)
  bool complete = false;

  /// First of that name; empty if absent.
  std::string_view header(std::string_view lower_case_name) const;
};

/// One connection.
class Socket {
 public:
  explicit Socket(std::uint16_t port, std::chrono::milliseconds patience = std::chrono::seconds(20));
  ~Socket();
  Socket(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool send(std::string_view bytes);  ///< false once the other end is closed
  /// Reads one answer; what follows is kept for the next call.
  Answer read(bool is_head = false);
  /// Everything until the other end closes, or nothing comes any more.
  std::string read_all();
  std::string read_some();  ///< empty at the end
  bool closed();            ///< the other end has closed; does not wait
  void finish();            ///< no more to send

 private:
  bool fill();
  bool read_chunks(std::string& body);

  int socket_ = -1;
  std::string buffer_;
};

struct File {
  std::string field;
  std::string file_name;
  std::string content_type;
  std::string bytes;
};

/// A new connection for each request; cookies are kept.
class Client {
 public:
  explicit Client(std::uint16_t port) : port_(port) {}

  Answer get(const std::string& target, const Pairs& headers = {});
  Answer head(const std::string& target, const Pairs& headers = {});
  Answer post(const std::string& target, const std::string& body, const std::string& content_type,
              const Pairs& headers = {});
  Answer post_form(const std::string& target, const Pairs& fields, const Pairs& headers = {});
  Answer post_json(const std::string& target, const std::string& json, const Pairs& headers = {});
  Answer post_multipart(const std::string& target, const Pairs& fields, const std::vector<File>& files,
                        const Pairs& headers = {});
  Answer request(const std::string& method, const std::string& target, const std::string& body, const Pairs& headers);

  std::map<std::string, std::string> cookies;

 private:
  std::uint16_t port_;
};

/// What gzip has packed; empty if it is damaged.
std::string gunzip(std::string_view bytes);

}  // namespace http::testing
