#include "drives/nvme.hpp"

#include <gtest/gtest.h>

#include <map>

#include "drives/answers_for_tests.hpp"
#include "drives/mmc.hpp"

namespace drives {
namespace {

using sanitization::SanitizeState;

TEST(NvmeController, ReadsNamesAndCapabilities) {
  AnswerBytes bytes(4096);
  put_text(bytes, 4, 20, "S3Z9NB0K123456");
  put_text(bytes, 24, 40, "Samsung SSD 970 EVO 500GB");
  put_text(bytes, 64, 8, "2B2QEXE7");
  put_little(bytes, 256, 2, 0x0F);
  put_little(bytes, 328, 4, 6);
  put_little(bytes, 516, 4, 3);
  bytes[524] = 6;
  const auto controller = read_nvme_controller(bytes);
  ASSERT_TRUE(controller);
  EXPECT_EQ(controller->identity.serial, "S3Z9NB0K123456");
  EXPECT_EQ(controller->identity.model, "Samsung SSD 970 EVO 500GB");
  EXPECT_EQ(controller->identity.firmware, "2B2QEXE7");
  EXPECT_EQ(controller->namespaces, 3u);
  EXPECT_TRUE(controller->security_commands && controller->manages_namespaces);
  EXPECT_EQ(controller->format, (sanitization::NvmeFormat{.supported = true, .crypto = true, .all_namespaces = true}));
  EXPECT_TRUE(controller->sanitize.block && controller->sanitize.overwrite && !controller->sanitize.crypto);
  EXPECT_EQ(controller->unallocated, 0u);
  put_little(bytes, 296, 8, 1 << 30);
  EXPECT_EQ(read_nvme_controller(bytes)->unallocated, 1u << 30);
  bytes[304] = 1;
  EXPECT_EQ(read_nvme_controller(bytes)->unallocated, ~std::uint64_t{0}) << "128 bits";
  put_little(bytes, 256, 2, 0);
  EXPECT_FALSE(read_nvme_controller(bytes)->format.crypto) << "FNA means nothing without Format";
  EXPECT_FALSE(read_nvme_controller(AnswerBytes(4096, 0xFF)));
  EXPECT_FALSE(read_nvme_controller(AnswerBytes(512, 1)));
}

TEST(NvmeNamespace, ReadsFormats) {
  AnswerBytes bytes(4096);
  put_little(bytes, 0, 8, 976773168);
  bytes[25] = 2;
  bytes[26] = 1;
  put_little(bytes, 128, 4, 9U << 16);
  put_little(bytes, 132, 4, 12U << 16 | 8);
  put_little(bytes, 136, 4, 12U << 16);
  bytes[29] = 1;
  put_big(bytes, 120, 8, 0x0025385971B0A1B2);
  const auto space = read_nvme_namespace(bytes);
  ASSERT_TRUE(space);
  EXPECT_EQ(space->sectors, 976773168u);
  EXPECT_EQ(space->logical_sector, 4096u);
  EXPECT_EQ(space->metadata, 8);
  EXPECT_TRUE(space->protection);
  EXPECT_EQ(space->format, 1);
  EXPECT_EQ(space->plain_format, 2) << "same sector, no metadata";
  EXPECT_EQ(space->wwn, "0025385971b0a1b2");
  bytes[104] = 0x35;
  EXPECT_EQ(read_nvme_namespace(bytes)->wwn.size(), 32u) << "NGUID first";
  bytes[26] = 5;  // a format that does not exist
  EXPECT_FALSE(read_nvme_namespace(bytes));
  EXPECT_FALSE(read_nvme_namespace(AnswerBytes(4096, 0))) << "inactive";
}

TEST(NvmeList, StopsAtZeroOrNonsense) {
  AnswerBytes bytes(4096);
  put_little(bytes, 0, 4, 1);
  put_little(bytes, 4, 4, 7);
  EXPECT_EQ(read_nvme_active(bytes), (std::vector<std::uint32_t>{1, 7}));
  put_little(bytes, 8, 4, 7);
  EXPECT_EQ(read_nvme_active(bytes).size(), 2u);
  EXPECT_EQ(read_nvme_active(AnswerBytes(4096, 0xFF)).size(), 1u);
}

/// A controller that answers IDENTIFY from a table, and refuses the rest.
struct Table {
  std::map<std::pair<int, std::uint32_t>, NvmeAnswer> answers;
  void list(int cns, const std::vector<std::uint32_t>& ids) {
    AnswerBytes bytes(4096);
    for (std::size_t i = 0; i < ids.size(); ++i) put_little(bytes, i * 4, 4, ids[i]);
    answers[{cns, 0}] = {.end = CommandEnd::done, .data = bytes};
  }
  void space(int cns, std::uint32_t id) {
    AnswerBytes bytes(4096);
    put_little(bytes, 0, 8, 1000 + id);
    put_little(bytes, 128, 4, 9U << 16);
    answers[{cns, id}] = {.end = CommandEnd::done, .data = bytes};
  }
  NvmeNamespaces ask(const NvmeController& controller) const {
    return ask_nvme_namespaces(controller, [this](std::uint8_t cns, std::uint32_t id) {
      const auto found = answers.find({cns, id});
      return found == answers.end() ? NvmeAnswer{.end = CommandEnd::refused} : found->second;
    });
  }
};

TEST(NvmeNamespaces, OneThatDoesNotTellItselfIsNotForgotten) {
  Table table;
  table.list(0x02, {1, 3});
  table.space(0x00, 1), table.space(0x00, 3);
  const auto both = table.ask({.namespaces = 8});
  EXPECT_TRUE(both.complete);
  ASSERT_EQ(both.all.size(), 2u);
  EXPECT_EQ(both.all[1].first, 3u);
  EXPECT_EQ(both.all[1].second.sectors, 1003u);
  for (const auto end : {CommandEnd::failed, CommandEnd::refused, CommandEnd::timed_out}) {
    table.answers[{0x00, 3}].end = end;
    EXPECT_FALSE(table.ask({.namespaces = 8}).complete) << static_cast<int>(end);
  }
  table.answers[{0x00, 3}] = {.end = CommandEnd::done, .data = AnswerBytes(4096)};
  EXPECT_FALSE(table.ask({.namespaces = 8}).complete) << "active, and tells nothing";
  table.answers[{0x02, 0}].end = CommandEnd::failed;
  EXPECT_FALSE(table.ask({.namespaces = 8}).complete) << "the list itself failed";
  table.list(0x02, {});
  EXPECT_TRUE(table.ask({.namespaces = 8}).complete) << "none is an answer";
}

TEST(NvmeNamespaces, DetachedOnesCountWhereTheyCanExist) {
  Table table;
  table.list(0x02, {1}), table.space(0x00, 1);
  const NvmeController manages{.namespaces = 8, .manages_namespaces = true};
  EXPECT_FALSE(table.ask(manages).complete) << "the list of allocated ones did not come";
  table.list(0x10, {1, 2});
  EXPECT_FALSE(table.ask(manages).complete);
  table.space(0x11, 2);
  EXPECT_TRUE(table.ask(manages).complete);
  EXPECT_EQ(table.ask(manages).all.size(), 2u);
}

TEST(NvmeNamespaces, OldControllersAreAskedNumberByNumber) {
  Table table;
  table.space(0x00, 1);
  table.answers[{0x00, 2}] = {.end = CommandEnd::done, .data = AnswerBytes(4096)};  // not in use
  EXPECT_TRUE(table.ask({.namespaces = 3}).complete);
  EXPECT_EQ(table.ask({.namespaces = 3}).all.size(), 1u);
  EXPECT_FALSE(table.ask({.namespaces = 129}).complete) << "too many to ask";
  table.answers[{0x00, 2}].end = CommandEnd::timed_out;
  EXPECT_FALSE(table.ask({.namespaces = 3}).complete);
}

TEST(NvmeSanitizeLog, EachState) {
  struct Row {
    std::uint16_t status;
    SanitizeState state;
  };
  for (const Row& row :
       {Row{0, SanitizeState::never}, Row{0x101, SanitizeState::completed}, Row{2, SanitizeState::in_progress},
        Row{3, SanitizeState::failed}, Row{4, SanitizeState::completed}, Row{7, SanitizeState::unknown}}) {
    AnswerBytes log(512);
    put_little(log, 0, 2, 0x8000);
    put_little(log, 2, 2, row.status);
    const SanitizeProgress progress = read_nvme_sanitize_log(log);
    EXPECT_EQ(progress.state, row.state);
    EXPECT_DOUBLE_EQ(progress.share, row.state == SanitizeState::in_progress ? 0.5
                                     : row.state == SanitizeState::completed ? 1
                                                                             : 0);
    EXPECT_EQ(progress.log.size(), 64u);
  }
  EXPECT_EQ(read_nvme_sanitize_log(AnswerBytes(3, 1)).state, SanitizeState::unknown);
}

TEST(NvmeSmartLog, HoursAndWear) {
  AnswerBytes log(512);
  log[5] = 130;
  put_little(log, 128, 8, 12345);
  const auto health = read_nvme_smart_log(log);
  ASSERT_TRUE(health);
  EXPECT_EQ(health->wear_percent, 130);
  EXPECT_EQ(health->power_on_hours, 12345u);
  EXPECT_EQ(health->passed, true);
  log[0] = 4;
  EXPECT_EQ(read_nvme_smart_log(log)->passed, false);
}

TEST(NvmeCommands, Fields) {
  EXPECT_EQ(nvme_sanitize(CommandKind::sanitize_block)->hex(), "84000000000000000a00000000");
  EXPECT_EQ(nvme_sanitize(CommandKind::sanitize_crypto)->cdw10, 0xCu);
  EXPECT_EQ(nvme_sanitize(CommandKind::sanitize_overwrite)->cdw10, 0x1Bu);
  EXPECT_EQ(nvme_sanitize(CommandKind::sanitize_exit_failure)->cdw10, 1u);
  EXPECT_FALSE(nvme_sanitize(CommandKind::format));
  EXPECT_EQ(nvme_format(2, 0x13, true).cdw10, 0x1403u);
  EXPECT_EQ(nvme_format(1, 0, false).cdw10, 0x200u);
  EXPECT_EQ(nvme_get_log(0x81, 0xFFFFFFFF, 512).cdw10, 0x7F0081u);
}

TEST(NvmeEnd, EachStatus) {
  EXPECT_EQ(nvme_end(0), CommandEnd::done);
  EXPECT_EQ(nvme_end(0x4001), CommandEnd::refused) << "invalid opcode, do not retry";
  EXPECT_EQ(nvme_end(0x01D), CommandEnd::refused) << "sanitize in progress";
  EXPECT_EQ(nvme_end(0x01C), CommandEnd::failed) << "sanitize failed";
  EXPECT_EQ(nvme_end(0x006), CommandEnd::failed);
  EXPECT_EQ(nvme_end(0x10A), CommandEnd::refused) << "invalid format";
  EXPECT_EQ(nvme_end(0x281), CommandEnd::failed) << "medium";
  EXPECT_EQ(nvme_end(0x371), CommandEnd::failed) << "cancelled by the kernel";
}

TEST(Mmc, ReadsExtCsd) {
  AnswerBytes bytes(512);
  put_little(bytes, 212, 4, 61071360);
  bytes[231] = 0x55, bytes[226] = 32, bytes[268] = 2, bytes[269] = 3, bytes[267] = 1;
  const auto card = read_mmc_ext_csd(bytes);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->sectors, 61071360u);
  EXPECT_EQ(card->emmc, (sanitization::Emmc{.secure_trim = true, .sanitize = true, .boot_area_bytes = 4194304}));
  EXPECT_EQ(card->health.wear_percent, 30);
  EXPECT_EQ(card->health.passed, true);
  bytes[174] = 0x08;
  EXPECT_TRUE(read_mmc_ext_csd(bytes)->emmc.boot_write_protected);
  for (const std::uint8_t status : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}}) {
    bytes[174] = status;
    EXPECT_TRUE(read_mmc_ext_csd(bytes)->emmc.boot_write_protected) << "also only until the power goes: " << +status;
  }
  bytes[174] = 0;
  EXPECT_FALSE(read_mmc_ext_csd(bytes)->emmc.boot_write_protected);
  EXPECT_EQ(card->erased_byte, 0);
  bytes[181] = 1;
  EXPECT_EQ(read_mmc_ext_csd(bytes)->erased_byte, 0xFF);
  EXPECT_EQ(card->general_purpose_bytes, 0u);
  bytes[221] = 16, bytes[224] = 1, bytes[143] = 2, bytes[154] = 1;  // GP1 and, in its upper byte, GP4
  EXPECT_EQ(read_mmc_ext_csd(bytes)->general_purpose_bytes, std::uint64_t{65538} * 16 * 524288);
  EXPECT_FALSE(read_mmc_ext_csd(AnswerBytes(512, 0)));
  EXPECT_FALSE(read_mmc_ext_csd(AnswerBytes(100, 1)));
}

TEST(Mmc, ReadsCid) {
  const AnswerBytes emmc{0x15, 0x01, 0x00, 'B', 'J', 'T', 'D', '4', 'R', 0x06, 0x12, 0x34, 0x56, 0x78, 0x99, 0x01};
  const auto identity = read_mmc_cid(emmc, false);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->model, "BJTD4R");
  EXPECT_EQ(identity->serial, "12345678");
  EXPECT_EQ(identity->wwn, "150100424a5444345206123456789901");
  const AnswerBytes sd{0x03, 'S', 'D', 'S', 'C', '1', '6', 'G', 0x80, 0xAA, 0xBB, 0xCC, 0xDD, 0x01, 0x23, 0x45};
  EXPECT_EQ(read_mmc_cid(sd, true)->model, "SC16G");
  EXPECT_EQ(read_mmc_cid(sd, true)->serial, "aabbccdd");
  EXPECT_FALSE(read_mmc_cid(AnswerBytes(16, 0), false));
}

}  // namespace
}  // namespace drives
