#include "sanitization/record.hpp"

#include <algorithm>

namespace sanitization {

std::uint64_t fewest_canaries(std::uint64_t bytes) { return std::clamp<std::uint64_t>(bytes / 65536, 2, 1000); }

std::string_view code(StepEnd end) {
  switch (end) {
    case StepEnd::done:
      return "done";
    case StepEnd::refused:
      return "refused";
    case StepEnd::failed:
      return "failed";
    case StepEnd::timed_out:
      return "timed_out";
    case StepEnd::gone:
      return "gone";
    case StepEnd::stopped:
      return "stopped";
  }
  return {};
}

std::string_view code(ContentClass content) {
  switch (content) {
    case ContentClass::stream:
      return "stream";
    case ContentClass::constant:
      return "constant";
    case ContentClass::random:
      return "random";
    case ContentClass::mixed:
      return "mixed";
    case ContentClass::unread:
      return "unread";
  }
  return {};
}

std::optional<StepEnd> step_end_from_code(std::string_view text) {
  for (const auto value : all_step_ends)
    if (code(value) == text) return value;
  return {};
}

std::optional<ContentClass> content_from_code(std::string_view text) {
  for (const auto value : all_content_classes)
    if (code(value) == text) return value;
  return {};
}

}  // namespace sanitization
