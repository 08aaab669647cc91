#include "engine/journals.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_first_line = std::size_t{16} << 20;

/// Newest first: their names begin with the time.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    if (entry->path().extension() == journal_ending) files.push_back(entry->path());
  std::ranges::sort(files, std::greater<>());
  return files;
}

/// What the first line alone tells, when the rest cannot be trusted.
std::optional<sanitization::Identity> identity_in(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string line(longest_first_line, '\0');
  in.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(in.gcount()));
  line.resize(std::min(line.size(), line.find('\n') == std::string::npos ? line.size() : line.find('\n') + 1));
  const auto text = parse_journal(line);
  if (!text.ok()) return {};
  const auto* facts = text->entries.front().if_contains("facts");
  if (facts == nullptr) return {};
  const auto read = sanitization::drive_facts_from_json(*facts);
  if (!read.ok()) return {};
  return read->identity;
}

base::Result<OpenJournal> read(const fs::path& file) {
  TRY(text, read_journal(file));
  TRY(story, fold(text.entries));
  return OpenJournal{.file = file, .text = std::move(text), .story = std::move(story)};
}

base::Refusal unusable(const fs::path& folder, int error) {
  return {.code = "engine.journal_unusable",
          .arguments = {{"folder", folder.string()}, {"reason", std::strerror(error)}}};
}

}  // namespace

JournalsOfDrive open_journals_of(const fs::path& folder, const sanitization::Identity& identity) {
  JournalsOfDrive found;
  for (const auto& file : files_in(folder)) {
    auto open = read(file);
    if (open.ok()) {
      const bool same = sanitization::same_unit(open->story.record.before.identity, identity);
      if (same && !open->story.ended) found.usable.push_back(std::move(*open));
      continue;
    }
    const auto named = identity_in(file);
    if (named && sanitization::same_unit(*named, identity))
      found.unusable.push_back({.file = file, .refusal = open.refusal()});
  }
  return found;
}

base::Outcome set_aside(const fs::path& file) {
  const std::string aside = file.string() + ".unusable";
  if (std::rename(file.c_str(), aside.c_str()) != 0) return unusable(file.parent_path(), errno);
  if (const int error = sync_folder(file.parent_path())) return unusable(file.parent_path(), error);
  return base::Done{};
}

std::vector<Interrupted> interrupted(const fs::path& journals) {
  std::vector<Interrupted> all;
  for (const auto& file : files_in(journals)) {
    const auto open = read(file);
    if (!open.ok() || open->story.ended) continue;
    all.push_back({.identity = open->story.record.before.identity,
                   .policy = open->story.record.policy.id,
                   .share = open->story.share(),
                   .since = open->story.last});
  }
  return all;
}

std::vector<Finished> unreported(const fs::path& journals) {
  std::vector<Finished> all;
  for (const auto& file : files_in(journals)) {
    auto open = read(file);
    if (!open.ok() || !open->story.ended) continue;
    auto assessment = sanitization::assess(open->story.record);
    all.push_back({.record = std::move(open->story.record),
                   .assessment = std::move(assessment),
                   .origin = std::move(open->story.origin)});
  }
  std::ranges::reverse(all);
  return all;
}

bool is_unreported(const fs::path& journals, const std::string& record_id) {
  const std::string name = record_id + std::string(journal_ending);
  std::error_code error;
  return fs::path(name).filename() == name && fs::exists(journals / name, error);
}

base::Outcome mark_reported(const fs::path& journals, const std::string& record_id) {
  const std::string name = record_id + std::string(journal_ending);
  const fs::path done = journals / "reported";
  // An id is a name, never a way to another folder.
  if (fs::path(name).filename() != name) return unusable(journals, EINVAL);
  std::error_code error;
  fs::create_directory(done, error);
  if (std::rename((journals / name).c_str(), (done / name).c_str()) != 0 &&
      (errno != ENOENT || !fs::exists(done / name, error)))
    return unusable(journals, errno);
  for (const auto& folder : {done, journals})
    if (const int failed = sync_folder(folder)) return unusable(folder, failed);
  return base::Done{};
}

}  // namespace engine
