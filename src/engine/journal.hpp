#pragma once
// What an erasure writes down before it does it: a file of lines, each chained to the one before, each on the disk before what it announces.
// A line is « SHA-256 in hexadecimal of the previous line's hash (64 zeros at first) and this JSON, a space, the JSON in RFC 8785 form ».
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace engine {

constexpr std::uint64_t largest_journal = std::uint64_t{256} << 20;

/// What is whole in a journal. Refuses "engine.journal.changed" (line) when a line before the last one does not fit the chain, and
/// "engine.journal.empty". A last line that does not is the trace of a power cut: it is left out.
struct JournalText {
  std::vector<boost::json::object> entries;
  std::string chain;             ///< hash of the last whole line
  std::uint64_t good_bytes = 0;  ///< where the next line begins
  std::uint64_t all_bytes = 0;   ///< with a torn end
  bool torn = false;
};
base::Result<JournalText> parse_journal(std::string_view bytes);
/// The same from a file; also "engine.journal.unreadable" (file, reason).
base::Result<JournalText> read_journal(const std::filesystem::path& file);

/// An open journal. One thread at a time.
class Journal {
 public:
  /// Refuses "engine.journal_unusable" (folder, reason); also when the file is there already.
  static base::Result<Journal> create(const std::filesystem::path& file);
  /// Goes on after `text`, which read_journal() gave; a torn end is cut off.
  static base::Result<Journal> reopen(const std::filesystem::path& file, const JournalText& text);
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&& other) noexcept;
  ~Journal();

  /// On the disk when it returns. Refuses "engine.journal.not_written" (file, reason); then every later one is refused too: what is not
  /// written down must not be done.
  base::Outcome append(const boost::json::object& entry);
  const std::filesystem::path& file() const { return file_; }

 private:
  Journal(std::filesystem::path file, int descriptor, std::string chain, std::uint64_t size)
      : file_(std::move(file)), descriptor_(descriptor), chain_(std::move(chain)), size_(size) {}
  std::filesystem::path file_;
  int descriptor_ = -1;
  std::string chain_;
  std::uint64_t size_ = 0;
  bool broken_ = false;
};

/// 0, or errno: the names in a folder are on the disk.
int sync_folder(const std::filesystem::path& folder);

}  // namespace engine
