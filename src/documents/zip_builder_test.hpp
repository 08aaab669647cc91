#pragma once
// Makes zip files by hand, the true and the lying ones.
#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace documents::test {

struct ZipEntry {
  std::string name;
  std::string compressed = {};  ///< raw deflate
  std::uint32_t size = 0;       ///< as declared
  std::uint32_t crc = 0;
  std::uint16_t flags = 0;
};

/// `repeat` times the same text, without ever holding all of it.
inline ZipEntry deflated(std::string name, std::string_view head, std::string_view repeated = {},
                         std::size_t repeat = 0, std::string_view tail = {}) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  ZipEntry entry{.name = std::move(name)};
  std::string buffer(1 << 16, '\0');
  uLong crc = crc32(0, nullptr, 0);
  const auto feed = [&](std::string_view piece, int flush) {
    crc = crc32(crc, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
    entry.size += static_cast<std::uint32_t>(piece.size());
    std::string copy(piece);
    stream.next_in = reinterpret_cast<Bytef*>(copy.data());
    stream.avail_in = static_cast<uInt>(copy.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      deflate(&stream, flush);
      entry.compressed.append(buffer.data(), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  };
  feed(head, Z_NO_FLUSH);
  for (std::size_t i = 0; i < repeat; ++i) feed(repeated, Z_NO_FLUSH);
  feed(tail, Z_FINISH);
  deflateEnd(&stream);
  entry.crc = static_cast<std::uint32_t>(crc);
  return entry;
}

inline std::string zip(const std::vector<ZipEntry>& entries) {
  std::string out;
  std::string directory;
  const auto put = [](std::string& to, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  };
  const auto common = [&](std::string& to, const ZipEntry& entry) {
    put(to, 20, 2);
    put(to, entry.flags, 2);
    put(to, 8, 2);
    put(to, 0x00210000, 4);
    put(to, entry.crc, 4);
    put(to, static_cast<std::uint32_t>(entry.compressed.size()), 4);
    put(to, entry.size, 4);
    put(to, static_cast<std::uint32_t>(entry.name.size()), 2);
    put(to, 0, 2);
  };
  for (const ZipEntry& entry : entries) {
    const auto offset = static_cast<std::uint32_t>(out.size());
    out += "PK\x03\x04";
    common(out, entry);
    out += entry.name + entry.compressed;
    directory += "PK\x01\x02";
    put(directory, 20, 2);
    common(directory, entry);
    put(directory, 0, 2);
    put(directory, 0, 2);
    put(directory, 0, 2);
    put(directory, 0, 4);
    put(directory, offset, 4);
    directory += entry.name;
  }
  const auto start = static_cast<std::uint32_t>(out.size());
  out += directory + "PK\x05\x06";
  put(out, 0, 4);
  put(out, static_cast<std::uint32_t>(entries.size()), 2);
  put(out, static_cast<std::uint32_t>(entries.size()), 2);
  put(out, static_cast<std::uint32_t>(directory.size()), 4);
  put(out, start, 4);
  put(out, 0, 2);
  return out;
}

}  // namespace documents::test
