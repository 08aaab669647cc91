// What the real outputs say, checked by eye against each text; skipped where the real outputs are not at hand.
#include <gtest/gtest.h>

#include "equipment/hardware/real_files_for_tests.hpp"

namespace equipment {
namespace {

const std::vector<RealFile> files = {
    {"dmidecode/Dedibox_SC_SATA_2016", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/Dell_DL380p_Gen8_2", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/Dell_Latitude_3550", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/Dell_PowerEdge_R330_2", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/Fujitsu_ESPRIMO_P5730", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/HP_Proliant_Microserver_Gen_8", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/MSI_MS-7817", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/ProLiant_DL360p_Gen8_2", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/ProLiant_DL380_Gen9", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/ProLiant_DL560_Gen8", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/S5000VSA",
     R"(dmidecode | Intel | MP Server | -, -, QSSA64700622 | server | Intel(R) Xeon(R) CPU 5120 @ 1.86GHz, 4 | 8 | | - | - | - | Intel Corporation S5000.86B.04.00.0066.101220061333 2006-10-12)"},
    {"dmidecode/Supermicro_2", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/Supermicro_4", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/Supermicro_SYS-2028TP-HC1R_2", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/Supermicro_X11SSL-CF", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/Workstation_Lenovo_10A9004TFR", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/dell-fx170",
     R"(dmidecode | Dell Inc. | OptiPlex FX170 | -, DHN39Q1, - | desktop | Intel(R) Atom(TM), 1 | 2 | | - | - | - | Phoenix Technologies, LTD 6.00 PG 2011-12-13)"},
    {"dmidecode/dell-r630",
     R"(dmidecode | Dell Inc. | PowerEdge R630 | 2WF88P2, 2WF88P2, .2WF88P2.CNIVC007CQ1846. | server | Intel(R) Xeon(R) CPU E5-2650 v4 @ 2.20GHz, 24 | 64 | | - | - | - | Dell Inc. 2.7.1 2018-01-22)"},
    {"dmidecode/dell-r640-1",
     R"(dmidecode | Dell Inc. | PowerEdge R640 | 6J29H63, 6J29H63, .6J29H63.CNCMS0006U00VG. | server | Intel(R) Xeon(R) Silver 4210 CPU @ 2.20GHz, 20 | 96 | | - | - | - | Dell Inc. 2.8.2 2020-08-27)"},
    {"dmidecode/freebsd-6.2", R"(dmidecode | - | - | -, -, - | desktop | VIA C7, - | 0.50 | | - | - | - | -)"},
    {"dmidecode/hp-dl180",
     R"(dmidecode | HP | ProLiant DL180 G6 | CZJ02901TG, CZJ02901TG, - | server | Intel(R) Xeon(R) CPU E5504 @ 2.00GHz, 4 | 4 | | - | - | - | HP O20 2010-05-19)"},
    {"dmidecode/hp-dl360-gen7_2",
     R"(dmidecode | HP | ProLiant DL360 G7 | CZJ1280RMQ, CZJ1280RMQ, - | server | Intel(R) Xeon(R) CPU X5660 @ 2.80GHz, 12 | 128 | | - | - | - | HP P68 2012-12-02)"},
    {"dmidecode/hp-proLiant-DL120-G6",
     R"(dmidecode | HP | ProLiant DL120 G6 | -, -, - | server | Intel(R) Xeon(R) CPU X3430 @ 2.40GHz, 4 | 2 | | - | - | - | HP O26 2010-01-26)"},
    {"dmidecode/linux-1",
     R"(dmidecode | - | - | -, -, MS1C93BB0H00980 | desktop | Intel(R) Core(TM)2 Duo CPU E8400 @ 3.00GHz, 2 | 4 | | - | - | - | American Megatrends Inc. 2102 2009-04-07)"},
    {"dmidecode/macos-battery", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/openbsd-3.8",
     R"(dmidecode | Dell Computer Corporation | PowerEdge 1800 | 2K1012J, 2K1012J, ..CN717035A80217. | server | -, - | 1 | | - | - | - | Dell Computer Corporation A05 2005-09-21)"},
    {"dmidecode/oracle-server-6.7-oda",
     R"(dmidecode | Oracle Corporation | ORACLE SERVER X5-2 | 1634NM1100, 1634NM1100, 489089M+16324B21FK | server | Intel(R) Xeon(R) CPU E5-2699 v3 @ 2.30GHz, 36 | 256 | | - | - | - | American Megatrends Inc. 30080300 2016-05-26)"},
    {"dmidecode/positivo-informatica", R"(dmidecode | - | - | -, -, - | - | -, - | 8 | | - | - | - | -)"},
    {"dmidecode/rhel-3.4",
     R"(dmidecode | IBM | IBM eServer x226-[8488PCR]- | KDXPC16, -, - | desktop | Intel(R) Xeon(TM) CPU 2.80GHz, - | - | | - | - | - | IBM BIOS Version 1.57-[PME157AUS-1.57]- 2005-08-25)"},
    {"dmidecode/rhel-4.3",
     R"(dmidecode | IBM | -[86494jg]- | KDMAH1Y, -, 48Z1LX | desktop | Intel Xeon(tm), - | 2 | | - | - | - | IBM -[OQE115A]- 2006-03-14)"},
    {"dmidecode/rhel-5.6",
     R"(dmidecode | Dell Inc. | PowerEdge R710 | 861YZ4J, 861YZ4J, ..CN708210BL002B. | server | Intel(R) Xeon(R) CPU E5620 @ 2.40GHz, 8 | 8 | | - | - | - | Dell Inc. 2.2.10 2010-11-09)"},
    {"dmidecode/rhel-6.3-esx-1vcpu",
     R"(dmidecode | VMware, Inc. | VMware Virtual Platform | VMware-56 4d 60 49 9d 7d 6e 8b-4a 41 7b 2d b1 47 ab a7, -, - | - | Intel(R) Core(TM) i5-2500S CPU @ 2.70GHz, - | 0.50 | | - | - | - | Phoenix Technologies LTD 6.00 2013-07-31)"},
    {"dmidecode/supermicro_SYS-5038ML-H8TRF", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/surface-go-2",
     R"(dmidecode | Microsoft Corporation | Surface Go 2 | 48368130c2f8, bb4b0be3-56a6, 002460202151 | laptop | -, - | - | | - | - | - | Microsoft Corporation 1.0.05 2020-02-07)"},
    {"dmidecode/vmware-esx",
     R"(dmidecode | VMware, Inc. | VMware Virtual Platform | VMware-42 30 bf 6a ce 71 e1 68-6c 2d 17 6e 66 d0 4a 0d, -, - | - | -, - | 2 | | - | - | - | Phoenix Technologies LTD 6.00 2009-10-13)"},
    {"dmidecode/windows",
     R"(dmidecode | TOSHIBA | Satellite 2410 | X2735244G, -, $$T02XB1K9 | laptop | -, - | 0.75 | | - | - | - | TOSHIBA Version 1.10 2002-08-13)"},
    {"dmidecode/windows-10-notebook", R"(dmidecode | - | - | -, -, - | - | -, - | - | | - | - | - | -)"},
    {"dmidecode/windows-2008-with-2-different-cpus",
     R"(dmidecode | - | - | -, -, - | - | Intel(R) Xeon(R) CPU E5504 @ 2.00GHz, 8 | - | | - | - | - | -)"},
    {"dmidecode/windows-7",
     R"(dmidecode | - | - | -, -, MT7013K30709271 | desktop | Intel(R) Core(TM) i5-2300 CPU @ 2.80GHz, 4 | 4 | | - | - | - | American Megatrends Inc. 1503 2011-03-10)"},
    {"dmidecode/windows-hyperV",
     R"(dmidecode | Microsoft Corporation | Virtual Machine | 2349-2347-2234-2340-2341-3240-48, 2349-2347-2234-2340-2341-3240-48, 2349-2347-2234-2340-2341-3240-48 | desktop | Intel Xeon, - | 1 | | - | - | - | American Megatrends Inc. 090004 2009-03-19)"},
    {"dmidecode/windows-xp",
     R"(dmidecode | Dell Inc. | Precision M4400 | HLG964J, HLG964J, .HLG964J.CN129618C52450. | laptop | -, 2 | 4 | | - | - | - | Dell Inc. A24 2010-08-19)"},
};

TEST(RealFiles, Dmidecode) { check_real_files(files); }

}  // namespace
}  // namespace equipment
