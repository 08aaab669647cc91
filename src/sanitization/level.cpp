#include "sanitization/level.hpp"

namespace sanitization {

std::string_view code(Level value) {
  switch (value) {
    case Level::none:
      return "none";
    case Level::clear:
      return "clear";
    case Level::purge:
      return "purge";
    case Level::destruct:
      return "destruct";
  }
  return {};
}

std::string_view code(Verdict value) {
  switch (value) {
    case Verdict::erased:
      return "erased";
    case Verdict::erased_with_exceptions:
      return "erased_with_exceptions";
    case Verdict::failed:
      return "failed";
    case Verdict::interrupted:
      return "interrupted";
    case Verdict::destroyed:
      return "destroyed";
  }
  return {};
}

std::optional<Level> level_from_code(std::string_view text) {
  for (const auto value : {Level::none, Level::clear, Level::purge, Level::destruct})
    if (code(value) == text) return value;
  return {};
}

std::optional<Verdict> verdict_from_code(std::string_view text) {
  for (const auto value :
       {Verdict::erased, Verdict::erased_with_exceptions, Verdict::failed, Verdict::interrupted, Verdict::destroyed})
    if (code(value) == text) return value;
  return {};
}

}  // namespace sanitization
