#pragma once
// The tree of RFC 9162 §2.1 over a log's leaves: hashes, and proofs that need nothing but a root.
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace proof {

/// SHA-256.
using Hash = std::array<std::uint8_t, 32>;

base::Bytes to_bytes(const Hash& hash);
/// "proof.log.not_a_hash" unless exactly 32 bytes.
base::Result<Hash> hash_from_bytes(std::string_view bytes);
base::Result<Hash> hash_from_base64(std::string_view text);

/// SHA-256 of 0x00 and the entry's bytes.
Hash leaf_hash(std::string_view entry);
/// SHA-256 of 0x01, left and right.
Hash node_hash(const Hash& left, const Hash& right);
/// Root of the tree without leaves: SHA-256 of nothing.
Hash empty_root();

/// Largest power of two smaller than `count` (at least 2): where RFC 9162 splits a tree of `count` leaves.
std::uint64_t split_point(std::uint64_t count);

/// RFC 9162 §2.1.3.2: the leaf is the `index`-th (from 0) of the tree of `size` leaves with this root.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> path,
                      const Hash& root);

/// RFC 9162 §2.1.4.2: the tree of `new_size` leaves begins with the tree of `old_size` leaves.
bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, std::span<const Hash> path,
                        const Hash& old_root, const Hash& new_root);

struct PlacedLeaf {
  std::uint64_t index = 0;
  Hash hash{};
};

/// One path for many leaves: the hashes of the largest subtrees that hold none of them, from left to right. Returns the root
/// they give; nothing if the leaves are not in rising order, lie outside, or there are too few or too many nodes.
std::optional<Hash> root_from_shared_path(std::uint64_t size, std::span<const PlacedLeaf> leaves,
                                          std::span<const Hash> nodes);

}  // namespace proof
