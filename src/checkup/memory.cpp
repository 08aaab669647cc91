// Memory: patterns that find stuck bits, wrong addresses and neighbours that disturb each other, in as much of it as is free.
#include <sys/mman.h>

#include <fstream>
#include <thread>

#include "checkup/files.hpp"
#include "checkup/tests.hpp"

namespace checkup {
namespace {

constexpr std::size_t block_bytes = std::size_t{64} * 1024 * 1024;

/// SplitMix64: a value for each place, so that a wrong address shows.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

std::uint64_t word_of(int pattern, std::size_t place) {
  switch (pattern) {
    case 0:
      return 0;
    case 1:
      return ~std::uint64_t{0};
    case 2:
      return place % 2 == 0 ? 0xAAAAAAAAAAAAAAAA : 0x5555555555555555;
    case 3:
      return std::uint64_t{1} << (place % 64);
    case 4:
      return mixed(place);
    default:
      return ~mixed(place);
  }
}

std::uint64_t available_bytes(const std::filesystem::path& root) {
  std::ifstream stream(root / "proc/meminfo");
  std::string name, unit;
  std::uint64_t kibibytes = 0;
  while (stream >> name >> kibibytes) {
    if (name == "MemAvailable:") return kibibytes * 1024;
    std::getline(stream, unit);
  }
  return 0;
}

struct Block {
  void* start = nullptr;
  bool locked = false;
};

std::vector<Block> take_blocks(std::uint64_t bytes) {
  std::vector<Block> blocks;
  for (std::uint64_t taken = 0; taken + block_bytes <= bytes; taken += block_bytes) {
    void* start = ::mmap(nullptr, block_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) break;
    blocks.push_back({.start = start, .locked = ::mlock(start, block_bytes) == 0});
  }
  return blocks;
}

std::span<std::uint64_t> words_of(const Block& block) {
  return {static_cast<std::uint64_t*>(block.start), block_bytes / sizeof(std::uint64_t)};
}

}  // namespace

void fill_memory(std::span<std::uint64_t> memory, int pattern) {
  for (std::size_t place = 0; place < memory.size(); ++place) memory[place] = word_of(pattern, place);
}

MemoryErrors check_memory(std::span<const std::uint64_t> memory, int pattern) {
  MemoryErrors errors;
  for (std::size_t place = 0; place < memory.size(); ++place) {
    if (memory[place] == word_of(pattern, place)) continue;
    if (!errors.first) errors.first = place;
    ++errors.count;
  }
  return errors;
}

Found test_ram(const Options& options, const Surroundings& around) {
  const auto available = available_bytes(around.root);
  if (available == 0) return not_applicable("no_meminfo");
  const auto blocks = take_blocks(static_cast<std::uint64_t>(static_cast<double>(available) * options.ram_share));
  if (blocks.empty()) return not_applicable("no_free_memory");
  std::uint64_t errors = 0, done = 0;
  std::string first;
  bool locked = true;
  // All is filled before any of it is checked: a refresh fault shows only after a while.
  for (int pattern = 0; pattern < memory_patterns && !stopped(around); ++pattern) {
    for (const auto& block : blocks)
      if (!stopped(around)) fill_memory(words_of(block), pattern);
    for (std::size_t i = 0; i < blocks.size() && !stopped(around); ++i) {
      const auto found = check_memory(words_of(blocks[i]), pattern);
      errors += found.count;
      if (found.first && first.empty())
        first = "pattern " + std::to_string(pattern) + ", block " + std::to_string(i) + ", word " +
                std::to_string(*found.first);
      ++done;
      tell(around, Part::ram, static_cast<double>(done) / static_cast<double>(blocks.size() * memory_patterns),
           {{"errors", std::to_string(errors)}});
    }
  }
  for (const auto& block : blocks) {
    locked = locked && block.locked;
    ::munmap(block.start, block_bytes);
  }
  Evidence evidence = {{"bytes", std::to_string(blocks.size() * block_bytes)},
                       {"patterns", std::to_string(memory_patterns)},
                       {"errors", std::to_string(errors)},
                       {"locked", locked ? "yes" : "no"}};
  if (!first.empty()) evidence["first_error"] = first;
  return {.outcome = errors == 0 ? Outcome::pass : Outcome::fail, .evidence = std::move(evidence)};
}

}  // namespace checkup
