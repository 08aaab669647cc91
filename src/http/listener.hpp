#pragma once
// The listening socket.
#include "http/parts.hpp"

struct sockaddr;

namespace http {

/// A descriptor that listens, not blocking; refuses with "http.bad_address", "http.port_in_use", "http.port_denied".
base::Result<int> open_listener(const ServerOptions& options);
Address address_of(const sockaddr* address);
/// Each connection is a descriptor, and services begin with a soft limit of 1,024: raised as far as is allowed.
void raise_descriptor_limit(std::size_t wanted);

}  // namespace http
