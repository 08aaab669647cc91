#include "drives/ata.hpp"

#include <gtest/gtest.h>

#include "drives/answers_for_tests.hpp"
#include "drives/ata_command.hpp"
#include "drives/scsi.hpp"

namespace drives {
namespace {

using sanitization::Medium;
using sanitization::SanitizeState;

AtaIdentify read(const IdentifyBuilder& builder) {
  const auto identify = read_ata_identify(builder.bytes());
  EXPECT_TRUE(identify);
  return identify.value_or(AtaIdentify{});
}

TEST(AtaIdentify, ReadsNamesSizeAndSpeed) {
  const AtaIdentify disk = read(IdentifyBuilder());
  EXPECT_EQ(disk.identity.serial, "WD-WCC4E1234567");
  EXPECT_EQ(disk.identity.model, "WDC WD5000AZLX-00CL5A0");
  EXPECT_EQ(disk.identity.firmware, "01.01A01");
  EXPECT_EQ(disk.identity.wwn, "50014ee2b1234567");
  EXPECT_EQ(disk.sectors, 976773168u);
  EXPECT_TRUE(disk.lba48);
  EXPECT_EQ(disk.logical_sector, 512u);
  EXPECT_EQ(disk.physical_sector, 4096u);
  EXPECT_EQ(disk.medium, Medium::hdd);
  EXPECT_TRUE(disk.checksum_proved);
  EXPECT_TRUE(disk.hpa_supported);
  EXPECT_TRUE(disk.dco_supported);
  EXPECT_FALSE(disk.ama_supported);
}

TEST(AtaIdentify, ReadsEverySize) {
  EXPECT_EQ(read(IdentifyBuilder().set(83, 0x7961)).sectors, 0x0FFFFFFFu) << "28 bits";
  IdentifyBuilder native;
  native.set(106, 0x5000).set(117, 2048).set(118, 0);
  EXPECT_EQ(read(native).logical_sector, 4096u);
  EXPECT_EQ(read(native).physical_sector, 4096u);
  IdentifyBuilder odd;
  odd.set(106, 0x5000).set(117, 260).set(118, 0);
  EXPECT_EQ(read(odd).logical_sector, 520u);
  IdentifyBuilder huge;
  huge.set(69, 8).set(230, 0).set(231, 0).set(232, 1);
  EXPECT_EQ(read(huge).sectors, std::uint64_t{1} << 32);
}

TEST(AtaIdentify, TellsTheMediumOnlyAsFarAsProved) {
  EXPECT_EQ(read(IdentifyBuilder().set(217, 1)).medium, Medium::ssd);
  EXPECT_EQ(read(IdentifyBuilder().set(217, 0)).medium, Medium::unknown);
  EXPECT_EQ(read(IdentifyBuilder().set(217, 0x400)).medium, Medium::unknown);
  EXPECT_EQ(read(IdentifyBuilder().set(217, 0).set(169, 1)).medium, Medium::ssd);
  EXPECT_EQ(read(IdentifyBuilder().set(217, 5400).set(169, 1)).medium, Medium::hdd) << "shingled disks know TRIM";
  EXPECT_EQ(read(IdentifyBuilder().set(78, 0x0200)).medium, Medium::hybrid);
  EXPECT_EQ(read(IdentifyBuilder().set(214, 0x0010).set(215, 0x1000)).medium, Medium::hybrid);
  EXPECT_EQ(read(IdentifyBuilder().text(27, 40, "Seagate SSHD ST1000LM014")).medium, Medium::hybrid);
}

TEST(AtaIdentify, ReadsSecurity) {
  const AtaIdentify frozen = read(IdentifyBuilder().set(128, 0x0029).set(89, 60).set(90, 0x8400));
  EXPECT_EQ(frozen.security,
            (sanitization::AtaSecurity{
                .supported = true, .frozen = true, .enhanced = true, .erase_minutes = 120, .enhanced_minutes = 2048}));
  const AtaIdentify locked = read(IdentifyBuilder().set(128, 0x0017).set(89, 0x00FF).set(90, 5));
  EXPECT_EQ(locked.security,
            (sanitization::AtaSecurity{
                .supported = true, .enabled = true, .locked = true, .count_expired = true, .erase_minutes = 510}));
}

TEST(AtaIdentify, ReadsSanitizeAndAccessibleMax) {
  const AtaIdentify all = read(IdentifyBuilder().set(59, 0xF100).set(119, 0x4100).set(48, 0x4001));
  EXPECT_TRUE(all.sanitize.block && all.sanitize.overwrite && all.sanitize.crypto);
  EXPECT_TRUE(all.ama_supported);
  EXPECT_TRUE(all.trusted_computing);
  const AtaIdentify none = read(IdentifyBuilder().set(59, 0xE110));
  EXPECT_FALSE(none.sanitize.block || none.sanitize.overwrite || none.sanitize.crypto)
      << "without the feature set's own bit";
}

TEST(AtaIdentify, RefusesNonsense) {
  EXPECT_FALSE(read_ata_identify(AnswerBytes(512, 0)));
  EXPECT_FALSE(read_ata_identify(AnswerBytes(512, 0xFF)));
  EXPECT_FALSE(read_ata_identify(AnswerBytes(511, 1)));
  AnswerBytes flipped = IdentifyBuilder().bytes();
  flipped[40] ^= 1;
  EXPECT_FALSE(read_ata_identify(flipped)) << "wrong checksum";
  EXPECT_FALSE(read_ata_identify(IdentifyBuilder().set(0, 0x85C0).bytes())) << "optical drive";
  EXPECT_FALSE(read_ata_identify(IdentifyBuilder().size48(0).set(60, 0).set(61, 0).bytes()));
  const auto old = read_ata_identify(IdentifyBuilder().without_checksum());
  ASSERT_TRUE(old) << "before ATA-5 there was none";
  EXPECT_FALSE(old->checksum_proved);
  EXPECT_EQ(read(IdentifyBuilder().set(108, 0x0000)).identity.wwn, "") << "not NAA 5";
}

AtaRegisters registers(const AnswerBytes& sense) { return read_scsi_sense(sense).value().ata.value(); }

TEST(AtaSanitizeStatus, EachState) {
  struct Row {
    AnswerBytes sense;
    SanitizeState state;
    double share;
  };
  const Row rows[] = {
      {ata_sense(0x50, 0, 0x0000, 0xFFFF), SanitizeState::never, 0},
      {ata_sense(0x50, 0, 0x8000, 0xFFFF), SanitizeState::completed, 1},
      {ata_sense(0x50, 0, 0x4000, 0x8000), SanitizeState::in_progress, 0.5},
      {ata_sense(0x50, 0, 0xC000, 0x4000), SanitizeState::in_progress, 0.25},  // the last one succeeded, another runs
      {ata_sense(0x50, 0, 0x2000, 0xFFFF), SanitizeState::frozen, 0},
      {ata_sense(0x51, 0x04, 0, 0x01), SanitizeState::failed, 0},
      {ata_sense(0x51, 0x04, 0, 0x00), SanitizeState::unknown, 0},
      {ata_sense(0xD0, 0, 0x8000, 0), SanitizeState::unknown, 0},  // busy
  };
  for (const Row& row : rows) {
    const SanitizeProgress progress = read_ata_sanitize_status(registers(row.sense));
    EXPECT_EQ(progress.state, row.state);
    EXPECT_DOUBLE_EQ(progress.share, row.share);
  }
  AtaRegisters lost = registers(ata_sense(0x50, 0, 0x8000, 0));
  lost.upper_known = false;
  EXPECT_EQ(read_ata_sanitize_status(lost).state, SanitizeState::unknown)
      << "the state is in the bits that were not told";
}

TEST(AtaNativeMax, IsOneLessThanTheSize) {
  EXPECT_EQ(read_ata_native_sectors(registers(ata_sense(0x50, 0, 0, 976773167)), true), 976773168u);
  EXPECT_EQ(read_ata_native_sectors(registers(ata_sense(0x50, 0, 0, 0x345678, 0x42)), false), 0x2345679u);
  EXPECT_FALSE(read_ata_native_sectors(registers(ata_sense(0x51, 4, 0, 976773167)), true));
  EXPECT_FALSE(read_ata_native_sectors(registers(ata_sense(0x50)), true)) << "a drive of one sector";
}

AnswerBytes closed(AnswerBytes bytes) {
  std::uint8_t sum = 0;
  for (std::size_t i = 0; i < 511; ++i) sum = static_cast<std::uint8_t>(sum + bytes[i]);
  bytes[511] = static_cast<std::uint8_t>(-sum);
  return bytes;
}

TEST(AtaDco, NeedsItsChecksum) {
  AnswerBytes page(512);
  put_little(page, 0, 2, 2);
  put_little(page, 6, 8, 976773167);
  page[510] = 0xA5;
  EXPECT_EQ(read_ata_dco_sectors(closed(page)), 976773168u);
  EXPECT_FALSE(read_ata_dco_sectors(page));
  EXPECT_FALSE(read_ata_dco_sectors(AnswerBytes(512, 0)));
}

TEST(AtaSmart, ReadsTheCustomaryAttributes) {
  AnswerBytes page(512);
  const auto attribute = [&](std::size_t i, std::uint8_t id, std::uint64_t raw) {
    page[2 + i * 12] = id;
    put_little(page, 2 + i * 12 + 5, 6, raw);
  };
  attribute(0, 5, 12);
  attribute(1, 9, 0x0001000087A3);  // some makers keep milliseconds above
  attribute(2, 197, 3);
  const auto health = read_ata_smart_data(closed(page));
  ASSERT_TRUE(health);
  EXPECT_EQ(health->reallocated_sectors, 12u);
  EXPECT_EQ(health->power_on_hours, 0x87A3u);
  EXPECT_EQ(health->pending_sectors, 3u);
  EXPECT_FALSE(read_ata_smart_data(page)) << "wrong checksum";
  EXPECT_EQ(read_ata_smart_status(registers(ata_sense(0x50, 0, 0, 0xC24F00))), true);
  EXPECT_EQ(read_ata_smart_status(registers(ata_sense(0x50, 0, 0, 0x2CF400))), false);
  EXPECT_FALSE(read_ata_smart_status(registers(ata_sense(0x50))));
}

TEST(AtaSmart, ReadsWear) {
  AnswerBytes page(512);
  page[2] = 7, page[8] = 17, page[15] = 0xC0;
  EXPECT_EQ(read_ata_wear(page), 17);
  page[15] = 0x80;
  EXPECT_FALSE(read_ata_wear(page)) << "not valid";
}

TEST(AtaCommand, PassThroughBytes) {
  using Bytes = Cdb16;
  EXPECT_EQ(ata_pass_through(ata_identify()), (Bytes{0x85, 0x08, 0x2E, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x40, 0xEC, 0}));
  EXPECT_EQ(ata_pass_through(ata_security(security_set_password)),
            (Bytes{0x85, 0x0A, 0x26, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x40, 0xF1, 0}));
  EXPECT_EQ(ata_pass_through(ata_security(security_erase_prepare)),
            (Bytes{0x85, 0x06, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0xF3, 0}));
  EXPECT_EQ(ata_pass_through(ata_sanitize(CommandKind::sanitize_block)),
            (Bytes{0x85, 0x07, 0x20, 0, 0x12, 0, 0x10, 0x42, 0x72, 0, 0x45, 0, 0x6B, 0x40, 0xB4, 0}));
  EXPECT_EQ(ata_pass_through(ata_sanitize(CommandKind::sanitize_crypto)),
            (Bytes{0x85, 0x07, 0x20, 0, 0x11, 0, 0x10, 0x43, 0x70, 0, 0x79, 0, 0x72, 0x40, 0xB4, 0}));
  EXPECT_EQ(ata_pass_through(ata_sanitize(CommandKind::sanitize_overwrite)),
            (Bytes{0x85, 0x07, 0x20, 0, 0x14, 0, 0x11, 0, 0, 0x57, 0, 0x4F, 0, 0x40, 0xB4, 0}));
  EXPECT_EQ(ata_pass_through(ata_sanitize_status()),
            (Bytes{0x85, 0x07, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0xB4, 0}));
  EXPECT_EQ(ata_pass_through(ata_sanitize(CommandKind::sanitize_exit_failure)),
            (Bytes{0x85, 0x07, 0x20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x40, 0xB4, 0}));
  EXPECT_EQ(ata_pass_through(ata_read_native_max(true)),
            (Bytes{0x85, 0x07, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x27, 0}));
  EXPECT_EQ(ata_pass_through(ata_set_max(0x123456789ABC, true)),
            (Bytes{0x85, 0x07, 0x20, 0, 0, 0, 1, 0x56, 0xBC, 0x34, 0x9A, 0x12, 0x78, 0x40, 0x37, 0}));
  EXPECT_EQ(ata_pass_through(ata_set_max(0x2345678, false)),
            (Bytes{0x85, 0x06, 0x20, 0, 0, 0, 1, 0, 0x78, 0, 0x56, 0, 0x34, 0x42, 0xF9, 0}));
  EXPECT_EQ(ata_pass_through(ata_dco_restore()),
            (Bytes{0x85, 0x06, 0x20, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0xB1, 0}));
  EXPECT_EQ(ata_pass_through(ata_set_accessible_max(0xFFFF)),
            (Bytes{0x85, 0x07, 0x20, 0, 1, 0, 0, 0, 0xFF, 0, 0xFF, 0, 0, 0x40, 0x78, 0}));
  EXPECT_EQ(ata_pass_through(ata_smart_return_status()),
            (Bytes{0x85, 0x06, 0x20, 0, 0xDA, 0, 0, 0, 0, 0, 0x4F, 0, 0xC2, 0x40, 0xB0, 0}));
}

TEST(AtaCommand, SecurityData) {
  const auto normal = ata_security_data(station_password, false), enhanced = ata_security_data(station_password, true);
  EXPECT_EQ(normal[0], 0) << "user password, level high";
  EXPECT_EQ(normal[1], 0);
  EXPECT_EQ(std::string(normal.begin() + 2, normal.begin() + 8), "Boucle");
  for (std::size_t i = 8; i < 512; ++i) ASSERT_EQ(normal[i], 0);
  EXPECT_EQ(enhanced[0], 2);
}

}  // namespace
}  // namespace drives
