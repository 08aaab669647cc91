#include "drives/scsi.hpp"

#include <gtest/gtest.h>

#include "drives/answers_for_tests.hpp"

namespace drives {
namespace {

using sanitization::Medium;
using sanitization::SanitizeState;

AnswerBytes vpd(std::uint8_t page, const AnswerBytes& content) {
  AnswerBytes bytes{0, page, static_cast<std::uint8_t>(content.size() >> 8), static_cast<std::uint8_t>(content.size())};
  bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}

TEST(ScsiInquiry, ReadsNames) {
  AnswerBytes bytes(96);
  put_text(bytes, 8, 8, "SEAGATE");
  put_text(bytes, 16, 16, "ST600MM0006");
  put_text(bytes, 32, 4, "LS08");
  bytes[1] = 0x80;
  const auto inquiry = read_scsi_inquiry(bytes);
  ASSERT_TRUE(inquiry);
  EXPECT_EQ(inquiry->vendor, "SEAGATE");
  EXPECT_EQ(inquiry->product, "ST600MM0006");
  EXPECT_EQ(inquiry->revision, "LS08");
  EXPECT_TRUE(inquiry->removable);
  EXPECT_TRUE(inquiry->is_disk());
  bytes[0] = 0x7F;  // nothing at this logical unit
  EXPECT_FALSE(read_scsi_inquiry(bytes));
  EXPECT_FALSE(read_scsi_inquiry(AnswerBytes(20, 1)));
}

TEST(ScsiPages, SerialAndWwn) {
  EXPECT_EQ(read_scsi_serial(vpd(0x80, {' ', 'S', '0', 'M', '1', ' ', 0})), "S0M1");
  EXPECT_EQ(read_scsi_serial(vpd(0x83, {'S'})), "");
  const AnswerBytes target{0x61, 0x93, 0, 8, 0x50, 0, 0xC5, 0, 1, 2, 3, 4};  // of the port: not the drive's
  const AnswerBytes unit{0x01, 0x03, 0, 8, 0x50, 0, 0xC5, 0, 0x11, 0x22, 0x33, 0x47};
  AnswerBytes both = target;
  both.insert(both.end(), unit.begin(), unit.end());
  EXPECT_EQ(read_scsi_wwn(vpd(0x83, both)), "5000c50011223347");
  EXPECT_EQ(read_scsi_wwn(vpd(0x83, target)), "");
  EXPECT_EQ(read_scsi_wwn(vpd(0x83, {1, 3, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0})), "");
  EXPECT_EQ(read_scsi_wwn(vpd(0x83, {1, 3, 0, 200, 5})), "") << "longer than the page";
}

TEST(ScsiPages, Rotation) {
  EXPECT_EQ(read_scsi_medium(vpd(0xB1, {0, 1})), Medium::ssd);
  EXPECT_EQ(read_scsi_medium(vpd(0xB1, {0x27, 0x10})), Medium::hdd);
  EXPECT_EQ(read_scsi_medium(vpd(0xB1, {0, 0})), Medium::unknown);
  EXPECT_EQ(read_scsi_medium(vpd(0x80, {0, 1})), Medium::unknown);
}

TEST(ScsiCapacity, SizeAndProtection) {
  AnswerBytes bytes(32);
  put_big(bytes, 0, 8, 1172123567);
  put_big(bytes, 8, 4, 520);
  bytes[12] = 3, bytes[13] = 3;
  const auto capacity = read_scsi_capacity(bytes);
  ASSERT_TRUE(capacity);
  EXPECT_EQ(capacity->sectors, 1172123568u);
  EXPECT_EQ(capacity->logical_sector, 520u);
  EXPECT_EQ(capacity->physical_sector, 4160u);
  EXPECT_TRUE(capacity->protection);
  EXPECT_FALSE(read_scsi_capacity(AnswerBytes(32, 0xFF)));
  EXPECT_FALSE(read_scsi_capacity(AnswerBytes(8, 0)));
}

TEST(ScsiProgress, EachState) {
  struct Row {
    AnswerBytes sense;
    bool started;
    SanitizeState state;
    double share;
  };
  const AnswerBytes idle{0x70, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const Row rows[] = {
      {{0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x04, 0x1B, 0, 0x80, 0x40, 0}, true, SanitizeState::in_progress, 0.25},
      {{0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x04, 0x04, 0, 0x80, 0x80, 0}, false, SanitizeState::in_progress, 0.5},
      {{0x72, 2, 0x04, 0x1B, 0, 0, 0, 8, 2, 6, 0, 0, 0x80, 0xC0, 0, 0}, true, SanitizeState::in_progress, 0.75},
      {{0x72, 3, 0x31, 0x03, 0, 0, 0, 0}, true, SanitizeState::failed, 0},
      {{0x70, 0, 3, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x31, 0x01, 0, 0, 0, 0}, true, SanitizeState::failed, 0},
      {idle, true, SanitizeState::completed, 1},
      {idle, false, SanitizeState::unknown, 0},  // a « success » that nobody saw begin
      {{0x70, 0, 6, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x29, 0, 0, 0, 0, 0}, true, SanitizeState::unknown, 0},
      {{1, 2, 3}, true, SanitizeState::unknown, 0},
      {AnswerBytes(18, 0), true, SanitizeState::unknown, 0},
  };
  for (const Row& row : rows) {
    const SanitizeProgress progress = read_scsi_progress(row.sense, row.started);
    EXPECT_EQ(progress.state, row.state) << progress.log;
    EXPECT_DOUBLE_EQ(progress.share, row.share);
  }
}

TEST(ScsiCommands, Bytes) {
  EXPECT_EQ(scsi_sanitize(CommandKind::sanitize_block), (ScsiCdb{0x48, 0xA2, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(scsi_sanitize(CommandKind::sanitize_crypto), (ScsiCdb{0x48, 0xA3, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(scsi_sanitize(CommandKind::sanitize_overwrite), (ScsiCdb{0x48, 0xA1, 0, 0, 0, 0, 0, 0, 8, 0}));
  EXPECT_EQ(scsi_sanitize(CommandKind::sanitize_exit_failure), (ScsiCdb{0x48, 0x1F, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(scsi_sanitize(CommandKind::security_erase));
  EXPECT_EQ(scsi_command_data(CommandKind::sanitize_overwrite).size(), 8u) << "as the CDB says";
  EXPECT_EQ(scsi_format_unit(), (ScsiCdb{0x04, 0x10, 0, 0, 0, 0}));
  EXPECT_EQ(scsi_command_data(CommandKind::format_unit), (AnswerBytes{0, 2, 0, 0}));
  EXPECT_EQ(scsi_report_supported(0x48, 2), (ScsiCdb{0xA3, 0x0C, 2, 0x48, 0, 2, 0, 0, 0, 4, 0, 0}));
  EXPECT_EQ(read_scsi_supported(AnswerBytes{0, 3, 0, 10}), true);
  EXPECT_EQ(read_scsi_supported(AnswerBytes{0, 1, 0, 0}), false);
  EXPECT_FALSE(read_scsi_supported(AnswerBytes{0, 0, 0, 0}));
}

}  // namespace
}  // namespace drives
