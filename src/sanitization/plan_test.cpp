#include "sanitization/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sanitization/record_for_tests.hpp"

namespace sanitization {
namespace {

const Policy clear = testing::policy_of(Level::clear), purge = testing::policy_of(Level::purge);

Policy distrusting(Policy policy) {
  policy.trust_crypto_erase = false;
  return policy;
}

template <typename T>
bool has(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}
bool advises(const Plan& plan, const std::string& word) { return has(plan.advice, "sanitization.advice." + word); }
bool refuses(const Plan& plan, Method method, const std::string& why) {
  return has(plan.refused, Refused{method, "sanitization.refused." + why});
}
std::string why(const Plan& plan) { return plan.why.substr(plan.why.rfind('.') + 1); }

/// The methods in the order in which they are taken when each fails, with their levels.
std::string order(const DriveFacts& facts, const Policy& policy) {
  std::string result;
  Tried tried;
  for (;;) {
    const Plan plan = make_plan(facts, policy, tried);
    if (plan.decision != Decision::proceed) return result + (plan.decision == Decision::destroy ? "destroy" : "refuse");
    result += std::string(code(*plan.method)) + ":" + std::string(code(plan.claimable)) + " ";
    tried.methods.insert(*plan.method);
  }
}

TEST(Plan, TheTableOfMethods) {
  const auto drive = testing::capable_drive;
  EXPECT_EQ(order(drive(Bus::ata, Medium::hdd), clear),
            "sanitize_overwrite:purge security_erase_enhanced:purge overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::ata, Medium::hybrid), clear),
            "sanitize_overwrite:purge security_erase_enhanced:purge overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::ata, Medium::hdd), purge),
            "sanitize_overwrite:purge security_erase_enhanced:purge destroy");
  EXPECT_EQ(order(drive(Bus::ata, Medium::ssd), clear),
            "sanitize_block:purge sanitize_crypto:purge security_erase_enhanced:purge security_erase:clear "
            "overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::ata, Medium::ssd), distrusting(purge)),
            "sanitize_block:purge security_erase_enhanced:purge destroy");
  EXPECT_EQ(order(drive(Bus::nvme, Medium::ssd), clear),
            "sanitize_block:purge sanitize_crypto:purge format_crypto:clear format:clear overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::nvme, Medium::ssd), distrusting(clear)),
            "sanitize_block:purge sanitize_crypto:clear format_crypto:clear format:clear overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::scsi, Medium::hdd), clear),
            "sanitize_overwrite:purge sanitize_crypto:purge format_unit:clear overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::scsi, Medium::ssd), clear),
            "sanitize_block:purge sanitize_crypto:purge format_unit:clear overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::mmc, Medium::emmc), clear),
            "mmc_sanitize:purge secure_trim:clear overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::mmc, Medium::flash), clear), "overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::usb, Medium::flash), clear), "overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::usb, Medium::flash), purge), "destroy");
  EXPECT_EQ(order(drive(Bus::usb, Medium::hdd), clear), "overwrite:clear refuse");
  EXPECT_EQ(order(drive(Bus::usb, Medium::ssd), purge), "refuse");
  EXPECT_EQ(order(drive(Bus::virtual_disk, Medium::unknown), clear), "overwrite:clear destroy");
  EXPECT_EQ(order(drive(Bus::raid, Medium::hdd), clear), "refuse");
}

TEST(Plan, BehindABridgeOnlyDataAndTheAdviceToConnectDirectly) {
  const Plan plan = make_plan(testing::capable_drive(Bus::usb, Medium::hdd), clear, {});
  EXPECT_EQ(plan.method, Method::overwrite);
  EXPECT_TRUE(advises(plan, "connect_directly"));
  EXPECT_TRUE(refuses(plan, Method::sanitize_overwrite, "behind_bridge"));
  EXPECT_FALSE(advises(make_plan(testing::capable_drive(Bus::usb, Medium::flash), clear, {}), "connect_directly"));
  EXPECT_EQ(why(make_plan(testing::capable_drive(Bus::usb, Medium::hdd), purge, {})), "connect_directly");
}

TEST(Plan, WhatStopsAtOnce) {
  DriveFacts unnamed = testing::capable_drive(Bus::ata, Medium::hdd);
  unnamed.identity.serial = "0123456789", unnamed.identity.wwn = "";
  EXPECT_EQ(why(make_plan(unnamed, clear, {})), "unnamed");
  EXPECT_EQ(why(make_plan(testing::capable_drive(Bus::raid, Medium::hdd), clear, {})), "hidden_by_controller");
  DriveFacts empty = testing::capable_drive(Bus::ata, Medium::hdd);
  empty.capacity.sectors = 0;
  EXPECT_EQ(why(make_plan(empty, clear, {})), "size_unknown");
  const Plan destruct =
      make_plan(testing::capable_drive(Bus::ata, Medium::hdd), testing::policy_of(Level::destruct), {});
  EXPECT_EQ(destruct.decision, Decision::destroy);
  EXPECT_EQ(why(destruct), "policy_destroys");
  DriveFacts worn = testing::capable_drive(Bus::nvme, Medium::ssd);
  worn.read_only = true;
  EXPECT_EQ(make_plan(worn, clear, {}).decision, Decision::destroy);
}

TEST(Plan, FrozenIsUnfrozenFirstAndThenPassedOver) {
  DriveFacts facts = testing::capable_drive(Bus::ata, Medium::ssd);
  facts.sanitize = {};
  facts.security.frozen = true;
  Plan plan = make_plan(facts, purge, {});
  EXPECT_EQ(plan.method, Method::security_erase_enhanced);
  EXPECT_EQ(plan.preparations, std::vector{Preparation::unfreeze});
  const Tried unfrozen{.preparations = {Preparation::unfreeze}};
  plan = make_plan(facts, clear, unfrozen);
  EXPECT_EQ(plan.method, Method::overwrite);
  EXPECT_TRUE(refuses(plan, Method::security_erase_enhanced, "frozen"));
  EXPECT_TRUE(advises(plan, "replug"));
  plan = make_plan(facts, purge, unfrozen);
  EXPECT_EQ(plan.decision, Decision::refuse);  // a person can replug it: not yet a drive to destroy
  EXPECT_EQ(why(plan), "frozen");

  DriveFacts sanitize = testing::capable_drive(Bus::ata, Medium::hdd);
  sanitize.security.frozen = true;
  EXPECT_TRUE(make_plan(sanitize, clear, {}).preparations.empty());  // SANITIZE has its own freeze
  sanitize.sanitize.state = SanitizeState::frozen;
  EXPECT_EQ(make_plan(sanitize, clear, {}).preparations, std::vector{Preparation::unfreeze});
  EXPECT_EQ(make_plan(sanitize, clear, unfrozen).method, Method::overwrite);
}

TEST(Plan, APasswordOfOursIsRemovedAndAnothersStops) {
  DriveFacts facts = testing::capable_drive(Bus::ata, Medium::hdd);
  facts.security.enabled = facts.security.locked = true;
  EXPECT_EQ(make_plan(facts, clear, {}).preparations, std::vector{Preparation::remove_left_password});
  const Tried removed{.preparations = {Preparation::remove_left_password}};
  EXPECT_EQ(why(make_plan(facts, clear, removed)), "locked");
  facts.self_encryption.supported = true;
  EXPECT_EQ(make_plan(facts, clear, removed).preparations, std::vector{Preparation::psid_revert});
  EXPECT_EQ(
      why(make_plan(facts, clear, {.preparations = {Preparation::remove_left_password, Preparation::psid_revert}})),
      "locked");
  facts.self_encryption.supported = false;
  facts.security.count_expired = true;
  EXPECT_EQ(why(make_plan(facts, clear, {})), "attempts_expired");
}

TEST(Plan, AnOpenDriveWithSomebodysPasswordIsNotLeftWithIt) {
  DriveFacts facts = testing::capable_drive(Bus::ata, Medium::ssd);
  facts.security.enabled = facts.security.frozen = true;
  EXPECT_EQ(make_plan(facts, clear, {}).preparations,
            (std::vector{Preparation::unfreeze, Preparation::remove_left_password}));
  facts.security.frozen = false;
  const Plan plan = make_plan(facts, clear, {.preparations = {Preparation::remove_left_password}});
  EXPECT_EQ(plan.method, Method::security_erase_enhanced);
  EXPECT_TRUE(refuses(plan, Method::sanitize_block, "password_set"));
  facts.security.enhanced = facts.security.supported = false;
  EXPECT_EQ(why(make_plan(facts, clear, {.preparations = {Preparation::remove_left_password}})), "password_set");
}

TEST(Plan, SelfEncryptingAndLocked) {
  DriveFacts facts = testing::capable_drive(Bus::nvme, Medium::ssd);
  facts.self_encryption = {.supported = true, .locking_enabled = true, .locked = true};
  facts.read_only = true;  // it says so while it is locked
  const Plan plan = make_plan(facts, purge, {});
  EXPECT_EQ(plan.preparations, std::vector{Preparation::psid_revert});
  EXPECT_EQ(plan.method, Method::sanitize_block);
  EXPECT_TRUE(advises(plan, "psid_on_label"));
  EXPECT_EQ(why(make_plan(facts, purge, {.preparations = {Preparation::psid_revert}})), "self_encrypting_locked");
}

TEST(Plan, HiddenAreasAreOpenedInOrderOrForeseen) {
  DriveFacts facts = testing::capable_drive(Bus::ata, Medium::hdd);
  facts.capacity.native_sectors = facts.capacity.sectors + 1000;
  facts.capacity.factory_sectors = facts.capacity.sectors + 5000;
  facts.hidden.dco_frozen = true;
  const Plan plan = make_plan(facts, clear, {});
  EXPECT_EQ(plan.preparations,
            (std::vector{Preparation::unfreeze, Preparation::restore_hpa, Preparation::restore_dco}));
  EXPECT_TRUE(plan.exceptions.empty());
  const Plan after = make_plan(
      facts, clear, {.preparations = {Preparation::unfreeze, Preparation::restore_hpa, Preparation::restore_dco}});
  EXPECT_EQ(after.decision, Decision::proceed);
  EXPECT_TRUE(has<std::string>(after.exceptions, "hidden_area"));

  facts.hidden = {.ama_supported = true};
  EXPECT_EQ(make_plan(facts, clear, {}).preparations, std::vector{Preparation::restore_ama});
  facts.hidden = {.hpa_supported = true};
  facts.capacity.native_sectors = facts.capacity.factory_sectors = {};
  const Plan untold = make_plan(facts, clear, {});
  EXPECT_TRUE(has<std::string>(untold.exceptions, "hidden_area"));
  EXPECT_TRUE(advises(untold, "untold_size"));
}

TEST(Plan, ARunningSanitizeIsWaitedFor) {
  DriveFacts facts = testing::capable_drive(Bus::nvme, Medium::ssd);
  facts.sanitize.state = SanitizeState::in_progress;
  EXPECT_EQ(make_plan(facts, clear, {}).preparations, std::vector{Preparation::wait_sanitize});
  EXPECT_EQ(why(make_plan(facts, clear, {.preparations = {Preparation::wait_sanitize}})), "sanitize_stuck");
}

TEST(Plan, FormatCryptoOnlyWithFna) {
  DriveFacts facts = testing::capable_drive(Bus::nvme, Medium::ssd);
  facts.sanitize = {};
  facts.format.crypto = false;
  const Plan plan = make_plan(facts, clear, {});
  EXPECT_EQ(plan.method, Method::format);
  EXPECT_TRUE(refuses(plan, Method::format_crypto, "no_fna"));
  EXPECT_EQ(make_plan(facts, purge, {}).decision, Decision::destroy);
}

TEST(Plan, OddSectorsNeedAFormat) {
  DriveFacts facts = testing::capable_drive(Bus::scsi, Medium::hdd);
  facts.protection_information = true;
  const Plan plan = make_plan(facts, clear, {});
  EXPECT_EQ(plan.method, Method::format_unit);
  EXPECT_TRUE(has<std::string>(plan.exceptions, "not_verified"));
  EXPECT_TRUE(advises(plan, "erase_again"));
  EXPECT_EQ(why(make_plan(facts, purge, {})), "odd_sectors");
  facts.format_unit = false;
  EXPECT_EQ(make_plan(facts, clear, {}).decision, Decision::destroy);
}

TEST(Plan, SectorsThatAFormatKeepsAreRefusedBeforeIt) {
  DriveFacts facts = testing::capable_drive(Bus::scsi, Medium::hdd);
  for (const std::uint32_t bytes : {520U, 528U, 4160U}) {
    facts.capacity.logical_sector = bytes;
    facts.protection_information = true;
    const Plan plan = make_plan(facts, clear, {});
    EXPECT_EQ(why(plan), "odd_sectors") << bytes;
    EXPECT_EQ(plan.decision, Decision::refuse) << "it can be given sectors of 512 bytes";
    EXPECT_FALSE(plan.method);
  }
}

TEST(Plan, ForeseenExceptionsAndAdvice) {
  DriveFacts hdd = testing::capable_drive(Bus::ata, Medium::hdd);
  hdd.health.reallocated_sectors = 8;
  hdd.health.passed = false;
  EXPECT_TRUE(make_plan(hdd, clear, {}).exceptions.empty());
  hdd.sanitize = {}, hdd.security = {};
  EXPECT_TRUE(has<std::string>(make_plan(hdd, clear, {}).exceptions, "bad_sectors"));
  EXPECT_TRUE(advises(make_plan(hdd, clear, {}), "failing_drive"));
  hdd.health = {};
  EXPECT_TRUE(has<std::string>(make_plan(hdd, clear, {}).exceptions, "bad_sectors")) << "it does not tell";
  DriveFacts split = testing::capable_drive(Bus::nvme, Medium::ssd);
  split.capacity.uncovered_bytes = 1 << 20;
  EXPECT_TRUE(make_plan(split, clear, {}).exceptions.empty()) << "a sanitize erases that too";
  split.sanitize = {};
  EXPECT_TRUE(has<std::string>(make_plan(split, clear, {}).exceptions, "hidden_area"));
  DriveFacts emmc = testing::capable_drive(Bus::mmc, Medium::emmc);
  emmc.emmc.boot_write_protected = true;
  EXPECT_TRUE(has<std::string>(make_plan(emmc, clear, {}).exceptions, "boot_area"));
  DriveFacts two = testing::capable_drive(Bus::nvme, Medium::ssd);
  two.namespaces.push_back({.id = 2, .sectors = 8, .logical_sector = 512});
  EXPECT_TRUE(advises(make_plan(two, clear, {}), "several_namespaces"));
}

TEST(Plan, CodesComeBack) {
  for (const Method value : all_methods) EXPECT_EQ(method_from_code(code(value)), value);
  for (const Preparation value : all_preparations) EXPECT_EQ(preparation_from_code(code(value)), value);
  EXPECT_EQ(all_methods.size(), static_cast<std::size_t>(method_count));
  EXPECT_EQ(all_preparations.size(), static_cast<std::size_t>(preparation_count));
}

}  // namespace
}  // namespace sanitization
