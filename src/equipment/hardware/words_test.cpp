#include "equipment/hardware/words.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "equipment/hardware/disk_kind.hpp"

namespace equipment {
namespace {

TEST(Placeholders, AreUnknown) {
  for (const char* text : {"To Be Filled By O.E.M.",
                           "To be filled by O.E.M.",
                           "System Serial Number",
                           "Not Specified",
                           "None",
                           "NONE",
                           "Default string",
                           "00000000",
                           "0",
                           "xxxx",
                           "....",
                           "INVALID",
                           "Unknown",
                           "<BAD INDEX>",
                           "OEM",
                           " ",
                           "",
                           "<OUT OF SPEC>",
                           "N/A",
                           "Not Applicable",
                           "FFFFFFFF",
                           "[Empty]",
                           "System manufacturer",
                           "Chassis Manufacture",
                           "ModulePartNumber00",
                           "NotSupport",
                           "**/**/****",
                           "Base Board Serial Number",
                           "x.x",
                           "NULL"}) {
    EXPECT_FALSE(known(text)) << text;
  }
  for (const char* text : {"Dell Inc.", "A00", "1", "MP Server", "HP", "V1", "NEC", "Oeming SA", "Nonette"})
    EXPECT_TRUE(known(text)) << text;
  for (const char* serial : {"0123456789", "EeePC-0123456789", "MB-1234567890", "SN 123456789ABC", "#A123456789", "1",
                             "XXXXXXXXXX", "123456"}) {
    EXPECT_FALSE(known_serial(serial)) << serial;
  }
  for (const char* serial : {"R90XK2T", ".2ZZ88P2.CNIVC007CQ0000.", "58167", "$$T02XB1K9"})
    EXPECT_TRUE(known_serial(serial)) << serial;
}

TEST(Ram, NominalSizes) {
  const auto gib = [](double size) { return static_cast<std::uint64_t>(size * 1073741824.0); };
  const std::vector<std::pair<double, double>> cases = {{15.35, 16}, {7.7, 8}, {0.992, 1}, {11.6, 12}, {23.4, 24},
                                                        {5.7, 6},    {2.9, 3}, {3.84, 4},  {31.2, 32}, {13.6, 16},
                                                        {0.49, 0.5}, {8.0, 8}, {1.92, 2}};
  for (const auto& [seen, sold] : cases) EXPECT_EQ(nominal_gb_of_visible(gib(seen)), sold) << seen;
  EXPECT_EQ(nominal_gb_of_modules(gib(0.75)), 0.75);
  EXPECT_EQ(nominal_gb_of_modules(gib(7)), 7.0);
  EXPECT_EQ(nominal_gb_of_visible(8000000000), 8.0);  // GB and GiB confused
  EXPECT_EQ(bytes_from_words("785281 kB"), 785281ULL * 1024);
  EXPECT_EQ(bytes_from_words("512 MB (Single-bank Connection)"), 512ULL << 20U);
  EXPECT_EQ(bytes_from_words("465,8G"), 500148941619ULL);
  EXPECT_FALSE(bytes_from_words("No Module Installed"));
  EXPECT_FALSE(bytes_from_words("12 parsecs"));
}

TEST(DiskModels, OnlyWhenCertain) {
  for (const char* model : {"ST3250318AS", "ST500DM002-1BD14", "ST1000LM024 HN-M", "WDC WD5000BEVT-2",
                            "WD10EZEX-08WN4A0", "SAMSUNG HD250HJ", "Hitachi HTS54322", "TOSHIBA MQ01ABD1",
                            "FUJITSU MHV2060AT PL", "MAXTOR STM3250820AS", "ATA ST9500325AS", "Seagate ST2000LX001"}) {
    EXPECT_EQ(kind_from_model(model), DiskKind::Hdd) << model;
  }
  for (const char* model :
       {"Samsung SSD 860 EVO 500GB", "Crucial_CT525MX3", "CT240BX500SSD1", "SAMSUNG MZNTY256", "KINGSTON SA400S37240G",
        "WDC WDS500G2B0A-00SM50", "SanDisk SSD P4 3", "INTEL SSDSC2BB480G4"}) {
    EXPECT_EQ(kind_from_model(model), DiskKind::Ssd) << model;
  }
  for (const char* model :
       {"VBOX HARDDISK", "QEMU HARDDISK", "PERC H730", "", "ST200FM0053", "ST480HM000", "Generic", "HUSMM1620ASS200"}) {
    EXPECT_FALSE(kind_from_model(model)) << model;
  }
}

}  // namespace
}  // namespace equipment
