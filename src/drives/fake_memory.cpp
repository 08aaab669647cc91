#include "drives/fake_memory.hpp"

#include <algorithm>
#include <cstring>

#include "base/result.hpp"

namespace drives {
namespace {

/// splitmix64: the same bytes for the same place, without keeping them.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

/// Bytes `at`… of a sequence of words.
template <typename Word>
void copy_words(std::uint64_t at, std::span<std::uint8_t> out, Word word) {
  std::size_t done = 0;
  while (done < out.size()) {
    const std::uint64_t place = at + done;
    const std::uint64_t value = word(place / 8);
    const std::size_t skip = static_cast<std::size_t>(place % 8);
    const std::size_t count = std::min<std::size_t>(8 - skip, out.size() - done);
    std::uint8_t bytes[8];
    std::memcpy(bytes, &value, 8);
    std::memcpy(out.data() + done, bytes + skip, count);
    done += count;
  }
}

}  // namespace

FakeMemory::FakeMemory(std::uint64_t bytes, OldContent old, std::uint64_t seed)
    : bytes_(bytes),
      old_(old),
      seed_(seed),
      blocks_(static_cast<std::size_t>((bytes + block_bytes - 1) / block_bytes)) {}

std::uint64_t FakeMemory::old_word(std::uint64_t index) const {
  const std::uint64_t value = mix(seed_ ^ mix(index));
  if (old_ == OldContent::random) return value;
  std::uint64_t text = 0;  // eight letters from a to p
  for (unsigned digit = 0; digit < 8; ++digit) text |= (0x61U + ((value >> (digit * 4U)) & 0xfU)) << (digit * 8U);
  return text;
}

template <typename Part>
void FakeMemory::each_block(std::uint64_t offset, std::uint64_t bytes, Part part) const {
  CHECK(offset + bytes <= bytes_);
  std::uint64_t done = 0;
  while (done < bytes) {
    const std::uint64_t place = offset + done;
    const std::uint64_t at = place % block_bytes;
    const std::uint64_t count = std::min(block_bytes - at, bytes - done);
    part(static_cast<std::size_t>(place / block_bytes), at, count, done);
    done += count;
  }
}

void FakeMemory::copy_from(std::size_t index, std::uint64_t at, std::span<std::uint8_t> out) const {
  const Block& block = blocks_[index];
  const std::uint64_t place = index * block_bytes + at;
  switch (block.state) {
    case State::original:
      copy_words(place, out, [this](std::uint64_t word) { return old_word(word); });
      return;
    case State::constant:
      std::fill(out.begin(), out.end(), block.value);
      return;
    case State::random:
      copy_words(place, out, [&block](std::uint64_t word) { return mix(block.seed ^ mix(word)); });
      return;
    case State::bytes:
      std::memcpy(out.data(), block.data.data() + at, out.size());
      return;
  }
}

void FakeMemory::make_bytes(std::size_t index) {
  Block& block = blocks_[index];
  if (block.state == State::bytes) return;
  std::vector<std::uint8_t> data(block_bytes);
  copy_from(index, 0, data);
  block.data = std::move(data);
  block.state = State::bytes;
}

void FakeMemory::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
  each_block(offset, out.size(), [&](std::size_t index, std::uint64_t at, std::uint64_t count, std::uint64_t done) {
    copy_from(index, at, out.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(count)));
  });
}

void FakeMemory::write(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  each_block(offset, bytes.size(), [&](std::size_t index, std::uint64_t at, std::uint64_t count, std::uint64_t done) {
    make_bytes(index);
    std::memcpy(blocks_[index].data.data() + at, bytes.data() + done, static_cast<std::size_t>(count));
  });
}

void FakeMemory::fill(std::uint64_t offset, std::uint64_t bytes, std::uint8_t value) {
  each_block(offset, bytes, [&](std::size_t index, std::uint64_t at, std::uint64_t count, std::uint64_t) {
    if (count == block_bytes) {
      blocks_[index] = {.state = State::constant, .value = value};
      return;
    }
    make_bytes(index);
    std::memset(blocks_[index].data.data() + at, value, static_cast<std::size_t>(count));
  });
}

void FakeMemory::scramble(std::uint64_t offset, std::uint64_t bytes, std::uint64_t seed) {
  each_block(offset, bytes, [&](std::size_t index, std::uint64_t at, std::uint64_t count, std::uint64_t) {
    if (count == block_bytes) {
      blocks_[index] = {.state = State::random, .seed = seed};
      return;
    }
    make_bytes(index);
    const std::span<std::uint8_t> part(blocks_[index].data.data() + at, static_cast<std::size_t>(count));
    copy_words(index * block_bytes + at, part, [seed](std::uint64_t word) { return mix(seed ^ mix(word)); });
  });
}

bool FakeMemory::old_left(std::uint64_t offset, std::uint64_t bytes) const {
  bool found = false;
  each_block(offset, bytes, [&](std::size_t index, std::uint64_t at, std::uint64_t count, std::uint64_t) {
    const Block& block = blocks_[index];
    if (found || block.state == State::constant || block.state == State::random) return;
    if (block.state == State::original) {
      found = true;
      return;
    }
    for (std::uint64_t place = (at + 7) / 8 * 8; !found && place + 8 <= at + count; place += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, block.data.data() + place, 8);
      found = word == old_word((index * block_bytes + place) / 8);
    }
  });
  return found;
}

}  // namespace drives
