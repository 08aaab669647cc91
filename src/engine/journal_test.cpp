#include "engine/journal.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <boost/json.hpp>
#include <csignal>

#include "engine/engine_test.hpp"
#include "engine/journals.hpp"
#include "engine/story.hpp"

namespace engine {
namespace {

namespace fs = std::filesystem;
using testing::Folder;

const base::Instant noon = base::from_milliseconds(1790000000000);

sanitization::DriveFacts drive(const std::string& serial) { return drives::usb_stick(serial).facts; }

boost::json::object first(const std::string& serial) {
  return entry::begin(noon, {.id = "0199d0aa-0000-7000-8000-000000000001",
                             .confirmed_by = serial,
                             .policy = testing::policy(sanitization::Level::clear),
                             .facts = drive(serial),
                             .key = std::string(32, 'k'),
                             .canary_key = std::string(32, 'c')});
}

Medium disk() { return Medium({{.name = "", .handle = -1, .bytes = 1 << 20, .sector = 512}}); }

/// A journal of an overwrite that was cut at half.
fs::path write_half(const Folder& folder, const std::string& serial) {
  fs::create_directories(folder.journals());
  const auto file = folder.journals() / "0199d0aa-0000-7000-8000-000000000001.journal";
  auto journal = Journal::create(file);
  EXPECT_TRUE(journal.ok());
  Tally tally{.reached = 1 << 19, .retries = 2};
  tally.bad = {{.offset = 4096, .bytes = 512}, {.offset = 900000, .bytes = 512}};
  for (const auto& entry : {first(serial), entry::areas(noon, disk()), entry::step(noon, "overwrite", {{"from", "0"}}),
                            entry::checkpoint(noon + std::chrono::seconds(2), entry::PassName::write, tally, 0)})
    EXPECT_TRUE(journal->append(entry).ok());
  return file;
}

TEST(Journal, TellsAgainWhatWasWritten) {
  const Folder folder("tells");
  const auto file = write_half(folder, "DISK-S1");
  const auto text = read_journal(file);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->entries.size(), 4U);
  EXPECT_FALSE(text->torn);
  EXPECT_EQ(text->good_bytes, fs::file_size(file));
  const auto story = fold(text->entries);
  ASSERT_TRUE(story.ok());
  EXPECT_EQ(story->record.before, drive("DISK-S1"));
  EXPECT_EQ(story->written, 1U << 19);
  EXPECT_EQ(story->record.overwrite->bytes_written, (1U << 19) - 512);
  EXPECT_TRUE(story->record.stopped);
  EXPECT_FALSE(story->ended);
  EXPECT_DOUBLE_EQ(story->share(), 0.25);
  EXPECT_EQ(story->record.ended, noon + std::chrono::seconds(2));
}

TEST(Journal, ResumedWorkForgetsWhatWillBeWrittenAgain) {
  const Folder folder("resumed");
  const auto text = read_journal(write_half(folder, "DISK-S1"));
  auto story = *fold(text->entries);
  const auto later = noon + std::chrono::hours(1);
  ASSERT_TRUE(apply(story, entry::resumed(later, false, {})).ok());
  ASSERT_EQ(story.record.interruptions.size(), 1U);
  EXPECT_EQ(story.record.interruptions[0].offset, 1U << 19);
  EXPECT_EQ(story.record.interruptions[0].stopped_after, noon + std::chrono::seconds(2));
  EXPECT_EQ(story.record.steps.back().end, sanitization::StepEnd::stopped);
  ASSERT_TRUE(apply(story, entry::step(later, "overwrite", {{"from", "524288"}})).ok());
  EXPECT_EQ(story.record.overwrite->unwritable, (Ranges{{.offset = 4096, .bytes = 512}}));
  Tally tally{.reached = 1 << 20, .retries = 1};
  ASSERT_TRUE(apply(story, entry::result(later, entry::PassName::write, tally, 1 << 19, true)).ok());
  ASSERT_TRUE(apply(story, entry::step_end(later, sanitization::StepEnd::done, "", {})).ok());
  EXPECT_TRUE(story.method_done && story.whole);
  EXPECT_EQ(story.record.overwrite->bytes_written, (1U << 20) - 512);
  EXPECT_EQ(story.record.overwrite->retries, 3U);
  // Cut again while it was read: all of it is read again.
  ASSERT_TRUE(apply(story, entry::step(later, "verify", {})).ok());
  ASSERT_TRUE(apply(story, entry::result(later, entry::PassName::compare, tally, 0, true)).ok());
  EXPECT_TRUE(story.record.verification->completed);
  ASSERT_TRUE(apply(story, entry::resumed(later, true, {})).ok());
  EXPECT_FALSE(story.record.verification->completed);
  EXPECT_EQ(story.record.verification->bytes_read, 0U);
}

TEST(Journal, ACheckpointOfAVerificationDoesNotRepeatItsRanges) {
  const Folder folder("ranges");
  auto story = *fold(read_journal(write_half(folder, "DISK-S1"))->entries);
  ASSERT_TRUE(apply(story, entry::step_end(noon, sanitization::StepEnd::done, "", {})).ok());
  ASSERT_TRUE(apply(story, entry::step(noon, "verify", {})).ok());
  Tally tally{.reached = 1 << 19, .mismatched_sectors = 1000};
  for (std::uint64_t i = 0; i < 1000; ++i) {
    tally.bad.push_back({.offset = i * 2048, .bytes = 512});
    tally.mismatches.push_back({.offset = i * 2048 + 1024, .bytes = 512});
  }
  const auto checkpoint = entry::checkpoint(noon, entry::PassName::compare, tally, 0);
  EXPECT_LT(boost::json::serialize(checkpoint).size(), 300U) << "one of them each two seconds";
  ASSERT_TRUE(apply(story, checkpoint).ok());
  EXPECT_EQ(story.record.verification->bytes_read, (1U << 19) - 256U * 512) << "what could not be read is not counted";
  EXPECT_EQ(story.record.verification->mismatched_sectors, 1000U);
  const auto result = entry::result(noon, entry::PassName::compare, tally, 0, true);
  ASSERT_TRUE(apply(story, result).ok());
  EXPECT_EQ(story.record.verification->unreadable.size(), 1000U);
  EXPECT_EQ(story.record.verification->mismatches.size(), 1000U);
  EXPECT_EQ(entry::checkpoint(noon, entry::PassName::write, tally, 0).at("bad").as_array().size(), 1000U)
      << "a later run goes on with these";
}

TEST(Journal, ATornEndIsCutOffAndTheRestGoesOn) {
  const Folder folder("torn");
  const auto file = write_half(folder, "DISK-S1");
  const std::string whole = testing::read(file);
  const auto last_line = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t size = last_line + 1; size < whole.size(); size += 7) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << whole.substr(0, size);
    auto text = read_journal(file);
    ASSERT_TRUE(text.ok());
    EXPECT_TRUE(text->torn);
    EXPECT_EQ(text->entries.size(), 3U);
    {
      auto again = Journal::reopen(file, *text);
      ASSERT_TRUE(again.ok());
      ASSERT_TRUE(again->append(entry::resumed(noon, true, {})).ok());
    }
    text = read_journal(file);
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(text->entries.size(), 4U);
    EXPECT_FALSE(text->torn);
  }
  // Zeros that a power cut left behind are no line either.
  std::ofstream(file, std::ios::binary | std::ios::trunc) << whole << std::string(4096, '\0');
  const auto text = read_journal(file);
  ASSERT_TRUE(text.ok());
  EXPECT_TRUE(text->torn);
  EXPECT_EQ(text->entries.size(), 4U);
}

