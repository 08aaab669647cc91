#include "engine/medium.hpp"

#include <algorithm>

namespace engine {

using sanitization::Range;

Medium::Medium(std::vector<drives::Area> areas) : areas_(std::move(areas)) {
  for (const auto& area : areas_) {
    starts_.push_back(bytes_);
    bytes_ += area.bytes;
  }
}

Medium::Place Medium::at(std::uint64_t offset) const {
  CHECK(offset < bytes_);
  const auto next = std::ranges::upper_bound(starts_, offset);
  auto index = static_cast<std::size_t>(next - starts_.begin()) - 1;
  const auto& area = areas_.at(index);
  const std::uint64_t inside = offset - starts_.at(index);
  return {.area = index, .handle = area.handle, .offset = inside, .left = area.bytes - inside, .sector = area.sector};
}

bool Medium::same_shape(const Medium& other) const {
  return std::ranges::equal(areas_, other.areas_, [](const drives::Area& one, const drives::Area& two) {
    return one.name == two.name && one.bytes == two.bytes && one.sector == two.sector;
  });
}

void add_range(Ranges& ranges, Range range) {
  if (range.bytes == 0) return;
  const auto end_of = [](const Range& one) { return one.offset + one.bytes; };
  auto first =
      std::ranges::lower_bound(ranges, range.offset, {}, end_of);  // the first that it touches or that comes after
  auto last = first;
  std::uint64_t begin = range.offset, end = end_of(range);
  for (; last != ranges.end() && last->offset <= end; ++last) {
    begin = std::min(begin, last->offset);
    end = std::max(end, end_of(*last));
  }
  first = ranges.erase(first, last);
  ranges.insert(first, {.offset = begin, .bytes = end - begin});
  while (ranges.size() > sanitization::most_ranges) {
    const Range rest = ranges.back();
    ranges.pop_back();
    ranges.back().bytes = end_of(rest) - ranges.back().offset;
  }
}

std::uint64_t total(const Ranges& ranges) {
  std::uint64_t bytes = 0;
  for (const auto& range : ranges) bytes += range.bytes;
  return bytes;
}

Ranges below(const Ranges& ranges, std::uint64_t limit) {
  Ranges kept;
  for (const auto& range : ranges)
    if (range.offset < limit)
      kept.push_back({.offset = range.offset, .bytes = std::min(range.bytes, limit - range.offset)});
  return kept;
}

}  // namespace engine
