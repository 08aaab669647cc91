// module: engine
// Any bytes as a journal: refused, or entries whose fold is a record that can be written and judged, and never « erased » without an end. The
// input is first made a journal, so that the fold is reached: each line gets the chain it should have.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "engine/journal.hpp"
#include "engine/story.hpp"
#include "sanitization/assess.hpp"

namespace {

void look(std::string_view bytes) {
  const auto text = engine::parse_journal(bytes);
  if (!text.ok()) return;
  CHECK(text->good_bytes <= bytes.size());
  const auto story = engine::fold(text->entries);
  if (!story.ok()) return;
  static_cast<void>(sanitization::to_json(story->record));
  const auto assessment = sanitization::assess(story->record);
  const bool good = assessment.verdict == sanitization::Verdict::erased ||
                    assessment.verdict == sanitization::Verdict::erased_with_exceptions;
  CHECK(!good || story->ended);
  const double share = story->share();
  CHECK(share >= 0 && share <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  look(bytes);
  std::string chain(64, '0'), journal;
  for (const auto& line : base::split(bytes, '\n')) {
    chain = base::to_hex(base::sha256(chain + line));
    journal += chain + " " + line + "\n";
  }
  look(journal);
  return 0;
}
