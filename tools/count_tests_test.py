#!/usr/bin/env python3
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import count_tests


class CountTestsTest(unittest.TestCase):
    def test_googletest_cases_under_ctest_and_a_crash(self):
        with tempfile.TemporaryDirectory() as folder:
            def cases(*results):
                return json.dumps({"testsuites": [{"testsuite": [
                    {"status": "RUN", "result": result, **({"failures": [{}]} if result == "FAILED" else {})}
                    for result in results]}]})

            Path(folder, "ctest.xml").write_text(
                '<testsuite><testcase name="a" status="run"/><testcase name="b" status="fail"/>'
                '<testcase name="crash" status="fail"/><testcase name="leak" status="fail"/>'
                '<testcase name="script" status="run"/></testsuite>', encoding="utf-8")
            Path(folder, "test_a.json").write_text(cases("COMPLETED", "COMPLETED", "SKIPPED"), encoding="utf-8")
            Path(folder, "test_b.json").write_text(cases("COMPLETED", "FAILED"), encoding="utf-8")
            Path(folder, "test_crash.json").write_text('{"testsuites": [', encoding="utf-8")
            Path(folder, "test_leak.json").write_text(cases("COMPLETED"), encoding="utf-8")
            self.assertEqual(count_tests.count_ctest(folder), (5, 3, 1))

    def test_unittest(self):
        self.assertEqual(count_tests.count_unittest("Ran 5 tests in 1s\n\nFAILED (failures=1, errors=1, skipped=1)\n"
                                                    "Ran 1 test in 0s\n\nOK\n"), (3, 2, 1))

    def test_tap(self):
        self.assertEqual(count_tests.count_tap("# tests 9\n# pass 6\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n"),
                         (6, 2, 1))


if __name__ == "__main__":
    unittest.main()
