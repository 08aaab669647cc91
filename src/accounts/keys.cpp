#include "accounts/keys.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "base/bytes.hpp"

namespace accounts {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

base::Refusal unusable(const std::string& file) {
  return {.code = "accounts.key.unusable", .arguments = {{"file", file}}};
}

base::Outcome write_new(const std::string& file) {
  const auto master = proof::Secret::from_bytes(base::random_bytes(32));
  const std::string text = proof::write_master_key(master.value());
  std::error_code ignored;  // an existing folder is fine; open() says what is wrong otherwise
  if (const auto folder = std::filesystem::path(file).parent_path(); !folder.empty())
    std::filesystem::create_directories(folder, ignored);
  const Descriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (descriptor.get() < 0 && errno == EEXIST) return base::Done{};  // another process was first
  if (descriptor.get() < 0) return unusable(file);
  if (::write(descriptor.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::fsync(descriptor.get()) != 0)
    return unusable(file);
  return base::Done{};
}

}  // namespace

base::Result<Keys> Keys::open(const std::string& file) {
  if (!std::filesystem::exists(file)) TRY_DONE(write_new(file));
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) return unusable(file);
  std::array<char, 256> buffer{};
  const ssize_t size = ::read(descriptor.get(), buffer.data(), buffer.size());
  if (size <= 0) return unusable(file);
  TRY(master, proof::read_master_key({buffer.data(), static_cast<std::size_t>(size)}, status.st_mode & 0777U));
  return Keys(std::move(master));
}

std::string Keys::origin(std::string_view organisation_code, const OrganisationId& organisation) {
  return std::string(organisation_code) + "/" + organisation.text();
}

proof::SigningKey Keys::signing_key(std::string_view origin) const {
  return proof::SigningKey(proof::derive(master_, "log-signing " + std::string(origin)));
}

proof::Issuer Keys::issuer(std::string_view origin) const {
  return {.origin = std::string(origin), .key = signing_key(origin).public_key()};
}

}  // namespace accounts
