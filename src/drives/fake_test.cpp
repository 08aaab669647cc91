// The imaginary drives themselves: a test bench that says yes to everything would prove nothing.
#include "drives/fake_use_test.hpp"

namespace drives {
namespace {

using sanitization::Level;
using sanitization::SanitizeState;

void write_all(FakeBench& bench, Drive& drive) {
  const auto areas = drive.open_areas();
  ASSERT_TRUE(areas.ok());
  auto queue = bench.make_queue(4);
  for (const Area& area : *areas) {
    for (std::uint64_t at = 0; at < area.bytes; at += std::uint64_t{64} * area.sector) {
      const auto count =
          static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{64} * area.sector, area.bytes - at));
      ASSERT_EQ(write(*queue, area.handle, at, count), count);
    }
    ASSERT_EQ(flush(*queue, area.handle), 0);
  }
  drive.close_areas();
}

SanitizeState run_sanitize(Drive& drive, CommandKind kind) {
  if (run(drive, kind) != CommandEnd::done) return SanitizeState::unknown;
  for (int look = 0; look < 20; ++look) {
    const auto progress = drive.sanitize_progress();
    if (progress.state != SanitizeState::in_progress) return progress.state;
  }
  return SanitizeState::in_progress;
}

TEST(FakeMemory, TellsOldBytesFromNew) {
  for (const OldContent old : {OldContent::text, OldContent::random}) {
    FakeMemory memory(200'000, old, 7);
    EXPECT_TRUE(memory.old_left(0, 200'000));
    memory.fill(0, 200'000, 0);
    EXPECT_FALSE(memory.old_left(0, 200'000));
    memory.scramble(512, 100'000, 9);
    EXPECT_FALSE(memory.old_left(0, 200'000));
    FakeMemory again(200'000, old, 7);
    std::vector<std::uint8_t> sector(512);
    again.read(150'016, sector);
    memory.write(150'016, sector);
    EXPECT_TRUE(memory.old_left(0, 200'000));
    EXPECT_FALSE(memory.old_left(0, 149'000));
  }
}

TEST(FakeMemory, PartsAreTheWhole) {
  FakeMemory memory(300'000, OldContent::text, 3);
  std::vector<std::uint8_t> whole(300'000);
  memory.read(0, whole);
  for (const std::size_t at : {std::size_t{0}, std::size_t{3}, std::size_t{65'530}, std::size_t{131'071}}) {
    std::vector<std::uint8_t> part(5000);
    memory.read(at, part);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(at)));
  }
}

TEST(FakeDrive, OverwritingLeavesWhatIsOutOfReach) {
  FakeBench bench;
  const auto disk = bench.add(sata_ssd("BT-S1-4711"));
  ASSERT_TRUE(disk->old_data_left(Level::clear));
  write_all(bench, *opened(bench, disk));
  EXPECT_FALSE(disk->old_data_left(Level::clear));
  EXPECT_TRUE(disk->old_data_left(Level::purge));
  EXPECT_EQ(run_sanitize(*opened(bench, disk), CommandKind::sanitize_block), SanitizeState::completed);
  EXPECT_FALSE(disk->old_data_left(Level::purge));
}

TEST(FakeDrive, SecurityStates) {
  FakeBench bench;
  FakeSpec spec = sata_hdd("BT-S1-4711");
  spec.facts.security.frozen = true;
  const auto disk = bench.add(spec);
  auto drive = opened(bench, disk);
  EXPECT_EQ(run(*drive, CommandKind::set_password), CommandEnd::refused);
  EXPECT_EQ(run(*drive, CommandKind::unfreeze), CommandEnd::done);
  EXPECT_EQ(run(*drive, CommandKind::security_erase), CommandEnd::refused) << "no password is set";
  EXPECT_EQ(run(*drive, CommandKind::set_password), CommandEnd::done);
  disk->power_loss(1);
  disk->power_on();
  EXPECT_EQ(run(*drive, CommandKind::remove_password), CommandEnd::gone) << "opened before the cut";
  drive = opened(bench, disk);
  EXPECT_TRUE(drive->identify()->security.locked);
  auto queue = bench.make_queue(1);
  EXPECT_EQ(read(*queue, drive->open_areas()->front().handle, 0, 512), -EIO);
  EXPECT_EQ(run(*drive, CommandKind::set_password), CommandEnd::refused);
  EXPECT_EQ(run(*drive, CommandKind::remove_password), CommandEnd::done);
  EXPECT_EQ(run(*drive, CommandKind::set_password), CommandEnd::done);
  EXPECT_EQ(run(*drive, CommandKind::security_erase_enhanced), CommandEnd::done);
  EXPECT_FALSE(drive->identify()->security.enabled);
  EXPECT_FALSE(disk->old_data_left(Level::purge));
}

TEST(FakeDrive, ForeignPasswordIsNotGuessed) {
  FakeBench bench;
  FakeSpec spec = sata_hdd("BT-S1-4711");
  spec.foreign_password = spec.facts.security.enabled = spec.facts.security.locked = true;
  const auto disk = bench.add(spec);
  EXPECT_EQ(run(*opened(bench, disk), CommandKind::remove_password), CommandEnd::refused);
  EXPECT_TRUE(disk->truth().security.count_expired);
}

TEST(FakeDrive, NormalEraseStopsAtTheVisibleEnd) {
  FakeBench bench;
  const auto disk = bench.add(hide(sata_hdd("BT-S1-4711"), 100, 50));
  auto drive = opened(bench, disk);
  run(*drive, CommandKind::set_password);
  EXPECT_EQ(run(*drive, CommandKind::security_erase), CommandEnd::done);
  EXPECT_EQ(disk->old_data(), (OldData{.hidden = true}));
  EXPECT_EQ(run(*drive, CommandKind::restore_dco), CommandEnd::refused) << "an HPA is set";
  EXPECT_EQ(run(*drive, CommandKind::restore_hpa), CommandEnd::done);
  EXPECT_EQ(drive->identify()->capacity.sectors, 1998U);
  EXPECT_EQ(run(*drive, CommandKind::restore_dco), CommandEnd::done);
  EXPECT_EQ(drive->identify()->capacity.sectors, 2048U);
  EXPECT_EQ(disk->old_data(), (OldData{.visible = true}));
}

TEST(FakeDrive, SanitizeStates) {
  FakeBench bench;
  FakeSpec spec = sata_ssd("BT-S1-4711");
  spec.faults.sanitize_fails = true;
  const auto disk = bench.add(spec);
  auto drive = opened(bench, disk);
  const std::string before = drive->identify()->sanitize.log;
  EXPECT_EQ(run(*drive, CommandKind::sanitize_overwrite), CommandEnd::refused) << "not offered";
  auto queue = bench.make_queue(1);
  EXPECT_EQ(run(*drive, CommandKind::sanitize_block), CommandEnd::done);
  const int handle = drive->open_areas()->front().handle;
  EXPECT_EQ(read(*queue, handle, 0, 512), -EIO) << "while it runs";
  EXPECT_EQ(run(*drive, CommandKind::sanitize_crypto), CommandEnd::refused);
  EXPECT_EQ(drive->sanitize_progress().state, SanitizeState::in_progress);
  while (drive->sanitize_progress().state == SanitizeState::in_progress) continue;
  EXPECT_EQ(drive->sanitize_progress().state, SanitizeState::failed);
  EXPECT_EQ(read(*queue, handle, 0, 512), -EIO);
  EXPECT_NE(drive->identify()->sanitize.log, before);
  EXPECT_EQ(run(*drive, CommandKind::sanitize_exit_failure), CommandEnd::done);
  EXPECT_EQ(read(*queue, handle, 0, 512), 512);
  EXPECT_TRUE(disk->old_data_left(Level::clear));
}

TEST(FakeDrive, SanitizeGoesOnAfterPowerLoss) {
  FakeBench bench;
  const auto disk = bench.add(nvme("AN-N1-4712"));
  EXPECT_EQ(run(*opened(bench, disk), CommandKind::sanitize_crypto), CommandEnd::done);
  disk->power_loss(1);
  disk->power_on();
  auto drive = opened(bench, disk);
  EXPECT_EQ(drive->identify()->sanitize.state, SanitizeState::in_progress);
  while (drive->sanitize_progress().state == SanitizeState::in_progress) continue;
  EXPECT_FALSE(disk->old_data_left(Level::purge));
}

TEST(FakeDrive, EachLieLeavesSomething) {
  for (const Lie lie : {Lie::nothing_erased, Lie::visible_at_power_on, Lie::first_namespace_only, Lie::tail_stays,
                        Lie::sprinkled, Lie::last_sector_stays}) {
    FakeBench bench;
    FakeSpec spec =
        lie == Lie::first_namespace_only ? nvme("AN-N1-4712", 2048, 2) : hide(sata_ssd("BT-S1-4711"), 100, 0);
    spec.faults.lie = lie;
    const auto disk = bench.add(spec);
    auto drive = opened(bench, disk);
    run(*drive, CommandKind::restore_hpa);
    EXPECT_EQ(run_sanitize(*drive, CommandKind::sanitize_block), SanitizeState::completed);
    EXPECT_TRUE(disk->old_data_left(Level::clear)) << static_cast<int>(lie);
  }
}

TEST(FakeDrive, FormatsAndMmc) {
  FakeBench bench;
  FakeSpec spec = nvme("AN-N1-4712", 2048, 2);
  spec.facts.format.crypto = false;
  const auto disk = bench.add(spec);
  auto drive = opened(bench, disk);
  EXPECT_EQ(run(*drive, CommandKind::format_crypto), CommandEnd::refused);
  EXPECT_EQ(run(*drive, CommandKind::security_erase), CommandEnd::not_possible);
  EXPECT_EQ(run(*drive, CommandKind::format), CommandEnd::done);
  EXPECT_EQ(disk->old_data(), (OldData{.spare = true}));

  const auto chip = bench.add(emmc("GM-E1-4713"));
  auto card = opened(bench, chip);
  EXPECT_EQ(card->open_areas()->size(), 3U);
  EXPECT_EQ(run(*card, CommandKind::mmc_sanitize), CommandEnd::done);
  EXPECT_EQ(chip->old_data(), (OldData{.visible = true, .boot = true})) << "of what is erased only";
  EXPECT_EQ(run(*card, CommandKind::mmc_erase), CommandEnd::done);
  EXPECT_EQ(chip->old_data(), (OldData{.boot = true}));
  EXPECT_EQ(run(*card, CommandKind::mmc_erase_boot), CommandEnd::done);
  EXPECT_EQ(chip->old_data(), OldData{});
}

TEST(FakeDrive, OddSectorsNeedAFormat) {
  FakeBench bench;
  const auto disk = bench.add(with_sector(sas_hdd("GR-G1-4714", 2080), 520));
  auto drive = opened(bench, disk);
  EXPECT_EQ(drive->open_areas()->front().bytes, 0U);
  EXPECT_EQ(run_sanitize(*drive, CommandKind::format_unit), SanitizeState::completed);
  EXPECT_EQ(drive->open_areas()->front().bytes, 2080U * 512);
  EXPECT_FALSE(disk->old_data_left(Level::clear));
}

TEST(FakeDrive, LockedSelfEncryption) {
  FakeBench bench;
  FakeSpec spec = sata_ssd("BT-S1-4711");
  spec.facts.self_encryption = {.supported = true, .locking_enabled = true, .locked = true};
  spec.psid = "PSID1";
  const auto disk = bench.add(spec);
  auto drive = opened(bench, disk);
  auto queue = bench.make_queue(1);
  EXPECT_EQ(write(*queue, drive->open_areas()->front().handle, 0, 512), -EIO);
  EXPECT_EQ(drive->run({.kind = CommandKind::psid_revert, .psid = "other"}).end, CommandEnd::refused);
  EXPECT_EQ(drive->run({.kind = CommandKind::psid_revert, .psid = "PSID1"}).end, CommandEnd::done);
  EXPECT_EQ(write(*queue, drive->open_areas()->front().handle, 0, 512), 512);
  EXPECT_FALSE(disk->old_data_left(Level::purge));
}

TEST(FakeDrive, BehindABridge) {
  FakeBench bench;
  EXPECT_EQ(run(*opened(bench, bench.add(usb_bridge_hdd("UB-U1-4715"))), CommandKind::set_password),
            CommandEnd::not_possible);
  FakeSpec spec = usb_bridge_hdd("UB-U2-4716");
  spec.faults.garbage_sense = true;
  const auto disk = bench.add(spec);
  auto drive = opened(bench, disk);
  EXPECT_EQ(run(*drive, CommandKind::sanitize_block), CommandEnd::done);
  EXPECT_GT(*drive->identify()->capacity.native_sectors, 2048U);
  EXPECT_TRUE(disk->old_data_left(Level::clear));
}

TEST(FakeDrive, UnflushedWritesMayBeLost) {
  bool lost = false;
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    FakeBench bench;
    const auto disk = bench.add(sata_hdd("BT-S1-4711"));
    auto queue = bench.make_queue(1);
    auto drive = opened(bench, disk);
    const int handle = drive->open_areas()->front().handle;
    ASSERT_EQ(write(*queue, handle, 0, 4096), 4096);
    ASSERT_EQ(flush(*queue, handle), 0);
    ASSERT_EQ(write(*queue, handle, 4096, 4096), 4096);
    EXPECT_EQ(disk->peek(0, 4096, 1).front(), 0xA5);
    disk->power_loss(seed);
    EXPECT_EQ(disk->peek(0, 0, 1).front(), 0xA5);
    lost = lost || disk->peek(0, 4096, 1).front() != 0xA5;
  }
  EXPECT_TRUE(lost);
}

TEST(FakeDrive, FaultsOfTransfers) {
  FakeBench bench;
  FakeSpec spec = virtual_disk("VD-V1-4717", 2051);
  spec.faults = {.write_errors = {{.offset = 8192, .bytes = 512}},
                 .weak = {{.offset = 16384, .bytes = 512}},
                 .dropped = {{.offset = 32768, .bytes = 512}},
                 .flip_written = 40'000,
                 .flip_read_once = 50'000};
  const auto disk = bench.add(spec);
  auto queue = bench.make_queue(1);
  auto drive = opened(bench, disk);
  const int handle = drive->open_areas()->front().handle;
  EXPECT_EQ(write(*queue, handle, 4096, 8192), -EIO);
  EXPECT_EQ(disk->peek(0, 8191, 1).front(), 0xA5) << "what stands before the bad sector is written";
  EXPECT_EQ(read(*queue, handle, 16384, 512), -EIO);
  EXPECT_EQ(write(*queue, handle, 16384, 512), 512);
  EXPECT_EQ(read(*queue, handle, 16384, 512), 512);
  EXPECT_EQ(disk->truth().health.reallocated_sectors, 1U);
  EXPECT_TRUE(disk->old_data().spare);
  EXPECT_EQ(write(*queue, handle, 32768, 512), 512);
  EXPECT_NE(disk->peek(0, 32768, 1).front(), 0xA5);
  EXPECT_EQ(write(*queue, handle, 39'936, 512), 512);
  EXPECT_NE(disk->peek(0, 40'000, 1).front(), 0xA5);
  EXPECT_EQ(write(*queue, handle, 100, 512), -EINVAL);
  EXPECT_EQ(write(*queue, handle, 2051 * 512 - 512, 1024), 512) << "the end of the drive";
  EXPECT_EQ(write(*queue, handle, 2051 * 512, 512), -ENOSPC);
  EXPECT_EQ(read(*queue, handle, 2051 * 512, 512), 0);
}

TEST(FakeDrive, ShrinksGoesAndIsAnother) {
  FakeBench bench;
  FakeSpec spec = virtual_disk("VD-V1-4717");
  spec.faults = {
      .shrink_after = 2, .unplug_after = 4, .swap_after = 3, .swapped_to = {.model = "Other", .serial = "VD-V2-4718"}};
  const auto disk = bench.add(spec);
  auto queue = bench.make_queue(1);
  auto drive = opened(bench, disk);
  const int handle = drive->open_areas()->front().handle;
  EXPECT_EQ(write(*queue, handle, 2000 * 512, 512), 512);
  EXPECT_EQ(write(*queue, handle, 2000 * 512, 512), -ENOSPC);
  EXPECT_EQ(read(*queue, handle, 0, 512), 512);
  EXPECT_EQ(drive->identify()->identity.serial, "VD-V2-4718");
  EXPECT_EQ(read(*queue, handle, 0, 512), -ENODEV);
  EXPECT_TRUE(bench.find().empty());
  disk->plug_in("/dev/sdz");
  ASSERT_EQ(bench.find().size(), 1U);
  EXPECT_EQ(bench.find().front().device, "/dev/sdz");
}

}  // namespace
}  // namespace drives
