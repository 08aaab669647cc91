#pragma once
// Reads the real outputs when the workshop's collection is at hand (BOUCLE_SHARED, or ../shared beside the sources).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "equipment/hardware/inventory.hpp"
#include "equipment/hardware/summary_for_tests.hpp"

namespace equipment {

struct RealFile {
  std::string path;
  std::string expected;
};

inline std::filesystem::path real_folder() {
  const char* shared = std::getenv("BOUCLE_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : BOUCLE_SOURCE_DIR "/../shared") / "data" / "hardware";
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void check_real_files(const std::vector<RealFile>& files) {
  if (!std::filesystem::exists(real_folder())) GTEST_SKIP() << "the real outputs are not here";
  for (const RealFile& file : files) {
    const Source source{.name = file.path, .bytes = bytes_of(real_folder() / file.path)};
    EXPECT_EQ(summary(read_inventory(std::span(&source, 1))), file.expected) << file.path;
  }
}

}  // namespace equipment
