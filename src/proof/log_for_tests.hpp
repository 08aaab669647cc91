#pragma once
// Test support: a whole log in memory, kept as tiles only, as the database keeps it.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "proof/document.hpp"
#include "proof/tiles.hpp"

namespace proof {

inline SigningKey key_for_tests(char seed) { return SigningKey(*Secret::from_bytes(std::string(32, seed))); }

class LogForTests {
 public:
  void append(std::span<const Hash> leaves) {
    auto appender = Appender::open(size_, source());
    ASSERT_TRUE(appender.ok());
    keep(appender->append(leaves));
  }
  void keep(const Appended& appended) {
    for (const Tile& tile : appended.tiles) tiles_[tile.id] = tile.hashes;
    size_ = appended.size;
    root_ = appended.root;
  }
  TileSource source() const {
    return [this](TileId id) {
      const auto tile = tiles_.find(id);
      return tile == tiles_.end() ? base::Bytes() : tile->second;
    };
  }
  std::uint64_t size() const { return size_; }
  const Hash& root() const { return root_; }
  std::map<TileId, base::Bytes>& tiles() { return tiles_; }

 private:
  std::map<TileId, base::Bytes> tiles_;
  std::uint64_t size_ = 0;
  Hash root_ = empty_root();
};

}  // namespace proof
