#include "engine/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "proof/canonical_json.hpp"

namespace engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t hash_digits = 64, largest_line = std::size_t{64} << 20;

base::Refusal refusal(const char* code, const fs::path& file, int error) {
  return {.code = code,
          .arguments = {
              {"file", file.string()}, {"folder", file.parent_path().string()}, {"reason", std::strerror(error)}}};
}

std::string first_chain() { return std::string(hash_digits, '0'); }

std::string next_chain(std::string_view chain, std::string_view json) {
  return base::to_hex(base::sha256(std::string(chain) + std::string(json)));
}

/// The entry of a line that fits the chain, and is written as only we write it.
std::optional<boost::json::object> read_line(std::string_view line, std::string& chain) {
  if (line.size() < hash_digits + 2 || line.size() > largest_line || line[hash_digits] != ' ') return {};
  const auto json = line.substr(hash_digits + 1);
  std::string expected = next_chain(chain, json);
  if (line.substr(0, hash_digits) != expected) return {};
  const auto value = proof::parse_strict(json);
  if (!value.ok() || !value->is_object()) return {};
  chain = std::move(expected);
  return value->as_object();
}

/// 0, or errno.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return ENOSPC;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fdatasync(descriptor) == 0 ? 0 : errno;
}

}  // namespace

int sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  return error;
}

base::Result<JournalText> parse_journal(std::string_view bytes) {
  JournalText text{.chain = first_chain(), .all_bytes = bytes.size()};
  std::int64_t number = 0;
  while (text.good_bytes < bytes.size()) {
    ++number;
    const auto rest = bytes.substr(text.good_bytes);
    const auto end = rest.find('\n');
    auto entry = end == std::string_view::npos ? std::nullopt : read_line(rest.substr(0, end), text.chain);
    if (!entry) {
      const bool last = end == std::string_view::npos || end + 1 == rest.size();
      if (!last) return base::Refusal{.code = "engine.journal.changed", .line = number};
      text.torn = true;
      break;
    }
    text.entries.push_back(std::move(*entry));
    text.good_bytes += end + 1;
  }
  if (text.entries.empty()) return base::Refusal{.code = "engine.journal.empty"};
  return text;
}

base::Result<JournalText> read_journal(const fs::path& file) {
  constexpr auto unreadable = "engine.journal.unreadable";
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return refusal(unreadable, file, errno);
  std::string bytes;
  std::string part(std::size_t{1} << 16, '\0');
  ssize_t count = 0;
  while ((count = ::read(descriptor, part.data(), part.size())) > 0 && bytes.size() <= largest_journal)
    bytes.append(part, 0, static_cast<std::size_t>(count));
  const int error = count < 0 ? errno : bytes.size() > largest_journal ? EFBIG : 0;
  ::close(descriptor);
  if (error != 0) return refusal(unreadable, file, error);
  return parse_journal(bytes);
}

base::Result<Journal> Journal::create(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return refusal("engine.journal_unusable", file, errno);
  Journal journal(file, descriptor, first_chain(), 0);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return refusal("engine.journal_unusable", file, errno);
  if (const int error = sync_folder(file.parent_path())) return refusal("engine.journal_unusable", file, error);
  return journal;
}

base::Result<Journal> Journal::reopen(const fs::path& file, const JournalText& text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return refusal("engine.journal_unusable", file, errno);
  Journal journal(file, descriptor, text.chain, text.good_bytes);
  // Another program may go on with this erasure at this moment, or have done so since the text was read.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return refusal("engine.journal_unusable", file, errno);
  struct stat about{};
  if (::fstat(descriptor, &about) != 0) return refusal("engine.journal_unusable", file, errno);
  if (static_cast<std::uint64_t>(about.st_size) != text.all_bytes)
    return refusal("engine.journal_unusable", file, EBUSY);
  if (::ftruncate(descriptor, static_cast<off_t>(text.good_bytes)) != 0 || ::fdatasync(descriptor) != 0)
    return refusal("engine.journal_unusable", file, errno);
  return journal;
}

Journal::Journal(Journal&& other) noexcept
    : file_(std::move(other.file_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      chain_(std::move(other.chain_)),
      size_(other.size_),
      broken_(other.broken_) {}

Journal& Journal::operator=(Journal&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(chain_, other.chain_);
  std::swap(size_, other.size_);
  std::swap(broken_, other.broken_);
  return *this;
}

Journal::~Journal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

base::Outcome Journal::append(const boost::json::object& entry) {
  constexpr auto not_written = "engine.journal.not_written";
  if (broken_) return refusal(not_written, file_, EIO);
  TRY(json, proof::to_canonical(entry));
  std::string chain = next_chain(chain_, json);
  const std::string line = chain + " " + json + "\n";
  if (const int error = line.size() > largest_line ? EFBIG : write_all(descriptor_, line)) {
    broken_ = true;
    // What did not get there whole must not stand in the way of a later run; if it does, that run cuts it off.
    static_cast<void>(!::ftruncate(descriptor_, static_cast<off_t>(size_)));
    return refusal(not_written, file_, error);
  }
  chain_ = std::move(chain);
  size_ += line.size();
  return base::Done{};
}

}  // namespace engine