TEST(Journal, AnyChangedByteBeforeTheLastLineRefusesIt) {
  const Folder folder("changed");
  const auto file = write_half(folder, "DISK-S1");
  const std::string whole = testing::read(file);
  const auto last_line = whole.rfind('\n', whole.size() - 2);
  for (std::size_t place = 0; place < last_line; place += 11) {
    std::string changed = whole;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    const auto text = parse_journal(changed);
    ASSERT_FALSE(text.ok()) << place;
    EXPECT_EQ(text.refusal().code, "engine.journal.changed");
  }
  EXPECT_EQ(parse_journal("").refusal().code, "engine.journal.empty");
  EXPECT_EQ(parse_journal("nothing\n").refusal().code, "engine.journal.empty");
}

TEST(Journal, IsOpenForOneProgramOnly) {
  const Folder folder("one");
  const auto file = write_half(folder, "DISK-S1");
  const auto text = read_journal(file);
  auto held = Journal::reopen(file, *text);
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(Journal::reopen(file, *text).refusal().code, "engine.journal_unusable");
  ASSERT_TRUE(held->append(entry::resumed(noon, false, {})).ok());
  held = Journal::create(folder.journals() / "other.journal");
  EXPECT_EQ(Journal::reopen(file, *text).refusal().code, "engine.journal_unusable") << "it has grown since it was read";
  EXPECT_EQ(Journal::create(file).refusal().code, "engine.journal_unusable");
}

