#include "proof/merkle.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "proof/log_for_tests.hpp"
#include "proof/tiles.hpp"

namespace proof {
namespace {

Hash numbered_leaf(std::uint64_t number) { return leaf_hash("leaf " + std::to_string(number)); }

std::vector<Hash> numbered_leaves(std::uint64_t begin, std::uint64_t end) {
  std::vector<Hash> leaves;
  for (auto i = begin; i < end; ++i) leaves.push_back(numbered_leaf(i));
  return leaves;
}

/// RFC 9162 §2.1.1 to §2.1.4, word for word, over leaves in memory.
class Naive {
 public:
  explicit Naive(std::vector<Hash> leaves) : leaves_(std::move(leaves)) {}

  Hash root(std::size_t begin, std::size_t end) {
    if (begin == end) return empty_root();
    if (end - begin == 1) return leaves_[begin];
    if (const auto known = known_.find({begin, end}); known != known_.end()) return known->second;
    const auto k = split(end - begin);
    const Hash hash = node_hash(root(begin, begin + k), root(begin + k, end));
    known_[{begin, end}] = hash;
    return hash;
  }
  std::vector<Hash> path(std::size_t m, std::size_t begin, std::size_t end) {
    if (end - begin == 1) return {};
    const auto k = split(end - begin);
    auto result = m < k ? path(m, begin, begin + k) : path(m - k, begin + k, end);
    result.push_back(m < k ? root(begin + k, end) : root(begin, begin + k));
    return result;
  }
  std::vector<Hash> consistency(std::size_t m, std::size_t begin, std::size_t end, bool whole) {
    if (m == end - begin) return whole ? std::vector<Hash>{} : std::vector<Hash>{root(begin, end)};
    const auto k = split(end - begin);
    auto result = m <= k ? consistency(m, begin, begin + k, whole) : consistency(m - k, begin + k, end, false);
    result.push_back(m <= k ? root(begin + k, end) : root(begin, begin + k));
    return result;
  }

