#!/usr/bin/env python3
"""Prints "PASSED FAILED SKIPPED" of a run of tests, from what its runner wrote.

    tools/count_tests.py FOLDER          ctest.xml and GoogleTest's *.json: cases, not programs
    tools/count_tests.py --unittest LOG  Python's unittest
    tools/count_tests.py --tap FILE      node --test
"""
import json
import re
import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def count_googletest(report):
    passed = failed = skipped = 0
    for suite in report.get("testsuites", []):
        for case in suite.get("testsuite", []):
            if case.get("status") == "NOTRUN":
                continue
            if case.get("failures"):
                failed += 1
            elif case.get("result") == "SKIPPED":
                skipped += 1
            else:
                passed += 1
    return passed, failed, skipped


def count_ctest(folder):
    """A program that crashed left no report of its cases, or an unfinished one: it counts as one failure."""
    folder = Path(folder)
    entries = {case.get("name"): case.get("status") == "run"
               for case in xml.parse(folder / "ctest.xml").getroot().iter("testcase")}
    passed = failed = skipped = 0
    for name, succeeded in entries.items():
        report = folder / f"test_{name}.json"
        try:
            counts = count_googletest(json.loads(report.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            counts = (1, 0, 0) if succeeded else (0, 1, 0)
        if not succeeded and counts[1] == 0:
            counts = (counts[0], 1, counts[2])
        passed, failed, skipped = (a + b for a, b in zip((passed, failed, skipped), counts))
    return passed, failed, skipped


def count_unittest(text):
    ran = sum(int(number) for number in re.findall(r"^Ran (\d+) tests?", text, re.M))
    failed = sum(int(number) for number in re.findall(r"\b(?:failures|errors|unexpected successes)=(\d+)", text))
    skipped = sum(int(number) for number in re.findall(r"\bskipped=(\d+)", text))
    return max(ran - failed - skipped, 0), failed, skipped


def count_tap(text):
    def last(word):
        found = re.findall(rf"^# {word} (\d+)", text, re.M)
        return int(found[-1]) if found else 0

    return last("pass"), last("fail") + last("cancelled"), last("skipped") + last("todo")


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--unittest":
        counts = count_unittest(Path(arguments[1]).read_text(encoding="utf-8"))
    elif len(arguments) == 2 and arguments[0] == "--tap":
        counts = count_tap(Path(arguments[1]).read_text(encoding="utf-8"))
    elif len(arguments) == 1:
        counts = count_ctest(arguments[0])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    print(*counts)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
