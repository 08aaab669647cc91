#include "station/spool.hpp"

#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <thread>

#include "station/bench_test.hpp"

namespace station {
namespace {

ReportId id_number(std::uint64_t number) {
  return ReportId::numbered(*base::parse_rfc3339("2026-11-21T21:30:10Z") + std::chrono::seconds(number), 7, number);
}

Spool open(const fs::path& folder) { return *Spool::open(folder, Spool::Missing::create); }

std::vector<ReportId> waiting_in(const Spool& spool) {
  std::vector<ReportId> ids;
  for (const auto& report : spool.waiting().value_or({})) ids.push_back(report.id);
  return ids;
}

TEST(Spool, KeepsOldestFirstAndClears) {
  const Folder folder;
  Spool spool = open(folder.path() / "deep/spool");
  for (const std::uint64_t number : {3U, 1U, 2U})
    ASSERT_TRUE(spool.add(id_number(number), "report " + std::to_string(number)).ok());
  EXPECT_EQ(waiting_in(spool), (std::vector{id_number(1), id_number(2), id_number(3)}));
  EXPECT_EQ(*spool.read(id_number(2)), "report 2");
  EXPECT_EQ(spool.waiting()->at(0).bytes, 8U);
  ASSERT_TRUE(spool.clear(id_number(1)).ok());
  ASSERT_TRUE(spool.clear(id_number(1)).ok()) << "sent by another program";
  EXPECT_EQ(waiting_in(open(spool.folder())), (std::vector{id_number(2), id_number(3)}));
}

TEST(Spool, IsItsUsersOwn) {
  const Folder folder;
  Spool spool = open(folder.path() / "spool");
  ASSERT_TRUE(spool.add(id_number(1), "x").ok());
  EXPECT_EQ(fs::status(spool.folder()).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(spool.file_of(id_number(1))).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(Spool, RefusedReportsStayVisibleWithTheirReason) {
  const Folder folder;
  Spool spool = open(folder.path());
  ASSERT_TRUE(spool.add(id_number(1), "the report").ok());
  const ServerRefusal refusal{
      .status = 422, .sentence = "Le champ « station » manque.", .at = *base::parse_rfc3339("2026-11-21T21:31:00Z")};
  ASSERT_TRUE(spool.refuse(id_number(1), refusal).ok());
  EXPECT_TRUE(waiting_in(spool).empty());
  const auto refused = open(folder.path()).refused();
  ASSERT_EQ(refused->size(), 1U);
  EXPECT_EQ(refused->at(0).id, id_number(1));
  EXPECT_EQ(refused->at(0).refusal.status, 422);
  EXPECT_EQ(refused->at(0).refusal.sentence, refusal.sentence);
  EXPECT_EQ(refused->at(0).refusal.at, refusal.at);
  EXPECT_EQ(content_of(folder.path() / "refused" / (id_number(1).text() + ".json")), "the report");
}

TEST(Spool, OtherFilesAreNotReports) {
  const Folder folder;
  Spool spool = open(folder.path());
  folder.write("notes.json", "{}");
  folder.write(id_number(1).text() + ".json.77.draft", "half");
  const auto old = folder.write(id_number(2).text() + ".json.78.draft", "half");
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_TRUE(waiting_in(open(folder.path())).empty());
  EXPECT_FALSE(fs::exists(old)) << "left by a program that was killed";
  EXPECT_TRUE(fs::exists(folder.path() / (id_number(1).text() + ".json.77.draft"))) << "may be being written";
}

TEST(Spool, SaysWhyAFolderCannotBeUsed) {
  const Folder folder;
  const auto file = folder.write("file", "x");
  EXPECT_EQ(Spool::open(file, Spool::Missing::create).refusal().code, "station.spool.unusable");
  EXPECT_EQ(Spool::open(file / "below", Spool::Missing::create).refusal().code, "station.spool.unusable");
  EXPECT_EQ(Spool::open(folder.path() / "none", Spool::Missing::refuse).refusal().code, "station.spool.unusable");
  EXPECT_FALSE(fs::exists(folder.path() / "none"));
  const auto refusal = write_durably("/dev/full/x", "y").refusal();
  EXPECT_EQ(refusal.code, "station.spool.not_written");
  EXPECT_FALSE(refusal.arguments.at("reason").empty());
}

TEST(Spool, AReportThatWasHalfWrittenIsNone) {
  const Folder folder;
  Spool spool = open(folder.path());
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit half{.rlim_cur = 100'000, .rlim_max = 100'000};  // beyond, the kernel ends the process (SIGXFSZ)
    ::setrlimit(RLIMIT_FSIZE, &half);
    ::_exit(spool.add(id_number(1), std::string(200'000, 'r')).ok() ? 0 : 1);
  }
  int ended = 0;
  ::waitpid(child, &ended, 0);
  ASSERT_TRUE(WIFSIGNALED(ended));
  EXPECT_TRUE(waiting_in(open(folder.path())).empty());
}

TEST(Spool, WhatWasAcknowledgedSurvivesKill) {
  const std::string body(200'000, 'r');
  for (int round = 0; round < 12; ++round) {
    const Folder folder;
    Spool spool = open(folder.path());
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      for (std::uint64_t number = 0;; ++number) {
        if (!spool.add(id_number(number), body).ok()) ::_exit(1);
        if (::write(pipe[1], id_number(number).text().data(), 36) != 36) ::_exit(1);
      }
    }
    ::close(pipe[1]);
    std::string acknowledged(36, '\0');  // the first, then whatever came before the kill
    ASSERT_EQ(::read(pipe[0], acknowledged.data(), 36), 36);
    std::this_thread::sleep_for(std::chrono::milliseconds(3 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    std::array<char, 3600> piece{};
    for (ssize_t count = 0; (count = ::read(pipe[0], piece.data(), piece.size())) > 0;)
      acknowledged.append(piece.data(), static_cast<std::size_t>(count));
    ::close(pipe[0]);

    const auto waiting = waiting_in(open(folder.path()));
    for (std::size_t at = 0; at < acknowledged.size(); at += 36) {
      const auto id = ReportId::parse(std::string_view(acknowledged).substr(at, 36));
      ASSERT_TRUE(id.ok());
      EXPECT_TRUE(std::ranges::find(waiting, *id) != waiting.end()) << id->text();
    }
    for (const auto& id : waiting) EXPECT_EQ(spool.read(id).value_or(""), body) << "a file with its name is whole";
  }
}

}  // namespace
}  // namespace station