 private:
  static std::size_t split(std::size_t n) {
    std::size_t k = 1;
    while (k * 2 < n) k *= 2;
    return k;
  }
  std::vector<Hash> leaves_;
  std::map<std::pair<std::size_t, std::size_t>, Hash> known_;
};

TEST(Merkle, RootsOfTheCertificateTransparencyTestTree) {
  const std::vector<std::string> leaves{
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots{"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                       "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                       "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                       "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                       "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                       "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                       "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  LogForTests log;
  EXPECT_EQ(base::to_hex(to_bytes(log.root())), roots[0]);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const std::vector<Hash> batch{leaf_hash(*base::from_hex(leaves[i]))};
    log.append(batch);
    EXPECT_EQ(base::to_hex(to_bytes(log.root())), roots[i + 1]) << i + 1;
  }
}

/// Reads every proof of one size from the tiles of a (larger) log and compares it with the definition.
void compare(Naive& naive, const LogForTests& log, std::uint64_t size, std::span<const std::uint64_t> places) {
  LogReader reader(size, log.source());
  const Hash root = naive.root(0, size);
  EXPECT_EQ(*reader.root(), root) << size;
  for (const auto place : places) {
    if (place < size) {
      const auto path = reader.inclusion_path(place);
      ASSERT_TRUE(path.ok());
      EXPECT_EQ(*path, naive.path(place, 0, size)) << place << " of " << size;
      EXPECT_TRUE(verify_inclusion(numbered_leaf(place), place, size, *path, root));
      EXPECT_FALSE(verify_inclusion(numbered_leaf(place + 1), place, size, *path, root));
      if (size > 1) { EXPECT_FALSE(verify_inclusion(numbered_leaf(place), place ^ 1, size, *path, root)); }
    }
    if (place <= size && place > 0) {
      const auto path = reader.consistency_path(place);
      ASSERT_TRUE(path.ok());
      EXPECT_EQ(*path, naive.consistency(place, 0, size, true)) << place << " to " << size;
      const Hash old_root = naive.root(0, place);
      EXPECT_TRUE(verify_consistency(place, size, *path, old_root, root)) << place << " to " << size;
      EXPECT_FALSE(verify_consistency(place, size, *path, numbered_leaf(7777), root));
      EXPECT_FALSE(verify_consistency(place, size, *path, old_root, numbered_leaf(7777)));
      if (place < size) { EXPECT_FALSE(verify_consistency(place + 1, size, *path, old_root, root)); }
    }
  }
}

TEST(Tiles, EveryProofOfEverySizeUpTo600) {
  constexpr std::uint64_t largest = 600;
  Naive naive(numbered_leaves(0, largest));
  LogForTests log;  // one leaf at a time: also read at its own size, where the last tiles are partial
  std::vector<std::uint64_t> all;
  for (std::uint64_t size = 0; size <= largest; ++size) {
    if (size <= 70 || (size >= 254 && size <= 259) || size % 64 < 2) {
      compare(naive, log, size, all);
    } else {
      const std::vector<std::uint64_t> some{0, 1, size / 3, size / 2, 127, 255, 256, 257, size - 2, size - 1, size};
      compare(naive, log, size, some);
    }
    all.push_back(size);
    if (size < largest) log.append(numbered_leaves(size, size + 1));
  }
  for (std::uint64_t size = 0; size <= largest; size += 13) {
    const std::vector<std::uint64_t> some{0, size / 2, size};
    compare(naive, log, size, some);  // a smaller size read from tiles that have grown since
  }
}

TEST(Tiles, ABigLogInRandomBatches) {
  constexpr std::uint64_t largest = 70000;  // three levels of tiles
  const auto leaves = numbered_leaves(0, largest);
  Naive naive(leaves);
  std::mt19937_64 random(9162);
  LogForTests log;
  const std::span<const Hash> all(leaves);
  while (log.size() < largest) {
    const auto count = std::min<std::uint64_t>(1 + random() % (random() % 2 == 0 ? 9 : 3000), largest - log.size());
    log.append(all.subspan(log.size(), count));
  }
  EXPECT_EQ(log.root(), naive.root(0, largest));
  EXPECT_EQ(log.tiles().size(), 274U + 2U + 1U);
  for (const std::uint64_t size : {largest, std::uint64_t{65536}, std::uint64_t{65537}, 1 + random() % largest}) {
    std::vector<std::uint64_t> places{1, 255, 256, 65535, 65536, size - 1, size};
    for (int i = 0; i < 20; ++i) places.push_back(random() % size);
    compare(naive, log, size, places);
  }
}

TEST(Tiles, OneAppenderForManyBatchesGivesTheSameTiles) {
  const auto leaves = numbered_leaves(0, 1500);
  LogForTests at_once;
  at_once.append(leaves);
  LogForTests in_parts;
  auto appender = Appender::open(0, in_parts.source());
  ASSERT_TRUE(appender.ok());
  for (std::size_t i = 0; i < leaves.size(); i += 100) {
    const auto appended = appender->append(std::span(leaves).subspan(i, 100));
    EXPECT_LE(appended.tiles.size(), 3U) << "work grows with the batch only";
    in_parts.keep(appended);
  }
  EXPECT_EQ(in_parts.tiles(), at_once.tiles());
  EXPECT_EQ(in_parts.root(), at_once.root());
  EXPECT_TRUE(appender->append({}).tiles.empty());
}

TEST(Tiles, ADamagedTileIsRefusedByName) {
  LogForTests log;
  log.append(numbered_leaves(0, 600));
  auto short_tiles = log.tiles();
  log.tiles()[{.level = 0, .number = 2}].resize(32);
  const auto root = LogReader(600, log.source()).root();
  ASSERT_FALSE(root.ok());
  EXPECT_EQ(root.refusal().code, "proof.log.tile_damaged");
  EXPECT_EQ(root.refusal().arguments.at("number"), "2");
  EXPECT_FALSE(Appender::open(600, log.source()).ok());
  log.tiles().erase({.level = 1, .number = 0});
  EXPECT_EQ(LogReader(600, log.source()).root().refusal().arguments.at("level"), "1");
  log.tiles()[{.level = 1, .number = 0}] = std::string(65, 'x');
  EXPECT_FALSE(LogReader(600, log.source()).root().ok());
  EXPECT_FALSE(LogReader(1ULL << 62, log.source()).inclusion_path(5).ok());
}

TEST(Tiles, PlacesOutsideAreRefused) {
  LogForTests log;
  log.append(numbered_leaves(0, 10));
  LogReader reader(10, log.source());
  EXPECT_EQ(reader.inclusion_path(10).refusal().code, "proof.log.index_outside");
  EXPECT_EQ(reader.consistency_path(11).refusal().code, "proof.log.size_outside");
  EXPECT_EQ(reader.shared_path(std::vector<std::uint64_t>{3, 10}).refusal().code, "proof.log.index_outside");
  EXPECT_EQ(reader.shared_path(std::vector<std::uint64_t>{3, 3}).refusal().code, "proof.log.index_outside");
  EXPECT_TRUE(reader.consistency_path(0)->empty());
  EXPECT_TRUE(verify_consistency(0, 10, {}, empty_root(), log.root()));
}

TEST(Tiles, AFewReadsForAProof) {
  LogForTests log;
  log.append(numbered_leaves(0, 70000));
  int reads = 0;
  const auto counting = [&](TileId id) {
    ++reads;
    return log.source()(id);
  };
  ASSERT_TRUE(LogReader(log.size(), counting).inclusion_path(12345).ok());
  EXPECT_LE(reads, 6);
}

std::vector<PlacedLeaf> placed(std::span<const std::uint64_t> indexes) {
  std::vector<PlacedLeaf> leaves;
  for (const auto index : indexes) leaves.push_back({.index = index, .hash = numbered_leaf(index)});
  return leaves;
}

TEST(SharedPath, AnySubsetOfSmallTrees) {
  for (std::uint64_t size = 0; size <= 9; ++size) {
    LogForTests log;
    log.append(numbered_leaves(0, size));
    for (std::uint64_t subset = 0; subset < (1ULL << size); ++subset) {
      std::vector<std::uint64_t> indexes;
      for (std::uint64_t i = 0; i < size; ++i)
        if ((subset >> i & 1) == 1) indexes.push_back(i);
      auto nodes = LogReader(size, log.source()).shared_path(indexes);
      ASSERT_TRUE(nodes.ok());
      const auto leaves = placed(indexes);
      EXPECT_EQ(root_from_shared_path(size, leaves, *nodes), log.root());
      nodes->push_back(empty_root());
      EXPECT_FALSE(root_from_shared_path(size, leaves, *nodes)) << "one node too many";
      nodes->pop_back();
      if (nodes->empty()) continue;
      nodes->back()[0] ^= 1;
      EXPECT_NE(root_from_shared_path(size, leaves, *nodes), log.root());
      nodes->pop_back();
      EXPECT_FALSE(root_from_shared_path(size, leaves, *nodes)) << "one node too few";
    }
  }
}

TEST(SharedPath, ManyLeavesOfABigLog) {
  LogForTests log;
  log.append(numbered_leaves(0, 70000));
  std::vector<std::uint64_t> indexes;
  for (std::uint64_t i = 3; i < 70000; i += 41) indexes.push_back(i);
  const auto nodes = LogReader(70000, log.source()).shared_path(indexes);
  ASSERT_TRUE(nodes.ok());
  auto leaves = placed(indexes);
  EXPECT_EQ(root_from_shared_path(70000, leaves, *nodes), log.root());
  EXPECT_NE(root_from_shared_path(70001, leaves, *nodes), log.root());
  leaves[5].index += 1;
  EXPECT_NE(root_from_shared_path(70000, leaves, *nodes), log.root());
  std::swap(leaves[5], leaves[6]);
  EXPECT_FALSE(root_from_shared_path(70000, leaves, *nodes)) << "not in rising order";
  leaves = placed(indexes);
  leaves.push_back({.index = 70000, .hash = numbered_leaf(70000)});
  EXPECT_FALSE(root_from_shared_path(70000, leaves, *nodes)) << "outside";
}

}  // namespace
}  // namespace proof
