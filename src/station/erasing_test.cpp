// What a power cut between the end of an erasure and its report must not lose, double or give to the wrong machine.
#include "station/erasing.hpp"

#include <boost/json.hpp>
#include <set>
#include <stdexcept>
#include <thread>

#include "base/json.hpp"
#include "engine/engine_test.hpp"
#include "station/bench_test.hpp"

namespace station {
namespace {

using namespace std::chrono_literals;

/// Drives that were erased by a program that died before it could report.
struct AfterTheCut {
  AfterTheCut() { bench.set_practice(false); }
  State open() const { return *State::open(folder.path() / "state"); }
  Spool spool() const { return *Spool::open(folder.path() / "spool", Spool::Missing::create); }
  std::shared_ptr<drives::FakeDrive> erase(const std::string& serial, const engine::Origin& origin) {
    auto drive = bench.add(drives::usb_stick(serial, 2048));
    engine::Eraser eraser(bench, open().journals(), base::system_now, engine::testing::quick());
    auto request = engine::testing::request(*drive, sanitization::Level::clear);
    request.origin = origin;
    auto job = eraser.start(request);
    EXPECT_TRUE(job.ok() && (*job)->wait(60s));
    return drive;
  }
  std::vector<engine::Finished> leftovers() const { return engine::unreported(open().journals()); }
  Here here() {
    return {.drives = [this] { return bench.find(); }, .raw = [] { return RawOutputs{.lshw = lshw_output}; }};
  }
  std::vector<boost::json::object> kept() const {
    std::vector<boost::json::object> all;
    const auto from = spool();
    const auto waiting = from.waiting();
    for (const auto& each : *waiting) all.push_back(base::parse_json(*from.read(each.id))->as_object());
    return all;
  }

  Folder folder;
  drives::FakeBench bench;
};

std::string serials_of(const boost::json::object& report) {
  std::string all;
  for (const auto& each : report.at("erasures").as_array())
    all += std::string(each.at_pointer("/record/before/identity/serial").as_string()) + " ";
  return all;
}

TEST(Leftovers, GoOutForTheItemAndByThePersonThatTheyWereBegunFor) {
  AfterTheCut shop;
  const engine::Origin laptop{.item_number = "PC260017", .operator_code = "T07", .machine = true};
  shop.erase("INSIDE-A", laptop);
  shop.erase("INSIDE-B", laptop);
  shop.erase("ON-BENCH", {.item_number = "PC260018", .operator_code = "T08", .machine = false});
  auto state = shop.open();
  auto spool = shop.spool();
  EXPECT_TRUE(report_leftovers(state, spool, "Banc 1", shop.leftovers(), shop.here()).empty());
  const auto reports = shop.kept();
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].at("subject"), "machine");
  EXPECT_EQ(reports[0].at("item_number"), "PC260017");
  EXPECT_EQ(reports[0].at("operator"), "T07");
  EXPECT_EQ(serials_of(reports[0]), "INSIDE-A INSIDE-B ");
  EXPECT_TRUE(reports[0].at("raw").as_object().contains("lshw"));
  EXPECT_EQ(reports[1].at("subject"), "drive");
  EXPECT_EQ(reports[1].at("item_number"), "PC260018");
  EXPECT_EQ(reports[1].at("operator"), "T08");
  EXPECT_EQ(serials_of(reports[1]), "ON-BENCH ");
  EXPECT_TRUE(shop.leftovers().empty());
}

TEST(Leftovers, OfAMachineThatIsNotHereGoOutAlone) {
  AfterTheCut shop;
  shop.erase("INSIDE-A", {.operator_code = "T07", .machine = true});
  auto state = shop.open();
  auto spool = shop.spool();
  const Here other_machine{.drives = [] { return std::vector<drives::Found>(); },
                           .raw = []() -> RawOutputs { throw std::logic_error("of another machine"); }};
  EXPECT_TRUE(report_leftovers(state, spool, "Banc 1", shop.leftovers(), other_machine).empty());
  const auto reports = shop.kept();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].at("subject"), "drive") << "the machine here is nobody's item";
  EXPECT_EQ(reports[0].at("operator"), "T07");
  EXPECT_FALSE(reports[0].contains("item_number")) << "the server goes by the drive's serial";
}

TEST(Leftovers, WhatNoReportCanCarryIsRefusedAndStaysUntold) {
  AfterTheCut shop;
  shop.erase("ON-BENCH", {.item_number = std::string(61, 'A'), .operator_code = "T07", .machine = false});
  auto state = shop.open();
  auto spool = shop.spool();
  const auto refusals = report_leftovers(state, spool, "Banc 1", shop.leftovers(), shop.here());
  ASSERT_EQ(refusals.size(), 1U);
  EXPECT_EQ(refusals[0].field, "item-number");
  EXPECT_TRUE(shop.kept().empty());
  EXPECT_EQ(shop.leftovers().size(), 1U);
}

TEST(Leftovers, TwoProgramsAtOnceReportEachOnce) {
  AfterTheCut shop;
  for (int i = 0; i < 12; ++i) shop.erase("DISK-" + std::to_string(i), {.operator_code = "T07", .machine = false});
  const auto leftovers = shop.leftovers();
  ASSERT_EQ(leftovers.size(), 12U);
  const auto one_program = [&] {
    auto state = shop.open();
    auto spool = shop.spool();
    const Here nowhere{.drives = [] { return std::vector<drives::Found>(); }, .raw = [] { return RawOutputs(); }};
    EXPECT_TRUE(report_leftovers(state, spool, "Banc 1", leftovers, nowhere).empty());
  };
  std::thread first(one_program), second(one_program);
  first.join();
  second.join();
  std::multiset<std::string> told;
  for (const auto& report : shop.kept()) told.insert(serials_of(report));
  EXPECT_EQ(told.size(), 12U);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), 12U);
}

}  // namespace
}  // namespace station