/// A file that cannot grow stands for a full disk: also root cannot write there.
TEST(Journal, AFullDiskRefusesThisAndEveryLaterLine) {
  const Folder folder("full");
  const auto child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const auto file = write_half(folder, "DISK-S1");
    const auto text = read_journal(file);
    auto journal = Journal::reopen(file, *text);
    const rlimit small{.rlim_cur = text->good_bytes + 40, .rlim_max = text->good_bytes + 40};
    const bool set = ::setrlimit(RLIMIT_FSIZE, &small) == 0;
    const bool refused =
        !journal->append(entry::resumed(noon, false, {})).ok() && !journal->append(entry::end(noon, false)).ok();
    const auto after = read_journal(file);
    ::_exit(set && refused && after.ok() && after->entries.size() == 4 && !after->torn ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(Story, RefusesWhatWeDoNotWrite) {
  auto other_version = first("DISK-S1");
  other_version["version"] = 2;
  EXPECT_EQ(fold({other_version}).refusal().code, "engine.journal.unknown");
  EXPECT_FALSE(fold({entry::end(noon, false)}).ok());
  EXPECT_FALSE(fold({first("DISK-S1"), first("DISK-S1")}).ok());
  EXPECT_FALSE(fold({first("DISK-S1"), entry::end(noon, false), entry::end(noon, false)}).ok());
  EXPECT_FALSE(fold({first("DISK-S1"), entry::step_end(noon, sanitization::StepEnd::done, "", {})}).ok());
  EXPECT_FALSE(fold({first("DISK-S1"), entry::checkpoint(noon, entry::PassName::write, {}, 0)}).ok());
  EXPECT_FALSE(fold({first("DISK-S1"), {{"type", "dance"}, {"at", "2026-01-01T00:00:00Z"}}}).ok());
  auto huge = entry::checkpoint(noon, entry::PassName::write, {.reached = std::uint64_t{1} << 60}, 0);
  EXPECT_FALSE(fold({first("DISK-S1"), entry::step(noon, "overwrite", {}), huge}).ok());
}

TEST(Story, ARecordOfAStoryCanBeSentAndReadBack) {
  const Folder folder("sent");
  const auto story = *fold(read_journal(write_half(folder, "DISK-S1"))->entries);
  const auto again = sanitization::record_from_json(sanitization::to_json(story.record));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, story.record);
}

TEST(Journals, AreListedAsInterruptedOrUnreportedUntilTaken) {
  const Folder folder("listed");
  const auto file = write_half(folder, "DISK-S1");
  auto open = interrupted(folder.journals());
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].identity.serial, "DISK-S1");
  EXPECT_EQ(open[0].policy, "test-clear");
  EXPECT_TRUE(unreported(folder.journals()).empty());
  {
    auto journal = Journal::reopen(file, *read_journal(file));
    ASSERT_TRUE(journal->append(entry::end(noon, true)).ok());
  }
  EXPECT_TRUE(interrupted(folder.journals()).empty());
  const auto finished = unreported(folder.journals());
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(finished[0].assessment.verdict, sanitization::Verdict::interrupted);
  ASSERT_TRUE(mark_reported(folder.journals(), finished[0].record.id).ok());
  ASSERT_TRUE(mark_reported(folder.journals(), finished[0].record.id).ok()) << "twice is once";
  EXPECT_TRUE(unreported(folder.journals()).empty());
  EXPECT_FALSE(mark_reported(folder.journals(), "../evil").ok());
  EXPECT_FALSE(mark_reported(folder.journals(), "none").ok());
}

}  // namespace
}  // namespace engine
