#include "station/report.hpp"

#include <boost/json.hpp>

#include "base/json.hpp"
#include "station/bench_test.hpp"
#include "station/folder.hpp"

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

TEST(Report, IsExactlyTheDocumentedJson) {
  const RawOutputs raw{.lshw = R"({"id":"x"})",
                       .dmidecode = "# dmidecode 3.4\n\tB: \"q\"\n",
                       .lsblk = R"({"blockdevices":[]})",
                       .smartctl = {R"({"a":1})"},
                       .edid = {std::string("\x00\xFF\xFF", 3)},
                       .batteries = {"POWER_SUPPLY_NAME=BAT0\n"}};
  EXPECT_EQ(
      make_report(head(), raw),
      R"({"schema":"boucle.station-report.v1","id":"019aa000-0000-7000-8000-000000000001","station":"Établi 2",)"
      R"("occurred_at":"2026-11-21T22:30:10.000+01:00","operator":"T07","item_number":"UC260017","raw":{"lshw":{"id":"x"},)"
      R"("dmidecode":"# dmidecode 3.4\n\tB: \"q\"\n","smartctl":[{"a":1}],"edid":["AP//"],"battery":["POWER_SUPPLY_NAME=BAT0\n"],)"
      R"("lsblk":{"blockdevices":[]}}})");
}

TEST(Report, WhatIsNotKnownIsAbsent) {
  auto anonymous = head();
  anonymous.operator_code.reset();
  anonymous.item_number.reset();
  EXPECT_EQ(
      make_report(anonymous, {.dmidecode = "x"}),
      R"({"schema":"boucle.station-report.v1","id":"019aa000-0000-7000-8000-000000000001","station":"Établi 2",)"
      R"("occurred_at":"2026-11-21T22:30:10.000+01:00","raw":{"dmidecode":"x","smartctl":[],"edid":[],"battery":[]}})");
}

TEST(Report, OutputsThatAreNotJsonOrTooDeepStandAsText) {
  const auto broken = base::parse_json(make_report(head(), {.lshw = "{\"id\":", .lsblk = "{}"}));
  ASSERT_TRUE(broken.ok());
  EXPECT_EQ(broken->at("raw").at("lshw").as_string(), "{\"id\":");
  EXPECT_TRUE(broken->at("raw").at("lsblk").is_object());
  const std::string deep = std::string(63, '[') + std::string(63, ']');
  ASSERT_TRUE(base::parse_json(deep).ok());
  const auto report = base::parse_json(make_report(head(), {.lshw = deep}));
  ASSERT_TRUE(report.ok()) << "the server could not read it";
  EXPECT_EQ(report->at("raw").at("lshw").as_string(), std::string_view(deep));
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
