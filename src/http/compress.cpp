// gzip of text: a page of 60 KB over a slow line.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.hpp"
#include "http/parts.hpp"

namespace http {

namespace {

constexpr std::size_t smallest = 1024;         // bytes: below, the headers weigh more than the gain
constexpr std::size_t piece_size = 64 * 1024;  // bytes that a stream gathers before it sends
constexpr auto longest_wait = std::chrono::milliseconds(200);

/// zlib's state, which points at itself: neither copied nor moved.
class Deflater {
 public:
  Deflater() {
    constexpr int level = 5;
    constexpr int gzip_window = 15 + 16;  // zlib: +16 writes gzip's header
    if (::deflateInit2(&state_, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  }
  ~Deflater() { ::deflateEnd(&state_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void add(std::string_view bytes, int flush, std::string& out) {
    // zlib counts in 32 bits
    constexpr std::size_t most = std::size_t{1} << 30;
    while (bytes.size() > most) {
      step(bytes.substr(0, most), Z_NO_FLUSH, out);
      bytes.remove_prefix(most);
    }
    step(bytes, flush, out);
  }

 private:
  void step(std::string_view bytes, int flush, std::string& out) {
    std::array<unsigned char, 16 * 1024> buffer;
    state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    state_.avail_in = static_cast<uInt>(bytes.size());
    do {
      state_.next_out = buffer.data();
      state_.avail_out = static_cast<uInt>(buffer.size());
      if (::deflate(&state_, flush) == Z_STREAM_ERROR) throw std::logic_error("zlib: inconsistent state");
      out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - state_.avail_out);
    } while (state_.avail_out == 0);
  }

  z_stream state_ = {};
};

struct GzipStream {
  Stream source;
  Deflater deflater = {};
  std::string piece = {};
  bool ended = false;
};

void set_encoded(Response& response) {
  response.headers.emplace_back("Content-Encoding", "gzip");
  for (auto& [name, value] : response.headers)  // the bytes differ from those that a strong tag promises
    if (base::lower(name) == "etag" && !value.starts_with("W/")) value.insert(0, "W/");
}

bool has_header(const Response& response, std::string_view lower_case_name) {
  return std::ranges::any_of(response.headers,
                             [&](const auto& header) { return base::lower(header.first) == lower_case_name; });
}

}  // namespace

bool is_compressible(std::string_view content_type) {
  const auto type = media_type(content_type);
  if (type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml")) return true;
  return type == "application/json" || type == "application/javascript" || type == "application/xml";
}

base::Bytes gzip(std::string_view bytes) {
  base::Bytes compressed;
  compressed.reserve(bytes.size() / 4 + 64);
  Deflater().add(bytes, Z_FINISH, compressed);
  return compressed;
}

bool gather(const Stream& source, std::string& piece) {
  piece.clear();
  const auto start = std::chrono::steady_clock::now();
  while (piece.size() < piece_size) {
    auto next = source();
    if (!next) return true;
    piece += *next;
    if (std::chrono::steady_clock::now() - start > longest_wait) return false;
  }
  return false;
}

Stream gzip_stream(Stream source) {
  auto state = std::make_shared<GzipStream>(std::move(source));
  return [state]() -> std::optional<std::string> {
    if (state->ended) return std::nullopt;
    state->ended = gather(state->source, state->piece);
    std::string out;
    // A full piece may stay inside zlib until the next one; a late one is sent as it is.
    const bool late = state->piece.size() < piece_size;
    state->deflater.add(state->piece, state->ended ? Z_FINISH : late ? Z_SYNC_FLUSH : Z_NO_FLUSH, out);
    return out;
  };
}

void compress(const Request& request, Response& response) {
  // A handler's way to say "as it is" for a page that shows a secret (BREACH); not to be sent (RFC 9110 §12.5.3).
  const auto as_it_is = std::erase_if(response.headers, [](const auto& header) {
    return base::lower(header.first) == "content-encoding" && header.second == "identity";
  });
  if (as_it_is > 0) return;
  if (response.status == 304 || has_header(response, "content-encoding") || !is_compressible(response.content_type))
    return;
  const std::string_view body = response.shared_body ? *response.shared_body : response.body;
  if (!response.stream && body.size() < smallest) return;
  if (!has_header(response, "vary")) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!accepts_gzip(request.header("accept-encoding"))) return;
  if (response.stream) {
    response.stream = gzip_stream(std::move(response.stream));
    set_encoded(response);
    return;
  }
  auto compressed = gzip(body);
  if (compressed.size() >= body.size()) return;
  response.body = std::move(compressed);
  response.shared_body = nullptr;
  set_encoded(response);
}

}  // namespace http
