#include "proof/tiles.hpp"

#include <algorithm>
#include <bit>

namespace proof {
namespace {

using base::Refusal;
using base::Result;

constexpr unsigned tile_height = 8;
constexpr std::uint64_t tile_width = 256;
constexpr std::size_t hash_bytes = 32;
/// A tile with its levels is 16 KB; a walk from left to right needs one tile a level.
constexpr std::size_t kept_tiles = 64;

/// How many hashes level `level` of the tiles holds in a log of `size` leaves.
std::uint64_t level_width(std::uint64_t size, unsigned level) {
  const unsigned shift = tile_height * level;
  return shift < 64 ? size >> shift : 0;
}

Result<std::vector<Hash>> read_tile(const TileSource& source, TileId id, std::size_t count) {
  const base::Bytes bytes = source(id);
  if (bytes.size() % hash_bytes != 0 || bytes.size() > tile_width * hash_bytes || bytes.size() < count * hash_bytes)
    return Refusal{.code = "proof.log.tile_damaged",
                   .arguments = {{"level", std::to_string(id.level)}, {"number", std::to_string(id.number)}}};
  std::vector<Hash> hashes(count);
  for (std::size_t i = 0; i < count; ++i)
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * hash_bytes), hash_bytes, hashes[i].begin());
  return hashes;
}

std::vector<Hash> parents(std::span<const Hash> hashes) {
  std::vector<Hash> result(hashes.size() / 2);
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
  return result;
}

/// Top of a whole subtree: the number of hashes is a power of two.
Hash fold(std::span<const Hash> hashes) {
  std::vector<Hash> row(hashes.begin(), hashes.end());
  while (row.size() > 1) row = parents(row);
  return row.front();
}

base::Bytes join(std::span<const Hash> hashes) {
  base::Bytes bytes;
  bytes.reserve(hashes.size() * hash_bytes);
  for (const Hash& hash : hashes) bytes.append(hash.begin(), hash.end());
  return bytes;
}

Refusal index_outside(std::uint64_t index, std::uint64_t size) {
  return {.code = "proof.log.index_outside",
          .arguments = {{"index", std::to_string(index)}, {"size", std::to_string(size)}}};
}

}  // namespace

Result<const LogReader::Levels*> LogReader::tile(TileId id) {
  if (const auto known = tiles_.find(id); known != tiles_.end()) return &known->second;
  const auto width = level_width(size_, id.level);
  CHECK(id.number * tile_width < width);
  TRY(hashes, read_tile(source_, id, std::min(tile_width, width - id.number * tile_width)));
  Levels levels;
  levels.push_back(std::move(hashes));
  while (levels.back().size() > 1 && levels.size() < tile_height) levels.push_back(parents(levels.back()));
  if (tiles_.size() >= kept_tiles) tiles_.clear();
  return &tiles_.emplace(id, std::move(levels)).first->second;
}

/// The `number`-th subtree of 2^level leaves, which are all there.
Result<Hash> LogReader::whole(unsigned level, std::uint64_t number) {
  const unsigned inside = level % tile_height;
  const unsigned shift = tile_height - inside;
  TRY(levels, tile({.level = level / tile_height, .number = number >> shift}));
  return (*levels)[inside][number & ((std::uint64_t{1} << shift) - 1)];
}

/// Hash over the leaves from `begin` up to `end`, a subtree of RFC 9162's recursion.
Result<Hash> LogReader::range(std::uint64_t begin, std::uint64_t end) {
  const auto count = end - begin;
  if (std::has_single_bit(count)) {
    const auto level = static_cast<unsigned>(std::countr_zero(count));
    return whole(level, begin >> level);
  }
  const auto middle = begin + split_point(count);
  TRY(left, range(begin, middle));
  TRY(right, range(middle, end));
  return node_hash(left, right);
}

Result<Hash> LogReader::root() {
  if (size_ == 0) return empty_root();
  return range(0, size_);
}

