#include "workshop/report.hpp"

#include <gtest/gtest.h>

#include "workshop/report_match.hpp"

namespace workshop {
namespace {

const std::string id = "0197f3c2-7c1e-7a55-9d0e-5a1f0c3b2d10";

std::string report_with(const std::string& members, const std::string& raw = R"({"dmidecode":"# dmidecode 3.4"})") {
  return R"({"schema":"boucle.station-report.v1","id":")" + id +
         R"(","station":"banc-1","occurred_at":"2026-11-21T14:05:00+01:00","raw":)" + raw + members + "}";
}

TEST(StationReport, ReadsWhatIsWrapped) {
  const auto report = parse_station_report(report_with(
      R"(,"operator":"T07","item_number":" GRPC26-0888 ","erasure":{"later":true})",
      R"({"lshw":{"class":"system"},"dmidecode":"text","smartctl":[{"a":1},"{}"],"edid":["AAEC"],"battery":null,"new_tool":"x"})"));
  ASSERT_TRUE(report.ok()) << report.refusal().code;
  EXPECT_EQ(report->operator_code, "T07");
  EXPECT_EQ(report->item_number, "GRPC26-0888");
  EXPECT_EQ(report->offset.count(), 60);
  EXPECT_EQ(base::to_rfc3339(report->occurred_at), "2026-11-21T13:05:00.000Z");
  std::string sources;
  for (const auto& each : report->sources) sources += each.name + "=" + std::to_string(each.bytes.size()) + " ";
  EXPECT_EQ(sources, "lshw=18 dmidecode=4 smartctl[0]=7 smartctl[1]=2 edid[0]=3 ");
}

TEST(StationReport, RefusesWithTheField) {
  struct Case {
    std::string text, code, field;
  };
  const auto replaced = [](const std::string& from, const std::string& to) {
    std::string text = report_with("");
    return text.replace(text.find(from), from.size(), to);
  };
  const std::vector<Case> cases = {
      {"", "base.not_json", ""},
      {"[]", "workshop.report.not_an_object", ""},
      {"{}", "workshop.report.missing", "schema"},
      {replaced("v1", "v9"), "workshop.report.other_schema", "schema"},
      {replaced(id, "42"), "workshop.report.bad_id", "id"},
      {replaced("\"banc-1\"", "7"), "workshop.report.not_a_text", "station"},
      {replaced("\"banc-1\"", "\" \""), "workshop.report.missing", "station"},
      {replaced("banc-1", std::string(65, 'x')), "workshop.report.too_long", "station"},
      {replaced("+01:00", ""), "workshop.report.bad_time", "occurred_at"},
      {report_with(R"(,"operator":"Jeanne Dupont")"), "workshop.report.bad_operator", "operator"},
      {report_with("", "[]"), "workshop.report.not_an_object", "raw"},
      {report_with("", "{}"), "workshop.report.nothing_inside", "raw"},
      {report_with("", R"({"dmidecode":7})"), "workshop.report.not_an_output", "raw.dmidecode"},
      {report_with("", R"({"edid":["%%"]})"), "workshop.report.not_base64", "raw.edid[0]"}};
  for (const auto& each : cases) {
    const auto report = parse_station_report(each.text);
    ASSERT_FALSE(report.ok()) << each.text;
    EXPECT_EQ(report.refusal().code, each.code) << each.text;
    EXPECT_EQ(report.refusal().field, each.field) << each.text;
  }
}

TEST(StationReport, Offsets) {
  EXPECT_EQ(offset_of("2026-11-21T14:05:00Z").count(), 0);
  EXPECT_EQ(offset_of("2026-11-21T14:05:00-05:30").count(), -330);
}

using equipment::Inventory;
using equipment::Item;
using equipment::Status;

Item machine(int n, const std::string& system, const std::string& board = "", Status status = Status::received) {
  return {.id = equipment::ItemId::numbered({}, 1, static_cast<std::uint64_t>(n)),
          .number = "GRPC26-000" + std::to_string(n),
          .serial_system = system,
          .serial_board = board,
          .status = status};
}

Match match(const std::vector<Item>& items, const Inventory& inventory, const std::string& number = "") {
  return match_report(number, inventory, [&](std::string_view key) {
    std::vector<Item> found;
    for (const auto& item : items)
      if (key == item.number || key == item.serial_system || key == item.serial_board) found.push_back(item);
    return found;
  });
}

