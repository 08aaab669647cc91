#pragma once
// The medium of an imaginary drive: sparse, and able to tell which bytes are still those of the former user.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace drives {

/// What the former user left. `random` is what an encrypted disk looks like: its content alone does not tell that it was not erased.
enum class OldContent { text, random };

class FakeMemory {
 public:
  FakeMemory(std::uint64_t bytes, OldContent old, std::uint64_t seed);

  std::uint64_t size() const { return bytes_; }
  void read(std::uint64_t offset, std::span<std::uint8_t> out) const;
  void write(std::uint64_t offset, std::span<const std::uint8_t> bytes);
  void fill(std::uint64_t offset, std::uint64_t bytes, std::uint8_t value);
  /// What reading gives once the medium's key is lost.
  void scramble(std::uint64_t offset, std::uint64_t bytes, std::uint64_t seed);
  /// Is a word (8 bytes) of the former user still in its place?
  bool old_left(std::uint64_t offset, std::uint64_t bytes) const;

 private:
  enum class State { original, constant, random, bytes };
  struct Block {
    State state = State::original;
    std::uint8_t value = 0;
    std::uint64_t seed = 0;
    std::vector<std::uint8_t> data = {};
  };
  static constexpr std::uint64_t block_bytes = 64 * 1024;

  std::uint64_t old_word(std::uint64_t index) const;
  void make_bytes(std::size_t index);
  void copy_from(std::size_t index, std::uint64_t at, std::span<std::uint8_t> out) const;
  template <typename Part>
  void each_block(std::uint64_t offset, std::uint64_t bytes, Part part) const;

  std::uint64_t bytes_ = 0;
  OldContent old_ = OldContent::text;
  std::uint64_t seed_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace drives