Result<std::vector<Hash>> LogReader::inclusion_path(std::uint64_t index) {
  if (index >= size_) return index_outside(index, size_);
  std::vector<Hash> path;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  while (end - begin > 1) {
    const auto middle = begin + split_point(end - begin);
    const bool left = index < middle;
    TRY(sibling, left ? range(middle, end) : range(begin, middle));
    path.push_back(sibling);
    (left ? end : begin) = middle;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<std::vector<Hash>> LogReader::consistency_path(std::uint64_t old_size) {
  if (old_size > size_)
    return Refusal{.code = "proof.log.size_outside",
                   .arguments = {{"old", std::to_string(old_size)}, {"size", std::to_string(size_)}}};
  std::vector<Hash> path;
  if (old_size == 0 || old_size == size_) return path;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  bool old_root_known = true;  // the verifier has the old root: it need not be sent again
  while (old_size != end) {
    const auto middle = begin + split_point(end - begin);
    const bool left = old_size <= middle;
    TRY(sibling, left ? range(middle, end) : range(begin, middle));
    path.push_back(sibling);
    (left ? end : begin) = middle;
    old_root_known = old_root_known && left;
  }
  if (!old_root_known) {
    TRY(last, range(begin, end));
    path.push_back(last);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

base::Outcome LogReader::collect(std::uint64_t begin, std::uint64_t end, std::span<const std::uint64_t> indexes,
                                 std::vector<Hash>& nodes) {
  if (indexes.empty()) {
    TRY(hash, range(begin, end));
    nodes.push_back(hash);
    return base::Done{};
  }
  if (end - begin == 1) return base::Done{};
  const auto middle = begin + split_point(end - begin);
  const auto cut = static_cast<std::size_t>(std::lower_bound(indexes.begin(), indexes.end(), middle) - indexes.begin());
  TRY_DONE(collect(begin, middle, indexes.first(cut), nodes));
  return collect(middle, end, indexes.subspan(cut), nodes);
}

Result<std::vector<Hash>> LogReader::shared_path(std::span<const std::uint64_t> indexes) {
  const auto crooked = std::adjacent_find(indexes.begin(), indexes.end(), std::greater_equal<>{});
  if (crooked != indexes.end()) return index_outside(*crooked, size_);
  if (!indexes.empty() && indexes.back() >= size_) return index_outside(indexes.back(), size_);
  std::vector<Hash> nodes;
  if (size_ > 0) TRY_DONE(collect(0, size_, indexes, nodes));
  return nodes;
}

Result<Appender> Appender::open(std::uint64_t size, const TileSource& source) {
  Appender appender;
  appender.size_ = size;
  for (unsigned level = 0; level_width(size, level) > 0; ++level) {
    const auto width = level_width(size, level);
    Edge edge{.number = width / tile_width};
    if (width % tile_width > 0) {
      TRY(hashes, read_tile(source, {.level = level, .number = edge.number}, width % tile_width));
      edge.hashes = std::move(hashes);
    }
    appender.edges_.push_back(std::move(edge));
  }
  return appender;
}

void Appender::push(std::size_t level, const Hash& hash, std::vector<Tile>& full) {
  if (level == edges_.size()) edges_.emplace_back();
  Edge& edge = edges_[level];
  edge.hashes.push_back(hash);
  edge.grown = true;
  if (edge.hashes.size() < tile_width) return;
  full.push_back({.id = {.level = static_cast<unsigned>(level), .number = edge.number}, .hashes = join(edge.hashes)});
  const Hash top = fold(edge.hashes);
  edge = Edge{.number = edge.number + 1};
  push(level + 1, top, full);
}

Appended Appender::append(std::span<const Hash> leaves) {
  Appended appended;
  for (const Hash& leaf : leaves) push(0, leaf, appended.tiles);
  size_ += leaves.size();
  for (std::size_t level = 0; level < edges_.size(); ++level) {
    Edge& edge = edges_[level];
    if (!edge.grown) continue;
    edge.grown = false;
    appended.tiles.push_back(
        {.id = {.level = static_cast<unsigned>(level), .number = edge.number}, .hashes = join(edge.hashes)});
  }
  appended.size = size_;
  appended.root = root();
  return appended;
}

/// Joins the whole subtrees of the right edge, from the smallest to the largest.
Hash Appender::root() const {
  std::optional<Hash> root;
  for (const Edge& edge : edges_) {
    std::span<const Hash> rest = edge.hashes;
    while (!rest.empty()) {
      const std::size_t count = rest.size() & (~rest.size() + 1);  // lowest set bit
      const Hash peak = fold(rest.last(count));
      rest = rest.first(rest.size() - count);
      root = root ? node_hash(peak, *root) : peak;
    }
  }
  return root.value_or(empty_root());
}

}  // namespace proof
