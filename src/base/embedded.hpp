#pragma once
#include <span>
#include <string_view>

namespace base {

/// A file that was put into the program when it was built (cmake/embed.cmake). The table NAME is reached by declaring
/// `namespace embedded { std::span<const base::EmbeddedFile> NAME(); }` in the one .cpp that reads it.
struct EmbeddedFile {
  std::string_view name;     ///< path below the folder that was embedded, with '/'
  std::string_view content;  ///< its bytes
};

}  // namespace base
