#include "http/listener.hpp"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace http {

namespace {

base::Refusal socket_refusal(const ServerOptions& options) {
  std::string code = "http.bad_address";
  if (errno == EADDRINUSE) code = "http.port_in_use";
  if (errno == EACCES) code = "http.port_denied";
  return {.code = code, .arguments = {{"address", options.bind}, {"port", std::to_string(options.port)}}};
}

}  // namespace

base::Result<int> open_listener(const ServerOptions& options) {
  const bool v6 = options.bind.find(':') != std::string::npos;
  const auto address = Address::parse(options.bind);
  errno = EINVAL;
  if (!address) return socket_refusal(options);
  const int socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return socket_refusal(options);
  const int yes = 1;
  const int no = 0;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (v6) ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  sockaddr_in6 six{.sin6_family = AF_INET6,
                   .sin6_port = htons(options.port),
                   .sin6_flowinfo = 0,
                   .sin6_addr = {},
                   .sin6_scope_id = 0};
  std::memcpy(&six.sin6_addr, address->bytes.data(), 16);
  sockaddr_in four{.sin_family = AF_INET, .sin_port = htons(options.port), .sin_addr = {}, .sin_zero = {}};
  std::memcpy(&four.sin_addr, address->bytes.data() + 12, 4);
  const auto* where = v6 ? reinterpret_cast<const sockaddr*>(&six) : reinterpret_cast<const sockaddr*>(&four);
  if (::bind(socket, where, v6 ? sizeof six : sizeof four) == 0 && ::listen(socket, 1024) == 0) return socket;
  auto refusal = socket_refusal(options);
  ::close(socket);
  return refusal;
}

Address address_of(const sockaddr* address) {
  Address result;
  if (address->sa_family == AF_INET6) {
    std::memcpy(result.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
    return result;
  }
  result.bytes[10] = result.bytes[11] = 0xff;
  std::memcpy(result.bytes.data() + 12, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
  return result;
}

void raise_descriptor_limit(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);  // fewer connections at once if it is refused
}

}  // namespace http
