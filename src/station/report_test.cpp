#include "station/report.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"
#include "proof/canonical_json.hpp"
#include "sanitization/record_for_tests.hpp"
#include "station/bench_test.hpp"
#include "station/folder.hpp"
#include "station/state.hpp"

namespace station {
namespace {

ReportHead head() {
  return {.id = *ReportId::parse("019aa000-0000-7000-8000-000000000001"),
          .station = "Établi 2",
          .occurred_at = *base::parse_rfc3339("2026-11-21T21:30:10.000Z"),
          .offset = std::chrono::minutes(60),
          .operator_code = "T07",
          .item_number = "UC260017"};
}

proof::SigningKey key() { return proof::SigningKey(*proof::Secret::from_bytes(std::string(32, 'k'))); }

std::string report_of(const Content& content, const ReportHead& about = head()) {
  return *make_report(about, content, {.sequence = 3, .previous = "ab12"}, key());
}

/// Whether the signature in `object` is of `key()` over everything else in it.
bool is_signed(boost::json::object object) {
  const auto signature = object.at("signature").as_object();
  object.erase("signature");
  const auto bytes = proof::to_canonical(object);
  const auto who = proof::PublicKey::parse(std::string(signature.at("key").as_string()));
  return who.ok() && *who == key().public_key() &&
         who->verify(*bytes, *base::from_base64(std::string(signature.at("value").as_string())));
}

TEST(Report, HoldsTheOutputsWordForWord) {
  const RawOutputs raw{.lshw = "{\"id\": \"x\"}\n",
                       .dmidecode = "# dmidecode 3.4\n\tB: \"q\"\n",
                       .lsblk = "{\"blockdevices\":[]}",
                       .smartctl = {"{\"a\": 1.0}"},
                       .edid = {std::string("\x00\xFF\xFF", 3)},
                       .batteries = {"POWER_SUPPLY_NAME=BAT0\n"}};
  const auto report = *base::parse_json(report_of({.raw = raw}));
  const auto& said = report.at("raw");
  EXPECT_EQ(said.at("lshw").as_string(), "{\"id\": \"x\"}\n");
  EXPECT_EQ(said.at("dmidecode").as_string(), std::string_view(*raw.dmidecode));
  EXPECT_EQ(said.at("smartctl").at(0).as_string(), "{\"a\": 1.0}");
  EXPECT_EQ(said.at("edid").at(0).as_string(), "AP//");
  EXPECT_EQ(said.at("battery").at(0).as_string(), "POWER_SUPPLY_NAME=BAT0\n");
  EXPECT_EQ(report.at("schema").as_string(), "boucle.station-report.v1");
  EXPECT_EQ(report.at("occurred_at").as_string(), "2026-11-21T22:30:10.000+01:00");
  EXPECT_EQ(report.at("subject").as_string(), "machine");
  EXPECT_EQ(report.at("chain").at("sequence").as_int64(), 3);
  EXPECT_EQ(report.at("chain").at("previous").as_string(), "ab12");
}

TEST(Report, WhatIsNotKnownIsAbsent) {
  auto anonymous = head();
  anonymous.operator_code.reset();
  anonymous.item_number.reset();
  const auto report = base::parse_json(report_of({.raw = {.dmidecode = "x"}}, anonymous));
  for (const char* name : {"operator", "item_number", "host", "erasures", "tests", "checklist"})
    EXPECT_FALSE(report->as_object().contains(name)) << name;
  EXPECT_FALSE(report->at("raw").as_object().contains("lshw"));
}

TEST(Report, IsTheExactBytesOfRfc8785AndSigned) {
  Content content{.raw = {.dmidecode = "caf\xE9"}, .host = Host{.maker = "Atelier"}};
  content.checklist = {{"labels_removed", true}, {"sim_removed", false}};
  content.tests = R"({"results":{"ram":{"outcome":"pass"}}})";
  content.erasures = {sanitization::testing::perfect_record(sanitization::Method::overwrite)};
  const auto bytes = report_of(content);
  EXPECT_TRUE(proof::is_canonical(bytes));
  const auto report = base::parse_json(bytes)->as_object();
  EXPECT_EQ(report.at("raw").at("dmidecode").as_string(), "café") << "not UTF-8: read as Latin-1";
  EXPECT_TRUE(is_signed(report));
  auto erasure = report.at("erasures").at(0);
  auto record = erasure.at("record").as_object();
  record["signature"] = erasure.at("signature");
  EXPECT_TRUE(is_signed(record)) << "each erasure by itself, for its certificate";
  auto changed = report;
  changed["item_number"] = "PC260018";
  EXPECT_FALSE(is_signed(changed));
}

TEST(Report, TooLargeIsRefused) {
  const Content content{.raw = {.lshw = std::string(largest_report, 'x')}};
  EXPECT_EQ(make_report(head(), content, {}, key()).refusal().code, "station.report.too_large");
}

TEST(Report, LocalTimeHasItsOffset) {
  const auto moment = *base::parse_rfc3339("2026-07-01T00:10:00Z");
  EXPECT_EQ(local_rfc3339(moment, std::chrono::minutes(0)), "2026-07-01T00:10:00.000+00:00");
  EXPECT_EQ(local_rfc3339(moment, std::chrono::minutes(-210)), "2026-06-30T20:40:00.000-03:30");
  for (const int offset : {0, 60, 120, -210, 345, 840, -720}) {
    EXPECT_EQ(*base::parse_rfc3339(local_rfc3339(moment, std::chrono::minutes(offset))), moment) << offset;
  }
}

TEST(Report, RefusesWhatTheServerWouldRefuse) {
  EXPECT_TRUE(check_head(head()).ok());
  for (const std::string& bad :
       {std::string(), std::string("a\nb"), std::string(" a"), std::string(65, 'x'), std::string("\xFF")}) {
    auto wrong = head();
    wrong.station = bad;
    EXPECT_EQ(check_head(wrong).refusal().field, "station") << bad;
    wrong = head();
    wrong.item_number = bad;
    EXPECT_EQ(check_head(wrong).refusal().field, "item-number") << bad;
  }
  for (const char* bad : {"", "Marie Dupont", "t07", "T0000000000000000"}) {
    auto wrong = head();
    wrong.operator_code = bad;
    EXPECT_EQ(check_head(wrong).refusal().code, "station.report.bad_operator") << bad;
  }
}

TEST(Folder, RecognisesFilesByTheirContent) {
  const Folder folder;
  folder.write("a", lshw_output);
  folder.write("b.txt", dmidecode_output);
  folder.write("c.bin", edid_output());
  folder.write("d", battery_output);
  folder.write("e", lsblk_output);
  folder.write("f", "[" + smartctl_output("SSD0001A") + "," + smartctl_output("SSD0002B") + "]");
  folder.write("notes.txt", "bench 2, Tuesday");
  folder.write("below/lshw.json", lshw_output);
  const auto all = read_folder(folder.path());
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->raw.lshw, lshw_output);
  EXPECT_EQ(all->raw.dmidecode, dmidecode_output);
  EXPECT_EQ(all->raw.edid, std::vector{edid_output()});
  EXPECT_EQ(all->raw.batteries, std::vector{battery_output});
  EXPECT_EQ(all->raw.lsblk, lsblk_output);
  EXPECT_EQ(all->raw.smartctl.size(), 2U);
  ASSERT_EQ(all->remarks.size(), 1U);
  EXPECT_EQ(all->remarks[0].arguments.at("file"), "notes.txt");
  EXPECT_EQ(inventory_of(all->raw).serials.system, "VAL0042X");
}

TEST(Folder, RefusesTwoMachinesAndNoFolder) {
  const Folder folder;
  folder.write("a", lshw_output);
  folder.write("b", lshw_output);
  EXPECT_EQ(read_folder(folder.path()).refusal().code, "station.from.twice");
  EXPECT_EQ(read_folder(folder.path() / "none").refusal().code, "station.from.unreadable");
  EXPECT_EQ(read_file(folder.path() / "a", 10).refusal().code, "station.file.too_large");
  EXPECT_EQ(*read_file(folder.path() / "a", lshw_output.size()), lshw_output);
  EXPECT_EQ(read_file(folder.path(), 10).refusal().code, "station.file.unreadable");
}

}  // namespace
}  // namespace station
