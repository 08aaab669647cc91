#include "base/result.hpp"

#include <cstdio>

namespace base {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "bug: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace base
