#include "proof/merkle.hpp"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <limits>

namespace proof {
namespace {

/// Takes the path's hashes in the order in which the recursion from the root meets the empty subtrees.
class SharedPathReader {
 public:
  SharedPathReader(std::span<const PlacedLeaf> leaves, std::span<const Hash> nodes) : leaves_(leaves), nodes_(nodes) {}

  /// Hash of the leaves numbered from `begin` up to `end`.
  std::optional<Hash> hash(std::uint64_t begin, std::uint64_t end) {
    if (next_leaf_ == leaves_.size() || leaves_[next_leaf_].index >= end) return take_node();
    if (end - begin == 1) return leaves_[next_leaf_++].hash;
    const auto middle = begin + split_point(end - begin);
    const auto left = hash(begin, middle);
    if (!left) return std::nullopt;
    const auto right = hash(middle, end);
    if (!right) return std::nullopt;
    return node_hash(*left, *right);
  }

  bool used_up() const { return next_leaf_ == leaves_.size() && next_node_ == nodes_.size(); }

 private:
  std::optional<Hash> take_node() {
    if (next_node_ == nodes_.size()) return std::nullopt;
    return nodes_[next_node_++];
  }

  std::span<const PlacedLeaf> leaves_;
  std::span<const Hash> nodes_;
  std::size_t next_leaf_ = 0;
  std::size_t next_node_ = 0;
};

}  // namespace

base::Bytes to_bytes(const Hash& hash) { return base::Bytes(hash.begin(), hash.end()); }

base::Result<Hash> hash_from_bytes(std::string_view bytes) {
  Hash hash{};
  if (bytes.size() != hash.size()) return base::Refusal{.code = "proof.log.not_a_hash"};
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

base::Result<Hash> hash_from_base64(std::string_view text) {
  const auto bytes = base::from_base64(text);
  if (!bytes || base::to_base64(*bytes) != text) return base::Refusal{.code = "proof.log.not_a_hash"};
  return hash_from_bytes(*bytes);
}

Hash leaf_hash(std::string_view entry) {
  constexpr unsigned char prefix = 0x00;
  Hash hash{};
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, &prefix, 1);
  crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(entry.data()), entry.size());
  crypto_hash_sha256_final(&state, hash.data());
  return hash;
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<unsigned char, 65> bytes{0x01};
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 33);
  Hash hash{};
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  return hash;
}

Hash empty_root() {
  Hash hash{};
  crypto_hash_sha256(hash.data(), nullptr, 0);
  return hash;
}

std::uint64_t split_point(std::uint64_t count) {
  CHECK(count >= 2);
  return std::bit_floor(count - 1);
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> path,
                      const Hash& root) {
  if (index >= size) return false;
  auto here = index;
  auto last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : path) {
    if (last == 0) return false;
    if ((here & 1) == 1 || here == last) {
      hash = node_hash(sibling, hash);
      while ((here & 1) == 0 && here != 0) {
        here >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    here >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, std::span<const Hash> path,
                        const Hash& old_root, const Hash& new_root) {
  if (old_size > new_size) return false;
  if (old_size == new_size) return path.empty() && old_root == new_root;
  if (old_size == 0) return path.empty() && old_root == empty_root();
  auto here = old_size - 1;
  auto last = new_size - 1;
  while ((here & 1) == 1) {
    here >>= 1;
    last >>= 1;
  }
  // A whole old tree is a node of the new one and is not repeated in the path.
  const bool whole = std::has_single_bit(old_size);
  if (!whole && path.empty()) return false;
  Hash old_hash = whole ? old_root : path.front();
  Hash new_hash = old_hash;
  for (const Hash& sibling : path.subspan(whole ? 0 : 1)) {
    if (last == 0) return false;
    if ((here & 1) == 1 || here == last) {
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
      while ((here & 1) == 0 && here != 0) {
        here >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = node_hash(new_hash, sibling);
    }
    here >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

std::optional<Hash> root_from_shared_path(std::uint64_t size, std::span<const PlacedLeaf> leaves,
                                          std::span<const Hash> nodes) {
  const auto not_rising = [](const PlacedLeaf& a, const PlacedLeaf& b) { return a.index >= b.index; };
  if (std::adjacent_find(leaves.begin(), leaves.end(), not_rising) != leaves.end()) return std::nullopt;
  if (!leaves.empty() && leaves.back().index >= size) return std::nullopt;
  if (size == 0) return nodes.empty() ? std::optional(empty_root()) : std::nullopt;
  SharedPathReader reader(leaves, nodes);
  const auto root = reader.hash(0, size);
  return reader.used_up() ? root : std::nullopt;
}

}  // namespace proof
