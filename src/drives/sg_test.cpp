#include "drives/sg.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "drives/answers_for_tests.hpp"

namespace drives {
namespace {

SgAnswer checked(const AnswerBytes& sense) { return {.status = 2, .sense = sense}; }
AnswerBytes fixed(std::uint8_t key, std::uint8_t code, std::uint8_t qualifier) {
  return {0x70, 0, key, 0, 0, 0, 0, 10, 0, 0, 0, 0, code, qualifier, 0, 0, 0, 0};
}

TEST(JudgeAta, OnlyRegistersProveSuccess) {
  struct Row {
    const char* what;
    SgAnswer answer;
    CommandEnd end;
  };
  const Row rows[] = {
      {"registers say good", checked(ata_sense(0x50)), CommandEnd::done},
      {"good, but the registers that were asked for are missing", {.status = 0}, CommandEnd::failed},
      {"aborted", checked(ata_sense(0x51, 0x04)), CommandEnd::refused},
      {"error without abort", checked(ata_sense(0x51, 0x10)), CommandEnd::failed},
      {"device fault", checked(ata_sense(0x71, 0x04)), CommandEnd::failed},
      {"still busy", checked(ata_sense(0xD0)), CommandEnd::failed},
      {"waits for data", checked(ata_sense(0x58)), CommandEnd::failed},
      {"no pass-through here", checked(fixed(5, 0x20, 0)), CommandEnd::refused},
      {"aborted, who knows why", checked(fixed(0x0B, 0, 0)), CommandEnd::failed},
      {"garbage sense", checked({0xDE, 0xAD, 0xBE, 0xEF, 1, 2, 3, 4, 5}), CommandEnd::failed},
      {"zeros", checked(AnswerBytes(32, 0)), CommandEnd::failed},
      {"sense cut in the descriptor", checked({0x72, 1, 0, 0x1D, 0, 0, 0, 14, 9, 12, 0}), CommandEnd::failed},
      {"descriptor with a wrong length",
       checked({0x72, 1, 0, 0x1D, 0, 0, 0, 14, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x50}), CommandEnd::failed},
      {"a deferred error is of another command",
       checked({0x73, 1, 0, 0x1D, 0, 0, 0, 14, 9, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x50}), CommandEnd::failed},
      {"drive pulled", {.host = 1}, CommandEnd::gone},
      {"drive pulled before", {.error = ENODEV}, CommandEnd::gone},
      {"time out", {.host = 3}, CommandEnd::timed_out},
      {"time out of the driver", {.status = 0, .driver = 6, .late = true}, CommandEnd::timed_out},
      {"libata ends a late command so", {.status = 2, .sense = fixed(0x0B, 0, 0), .late = true}, CommandEnd::timed_out},
      {"controller error", {.host = 7}, CommandEnd::failed},
      {"not a SCSI device", {.error = ENOTTY}, CommandEnd::not_possible},
  };
  for (const Row& row : rows) EXPECT_EQ(judge_ata(row.answer), row.end) << row.what;
}

TEST(JudgeAta, AnErrorOfTheWayIsNoSanitizeLog) {
  const SanitizeProgress told = ata_sanitize_progress(checked(ata_sense(0x50, 0, 0x8000)));
  EXPECT_EQ(told.state, sanitization::SanitizeState::completed);
  EXPECT_FALSE(told.log.empty());
  for (const SgAnswer& answer : {SgAnswer{.error = EIO}, SgAnswer{.host = 3}, checked(fixed(0x0B, 0, 0))}) {
    EXPECT_EQ(ata_sanitize_progress(answer).state, sanitization::SanitizeState::unknown);
    EXPECT_EQ(ata_sanitize_progress(answer).log, "") << "it would differ from the log before, and count as proof";
  }
}

TEST(JudgeAta, FixedFormatCarriesTheRegistersToo) {
  const AnswerBytes done{0x70, 0, 1, 0, 0x50, 0x40, 0, 10, 0x00, 0, 0, 0, 0, 0x1D, 0, 0, 0, 0};
  EXPECT_EQ(judge_ata(checked(done)), CommandEnd::done);
  const AnswerBytes upper{0x70, 0, 1, 0, 0x50, 0x40, 0, 10, 0xE0, 0, 0, 0, 0, 0x1D, 0, 0, 0, 0};
  EXPECT_FALSE(registers_of(checked(upper)).value().upper_known);
  EXPECT_TRUE(registers_of(checked(done)).value().upper_known);
}

TEST(JudgeScsi, EachKey) {
  struct Row {
    SgAnswer answer;
    CommandEnd end;
  };
  const Row rows[] = {
      {{.status = 0}, CommandEnd::done},
      {checked(fixed(1, 0, 0)), CommandEnd::done},
      {checked(fixed(2, 4, 0x1B)), CommandEnd::refused},
      {checked(fixed(3, 0x31, 3)), CommandEnd::failed},
      {checked(fixed(4, 0, 0)), CommandEnd::failed},
      {checked(fixed(5, 0x20, 0)), CommandEnd::refused},
      {checked(fixed(7, 0x27, 0)), CommandEnd::refused},
      {checked(fixed(0x0B, 0, 0)), CommandEnd::failed},
      {checked(AnswerBytes{1, 2, 3}), CommandEnd::failed},
      {{.status = 8}, CommandEnd::refused},
      {{.status = 0x18}, CommandEnd::refused},
  };
  for (const Row& row : rows) EXPECT_EQ(judge_scsi(row.answer), row.end) << raw_of(row.answer);
}

TEST(Raw, IsTheSenseOrTheStatus) {
  EXPECT_EQ(raw_of({.status = 2, .host = 3, .driver = 6}), "020306");
  EXPECT_EQ(raw_of(checked({0x70, 0, 5})), "700005");
}

}  // namespace
}  // namespace drives
