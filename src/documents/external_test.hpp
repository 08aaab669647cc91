#pragma once
// Other people's programs judge what was made: poppler reads the PDF, zbar the codes. Absent ones are passed over.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace documents::test {

inline bool have(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

inline std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return out;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) out.append(buffer.data(), got);
  pclose(pipe);
  return out;
}

/// A folder that goes away. BOUCLE_KEEP_DOCUMENTS=folder keeps the files there, to be looked at.
class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "documentsXXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;  // a test's leftovers harm nobody
    if (const char* keep = std::getenv("BOUCLE_KEEP_DOCUMENTS"))
      std::filesystem::copy(
          path_, keep, std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing,
          ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string put(const std::string& name, std::string_view bytes) const {
    const std::string file = path(name);
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace documents::test
