#pragma once
// What the tests of the engine share.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

#include "drives/fake.hpp"
#include "engine/erasure.hpp"

namespace engine::testing {

/// A folder of its own, gone at the end.
class Folder {
 public:
  explicit Folder(const std::string& name, const std::filesystem::path& above = std::filesystem::temp_directory_path())
      : path_(above / ("boucle-engine-" + name + "-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path journals() const { return path_ / "journals"; }

 private:
  std::filesystem::path path_;
};

inline sanitization::Policy policy(sanitization::Level level) {
  sanitization::Policy policy{.id = "test-" + std::string(code(level)),
                              .name = {{"en", "Test"}, {"fr", "Essai"}},
                              .document = "Test 1",
                              .standard = "nist_800_88r2"};
  for (const auto medium : sanitization::all_media) policy.required[medium] = level;
  return policy;
}

inline Eraser::Limits quick() {
  return {.transfer = std::chrono::seconds(2),
          .command = std::chrono::seconds(2),
          .firmware_least = std::chrono::milliseconds(300),
          .firmware_most = std::chrono::milliseconds(600),
          .errors = std::chrono::seconds(5),
          .checkpoint = std::chrono::milliseconds(1),
          .poll = std::chrono::milliseconds(2)};
}

inline Request request(const drives::FakeDrive& drive, sanitization::Level level) {
  const auto identity = drive.truth().identity;
  return {.identity = identity, .policy = policy(level), .confirmed_by = identity.serial};
}

inline std::string read(const std::filesystem::path& file) {
  std::string bytes(std::filesystem::file_size(file), '\0');
  std::ifstream(file, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

}  // namespace engine::testing
