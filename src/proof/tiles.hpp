#pragma once
// How a log of tens of millions of leaves is kept: not node by node but in tiles of 256 hashes, as C2SP tlog-tiles.
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "proof/merkle.hpp"

namespace proof {

/// Tile `number` of level L holds, one after the other, the hashes 256·number … 256·number + 255 of tree level 8·L (level 0:
/// the leaf hashes). Only whole subtrees have a place, so that a hash once written never changes; a tile only grows.
struct TileId {
  unsigned level = 0;
  std::uint64_t number = 0;
  auto operator<=>(const TileId&) const = default;
};

struct Tile {
  TileId id;
  base::Bytes hashes;  ///< 32 to 8,192 bytes; fewer than 8,192 for the last tile of a level
};

/// Returns a tile's bytes as they are kept; empty if there is no such tile. May hold more hashes than a smaller size needs.
using TileSource = std::function<base::Bytes(TileId)>;

/// Reads proofs of one log at one size. Keeps a few tiles: make one for each task, not one for ever.
/// Every function refuses with "proof.log.tile_damaged" (level, number) if a tile is missing, short or crooked.
class LogReader {
 public:
  LogReader(std::uint64_t size, TileSource source) : size_(size), source_(std::move(source)) {}

  base::Result<Hash> root();
  /// RFC 9162 §2.1.3.1. Refuses an index outside ("proof.log.index_outside").
  base::Result<std::vector<Hash>> inclusion_path(std::uint64_t index);
  /// RFC 9162 §2.1.4.1, from the tree of `old_size` leaves to this one. Refuses a larger old size ("proof.log.size_outside").
  base::Result<std::vector<Hash>> consistency_path(std::uint64_t old_size);
  /// One path for many leaves, see root_from_shared_path(); indexes in rising order ("proof.log.index_outside" if not).
  base::Result<std::vector<Hash>> shared_path(std::span<const std::uint64_t> indexes);

 private:
  /// A tile and the eight tree levels over it: levels[j][i] covers 2^j of its hashes.
  using Levels = std::vector<std::vector<Hash>>;

  base::Result<const Levels*> tile(TileId id);
  base::Result<Hash> whole(unsigned level, std::uint64_t number);
  base::Result<Hash> range(std::uint64_t begin, std::uint64_t end);
  base::Outcome collect(std::uint64_t begin, std::uint64_t end, std::span<const std::uint64_t> indexes,
                        std::vector<Hash>& nodes);

  std::uint64_t size_;
  TileSource source_;
  std::map<TileId, Levels> tiles_;
};

/// What an append changed: store these tiles (replacing shorter ones) and sign the new root, in one transaction.
struct Appended {
  std::vector<Tile> tiles;
  std::uint64_t size = 0;
  Hash root{};
};

/// Appends leaves to a log; work and memory grow with the batch, not with the log.
class Appender {
 public:
  /// Reads the last tile of each level. Compare root() with the last checkpoint before appending.
  static base::Result<Appender> open(std::uint64_t size, const TileSource& source);

  Appended append(std::span<const Hash> leaves);
  std::uint64_t size() const { return size_; }
  Hash root() const;

 private:
  struct Edge {
    std::uint64_t number = 0;  ///< of the tile that is not full yet
    std::vector<Hash> hashes = {};
    bool grown = false;  ///< since the last append
  };

  Appender() = default;
  void push(std::size_t level, const Hash& hash, std::vector<Tile>& full);

  std::uint64_t size_ = 0;
  std::vector<Edge> edges_;  ///< one for each level
};

}  // namespace proof