Inventory telling(std::optional<std::string> system, std::optional<std::string> board = {}) {
  return {.serials = {.system = std::move(system), .board = std::move(board)}};
}

TEST(ReportMatch, WhoItIs) {
  const auto one = machine(1, "5CG7411XYZ", "PBOARD00123"), two = machine(2, "8HJ6611ABC", "PBOARD00123");
  const auto gone = machine(3, "4KL9911DEF", "", Status::given);
  struct Case {
    Inventory inventory;
    std::string number, why;
    int item;
    std::size_t candidates;
  };
  const std::vector<Case> cases = {
      {telling("5CG7411XYZ"), "", "system_serial", 1, 0},
      {telling("8HJ6611ABC", "PBOARD00123"), "", "system_serial", 2, 0},  // the board is common: the system decides
      {telling({}, "PBOARD00123"), "", "ambiguous", 0, 2},
      {telling("NEWSERIAL77", "PBOARD00123"), "", "no_match", 0, 0},  // their board, another machine
      {telling("4KL9911DEF"), "", "gone", 0, 1},
      {telling({}), "", "no_serial", 0, 0},
      {telling("8HJ6611ABC"), "GRPC26-0001", "number", 1, 0},  // what the person scanned wins
      {telling("8HJ6611ABC"), "GRPC26-0009", "number_unknown", 0, 0},
      {telling({}), "GRPC26-0003", "gone", 0, 1},
  };
  for (const auto& each : cases) {
    const auto found = match({one, two, gone}, each.inventory, each.number);
    EXPECT_EQ(found.why, each.why);
    EXPECT_EQ(found.item,
              each.item == 0 ? std::nullopt
                             : std::optional(equipment::ItemId::numbered({}, 1, static_cast<std::uint64_t>(each.item))))
        << each.why;
    EXPECT_EQ(found.candidates.size(), each.candidates) << each.why;
  }
}

TEST(ReportMatch, DisksKeepTheirIdentifiers) {
  const auto medium = [](int n) { return equipment::MediumId::numbered({}, 2, static_cast<std::uint64_t>(n)); };
  const Item item{.media = {{.id = medium(1), .kind = "SSD", .model = "MX500", .serial = "AAA11111", .size_bytes = 500},
                            {.id = medium(2), .kind = "HDD", .model = "ST500", .size_bytes = 900}}};
  using equipment::DiskKind;
  const Inventory inventory{
      .disks = {{.kind = DiskKind::Hdd, .size_bytes = 900, .model = "ST500", .serial = "BBB"},
                {.kind = DiskKind::Ssd, .size_bytes = 500, .model = "MX500", .serial = "aaa 11111"},
                {.kind = DiskKind::Ssd, .size_bytes = 500, .model = "MX500", .serial = "CCC33333"},
                {.kind = DiskKind::Optical, .model = "DVD"},
                {.kind = DiskKind::Usb, .model = "stick"}}};
  int drawn = 10;
  const auto body = identified("r", inventory, &item, [&] { return medium(drawn++); });
  std::vector<equipment::MediumId> ids;
  for (const auto& disk : body.disks) ids.push_back(disk.medium);
  EXPECT_EQ(ids, (std::vector{medium(2), medium(1), medium(10)}));
  EXPECT_EQ(warnings_of(inventory, &item), std::vector<std::string>{"workshop.warning.usb_left_out"});
}

TEST(ReportMatch, TwinDisksWithoutSerialStayTwo) {
  const Inventory inventory{.disks = {{.kind = equipment::DiskKind::Hdd, .size_bytes = 900, .model = "ST500"},
                                      {.kind = equipment::DiskKind::Hdd, .size_bytes = 900, .model = "ST500"}}};
  int drawn = 0;
  const auto first = identified("r", inventory, nullptr, [&] {
    return equipment::MediumId::numbered({}, 3, static_cast<std::uint64_t>(++drawn));
  });
  Item item;
  for (const auto& disk : first.disks)
    item.media.push_back({.id = disk.medium, .kind = disk.kind, .model = disk.model, .size_bytes = disk.size_bytes});
  const auto again = identified("r2", inventory, &item, [&] {
    return equipment::MediumId::numbered({}, 3, static_cast<std::uint64_t>(++drawn));
  });
  EXPECT_EQ(drawn, 2);
  EXPECT_EQ(again.disks, first.disks);
}

}  // namespace
}  // namespace workshop
