#pragma once
// The folder of journals: UUID.journal while nobody has taken the report, then reported/UUID.journal; what cannot be trusted becomes
// UUID.journal.unusable and is kept.
#include <filesystem>
#include <string_view>
#include <vector>

#include "engine/erasure.hpp"
#include "engine/story.hpp"

namespace engine {

inline constexpr std::string_view journal_ending = ".journal";

/// An erasure that has not come to its end.
struct OpenJournal {
  std::filesystem::path file;
  JournalText text;
  Story story;
};
struct Unusable {
  std::filesystem::path file;
  base::Refusal refusal;
};
struct JournalsOfDrive {
  std::vector<OpenJournal> usable;  ///< newest first
  std::vector<Unusable> unusable;   ///< this drive's by their first line, but changed since, or of another version
};
JournalsOfDrive open_journals_of(const std::filesystem::path& folder, const sanitization::Identity& identity);
/// Never read again, but kept.
base::Outcome set_aside(const std::filesystem::path& file);

}  // namespace engine
