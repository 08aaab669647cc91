#!/usr/bin/env python3
"""Small wrong trees, and the exact refusals of tools/layers.py."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import layers

MODULES = """\
# The order.
module(base LIBRARIES Boost::json)
module(proof USES base)
# ---- adapters: no capability in them ----
module(storage USES base LIBRARIES
  SOCI)
module(i18n USES base)
module(documents USES base i18n)
# ---- capabilities ----
set(adapters storage i18n documents)
module(accounts USES base proof ${adapters})
module(stock USES accounts)
module(sales USES stock)
"""


class LayersTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)

    def errors(self, files, modules=MODULES):
        for name, text in {"cmake/modules.cmake": modules, **files}.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (self.root / "src").mkdir(exist_ok=True)
        return layers.Tree(self.root).check()

    def assert_refused(self, name, text, complaint):
        self.assertEqual(self.errors({name: text}), [f"{name}:{complaint}"])

    def assert_accepted(self, name, text):
        self.assertEqual(self.errors({name: text}), [])

    def test_the_order_of_modules_is_read_through_lists_and_line_breaks(self):
        modules = layers.read_modules(MODULES)
        self.assertEqual([(m.name, m.kind) for m in modules.values()],
                         [("base", "foundation"), ("proof", "foundation"), ("storage", "adapter"), ("i18n", "adapter"),
                          ("documents", "adapter"), ("accounts", "capability"), ("stock", "capability"),
                          ("sales", "capability")])
        self.assertEqual(layers.closure(modules, "sales"),
                         {"stock", "accounts", "base", "proof", "storage", "i18n", "documents"})

    def test_a_module_uses_only_what_stands_above_it(self):
        self.assertEqual(self.errors({}, "module(base USES stock)\n# ---- capabilities ----\nmodule(stock USES base)\n"),
                         ["cmake/modules.cmake:1: base uses stock, which does not stand above it"])
        self.assertEqual(
            self.errors({}, "module(base)\n# ---- capabilities ----\nmodule(stock USES base)\n# ---- adapters ----\n"
                            "module(http USES base stock)\n"),
            ["cmake/modules.cmake:5: the adapter http uses the capability stock"])

    def test_a_module_inside_the_folder_of_another(self):
        modules = MODULES.replace("module(stock USES accounts)", "module(scales FOLDER stock/scales USES base)\n"
                                  "module(stock WITHOUT scales USES accounts scales)")
        self.assertEqual([module.folder for module in layers.read_modules(modules).values()][-3:],
                         ["stock/scales", "stock", "sales"])
        files = {"src/stock/location.cpp": '#include "stock/scales/weight.hpp"\n',
                 "src/stock/scales/weight.cpp": '#include "stock/scales/weight.hpp"\n#include "base/mass.hpp"\n'}
        self.assertEqual(self.errors(files, modules), [])
        files["src/stock/scales/weight.hpp"] = '#include "stock/location.hpp"\n#include "storage/database.hpp"\n'
        self.assertEqual(
            self.errors(files, modules),
            ["src/stock/scales/weight.hpp:1: scales includes stock/location.hpp: stock is not above scales in "
             "cmake/modules.cmake",
             "src/stock/scales/weight.hpp:2: scales includes storage/database.hpp: storage is not above scales in "
             "cmake/modules.cmake"])

    def test_a_folder_without_a_module(self):
        self.assertEqual(self.errors({"src/misc/a.cpp": ""}), ["src/misc: no module(misc …) in cmake/modules.cmake"])

    def test_a_capability_does_not_use_those_below(self):
        self.assert_refused("src/stock/location.cpp", '#include <map>\n#include "sales/price.hpp"\n',
                            "2: stock includes sales/price.hpp: sales is not above stock in cmake/modules.cmake")
        self.assert_accepted("src/stock/location.cpp", '#include "accounts/role.hpp"\n#include "base/id.hpp"\n')

    def test_adapters_and_foundations_know_no_capability(self):
        self.assert_refused("src/storage/a.hpp", '#include "stock/location.hpp"\n',
                            "1: storage includes stock/location.hpp: stock is not above storage in cmake/modules.cmake")
        (self.root / "src/storage/a.hpp").unlink()
        self.assert_refused("src/base/a.hpp", '#include "storage/database.hpp"\n',
                            "1: base includes storage/database.hpp: storage is not above base in cmake/modules.cmake")

    def test_the_order_inside_a_capability(self):
        for name, text, who in [("store.cpp", "actions.hpp", "store"), ("actions.cpp", "web.hpp", "actions"),
                                ("location.cpp", "store.hpp", "a rule"), ("store_moves.hpp", "actions_count.hpp", "store"),
                                ("actions/count.cpp", "pages/counts.hpp", "actions"),
                                ("moves_store.cpp", "documents.hpp", "store")]:
            with self.subTest(name):
                path = self.root / "src/stock" / name
                self.assert_refused(f"src/stock/{name}", f'#include "stock/{text}"\n',
                                    f"1: {who} includes stock/{text}: the order is {layers.ORDER}")
                path.unlink()
        for name, text in [("web.cpp", "pages.hpp"), ("pages.cpp", "documents.hpp"), ("actions.cpp", "store.hpp"),
                           ("store.cpp", "location.hpp"), ("store_test.cpp", "web.hpp"), ("web.cpp", "location.hpp")]:
            with self.subTest(name):
                self.assert_accepted(f"src/stock/{name}", f'#include "stock/{text}"\n')

    def test_a_rule_neither_keeps_nor_reads_the_clock_nor_draws(self):
        self.assert_refused("src/stock/location.hpp", '#include "storage/database.hpp"\n',
                            "1: a rule includes storage/database.hpp: only store, actions and web may")
        self.assert_refused("src/stock/location.hpp", '#include "accounts/store.hpp"\n',
                            "1: a rule includes accounts/store.hpp: it may use other rules only")
        clock = "1: a rule does not read the clock: time is an argument"
        for text in ["auto t = std::chrono::system_clock::now();", "auto t = base::system_now();", "time(nullptr);",
                     "std::time(0);", "auto t = steady_clock::now();"]:
            self.assert_refused("src/stock/location.hpp", text + "\n", clock)
        chance = "1: a rule does not draw at random: what is random is an argument"
        for text in ["std::random_device d;", "randombytes_buf(p, 1);", "int i = rand();", "#include <random>",
                     "std::mt19937_64 engine;"]:
            self.assert_refused("src/stock/location.hpp", text + "\n", chance)
        for text in ["// system_clock::now() is for programs", '"/* " /* rand() */', 'auto s = "rand()";',
                     "auto t = event.time(0);", "int operand(int);", 'auto s = R"(system_now())";']:
            self.assert_accepted("src/stock/location.hpp", text + "\n")

    def test_other_layers_keep_and_read_the_clock(self):
        for name in ["store.cpp", "actions.cpp", "web.cpp", "location_test.cpp", "testing.hpp", "moves_for_tests.hpp"]:
            self.assert_accepted(f"src/stock/{name}", '#include "storage/database.hpp"\nauto t = base::system_now();\n')

    def test_a_header_may_say_its_layer(self):
        vault = {"src/stock/vault.hpp": '#pragma once\n// layer: store\n#include "storage/database.hpp"\n',
                 "src/stock/vault.cpp": '#include "stock/vault.hpp"\n#include "storage/database.hpp"\n'}
        self.assertEqual(self.errors(vault), [])
        wrong = {**vault, "src/stock/location.cpp": '#include "stock/vault.hpp"\n'}
        self.assertEqual(self.errors(wrong),
                         [f"src/stock/location.cpp:1: a rule includes stock/vault.hpp: the order is {layers.ORDER}"])
        wrong = {**vault, "src/stock/location.cpp": "", "src/stock/vault.hpp": "// layer: cellar\n", "src/stock/vault.cpp": ""}
        self.assertEqual(self.errors(wrong), [f"src/stock/vault.hpp: no layer is named cellar; the order is {layers.ORDER}"])

    def test_testing_is_for_tests(self):
        self.assert_refused("src/sales/actions.cpp", '#include "stock/testing.hpp"\n',
                            "1: stock/testing.hpp is for tests only")
        self.assert_refused("src/sales/actions.cpp", '#include "stock/moves_for_tests.hpp"\n',
                            "1: stock/moves_for_tests.hpp is for tests only")
        (self.root / "src/sales/actions.cpp").unlink()
        self.assert_accepted("src/sales/actions_test.cpp", '#include "stock/testing.hpp"\n')

    def test_heavy_headers_stay_with_their_adapter(self):
        self.assert_refused("src/stock/store.cpp", "#include <soci/soci.h>\n", "1: <soci/soci.h> belongs to storage")
        self.assert_refused("src/stock/store.cpp", "#include <cairo.h>\n", "1: <cairo.h> belongs to documents")
        (self.root / "src/stock/store.cpp").unlink()
        self.assert_accepted("src/storage/database.cpp", "#include <soci/soci.h>\n")
        self.assert_accepted("src/stock/location.cpp", "#include <boost/json.hpp>\n")
        self.assert_accepted("src/stock/location.hpp", "#include <boost/json/fwd.hpp>\n")

    def test_heavy_headers_do_not_leak_through_a_header(self):
        inner = {"src/storage/connection.hpp": "#include <soci/soci.h>\n",
                 "src/storage/database.cpp": '#include "storage/connection.hpp"\n#include "storage/database.hpp"\n',
                 "src/storage/database.hpp": "", "src/stock/store.cpp": '#include "storage/database.hpp"\n',
                 "src/stock/reader.hpp": "#include <boost/json.hpp>\n"}
        self.assertEqual(self.errors(inner), [])
        slow = "is slow to compile, and other modules include this header: put it in a .cpp file"
        leak = {**inner, "src/storage/database.hpp": '#include "storage/connection.hpp"\n'}
        self.assertEqual(self.errors(leak), [f"src/storage/connection.hpp:1: <soci/soci.h> {slow}"])
        leak = {**inner, "src/sales/web.cpp": '#include "stock/reader.hpp"\n'}
        self.assertEqual(self.errors(leak), [f"src/stock/reader.hpp:1: <boost/json.hpp> {slow}"])

    def test_the_station_uses_base_and_rules(self):
        for included, why in [("storage/database.hpp", "it has no database, no pages and no network of its own"),
                              ("stock/store.hpp", "it uses base and rules only"),
                              ("stock/actions.hpp", "it uses base and rules only")]:
            self.assert_refused("src/station/scan.cpp", f'#include "{included}"\n', f"1: station includes {included}: {why}")
        for included in ["base/id.hpp", "proof/merkle.hpp", "i18n/i18n.hpp", "stock/location.hpp", "station/screen.hpp"]:
            self.assert_accepted("src/station/scan.cpp", f'#include "{included}"\n')

    def test_the_server_composes_all_and_nobody_uses_it(self):
        self.errors({}, MODULES + "module(server USES sales)\n")
        server = '#include "sales/web.hpp"\n#include "storage/database.hpp"\nauto now = base::system_now();\n'
        self.assertEqual(self.errors({"src/server/main.cpp": server}, MODULES + "module(server USES sales)\n"), [])
        self.assert_refused("src/sales/web.cpp", '#include "server/main.hpp"\n',
                            "1: sales includes server/main.hpp: nobody uses a program")

    def test_paths_start_at_src(self):
        self.assert_refused("src/stock/web.cpp", '#include "../base/id.hpp"\n',
                            '1: "../base/id.hpp": write the path from src/, without ..')
        self.assertEqual(self.errors({"src/stock/web.cpp": '#include "web.hpp"\n', "src/stock/web.hpp": ""}),
                         ['src/stock/web.cpp:1: "web.hpp": write the path from src/, "stock/web.hpp"'])

    def test_the_command_exits_as_it_finds(self):
        self.errors({"src/stock/location.cpp": '#include "sales/price.hpp"\n'})
        script = Path(layers.__file__)
        run = subprocess.run([sys.executable, script, "--root", self.root], capture_output=True, text=True, check=False)
        self.assertEqual((run.returncode, run.stdout), (1, "layers: 8 modules, 1 wrong\n"))
        self.assertIn("src/stock/location.cpp:1: stock includes sales/price.hpp", run.stderr)
        run = subprocess.run([sys.executable, script, "--root", self.root, "--using", "storage"], capture_output=True,
                             text=True, check=False)
        self.assertEqual(run.stdout.split(), ["storage", "accounts", "stock", "sales"])


if __name__ == "__main__":
    unittest.main()
