// Addresses of clients, seen through trusted proxies.
#include <arpa/inet.h>

#include <algorithm>

#include "base/text.hpp"
#include "http/parts.hpp"

namespace http {

namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_mapped(const Address& address) {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
}

/// "1.2.3.4:80" → "1.2.3.4", "[::1]:80" → "::1"
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  const auto colon = text.find(':');
  const bool has_port = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return has_port ? text.substr(0, colon) : text;
}

std::string_view last_of_list(std::string_view& list) {
  const auto comma = list.rfind(',');
  const auto item = comma == std::string_view::npos ? list : list.substr(comma + 1);
  list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
  return item;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  const std::string plain(without_port(text));
  Address address;
  if (::inet_pton(AF_INET6, plain.c_str(), address.bytes.data()) == 1) return address;
  std::ranges::copy(mapped_prefix, address.bytes.begin());
  if (::inet_pton(AF_INET, plain.c_str(), address.bytes.data() + 12) == 1) return address;
  return std::nullopt;
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  const bool v4 = is_mapped(*this);
  ::inet_ntop(v4 ? AF_INET : AF_INET6, bytes.data() + (v4 ? 12 : 0), buffer.data(), buffer.size());
  return buffer.data();
}

base::Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& blocks) {
  TrustedProxies proxies;
  for (const auto& block : blocks) {
    const base::Refusal bad{.code = "http.bad_proxy", .arguments = {{"address", base::printable(block)}}};
    const auto slash = block.find('/');
    const auto address = Address::parse(block.substr(0, slash));
    if (!address) return bad;
    const long long width = is_mapped(*address) ? 32 : 128;
    long long bits = width;
    if (slash != std::string::npos) {
      const auto length = base::to_integer(block.substr(slash + 1));
      if (!length || *length < 0 || *length > width) return bad;
      bits = *length;
    }
    proxies.blocks_.push_back({*address, static_cast<unsigned>(bits + (128 - width))});
  }
  return proxies;
}

bool TrustedProxies::trusts(const Address& address) const {
  return std::ranges::any_of(blocks_, [&](const Block& block) {
    const auto whole = block.bits / 8;
    if (!std::equal(address.bytes.begin(), address.bytes.begin() + whole, block.address.bytes.begin())) return false;
    const auto rest = block.bits % 8;
    return rest == 0 || ((address.bytes[whole] ^ block.address.bytes[whole]) >> (8 - rest)) == 0;
  });
}

void TrustedProxies::identify(const Address& peer, Request& request) const {
  request.client = peer.text();
  request.secure = false;
  if (!trusts(peer)) return;
  auto protocols = request.header("x-forwarded-proto");
  request.secure = base::lower(base::trim(last_of_list(protocols))) == "https";
  // From right to left: each trusted hop vouches for the address that it wrote; the first stranger is the client.
  auto hops = request.header("x-forwarded-for");
  while (!hops.empty()) {
    const auto address = Address::parse(base::trim(last_of_list(hops)));
    if (!address) return;
    request.client = address->text();
    if (!trusts(*address)) return;
  }
}

}  // namespace http
