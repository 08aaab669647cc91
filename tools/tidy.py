#!/usr/bin/env python3
"""Runs clang-tidy-19 on what changed, then on a tenth of the other files that rotates with the day, within a time.

What the time did not allow is said, file count and all, and comes first another day.
"""
import argparse
import datetime
import json
import os
import re
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOISE = re.compile(r"^\d+ warnings?.* generated|^Suppressed \d+ warnings|^Use -header-filter|^\d+ warnings? treated as")

UNREADABLE = "#include <qpdf/"  # clang 19 cannot read qpdf 11's headers with g++ 12's library


def git(*arguments):
    run = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=False)
    return run.stdout.split() if run.returncode == 0 else []


def base_of_changes():
    """Where this work left the main branch; on the main branch itself, yesterday's last commit, or the one before."""
    head = git("rev-parse", "HEAD")
    fork = git("merge-base", "HEAD", "origin/main")
    if fork and fork != head:
        return fork[0]
    return (git("rev-list", "-1", "--before=24 hours ago", "HEAD") or git("rev-parse", "HEAD~1") or head or [None])[0]


def changed_files(base):
    if base is None:
        return set()
    names = git("diff", "--name-only", "--diff-filter=d", base) + git("ls-files", "--others", "--exclude-standard")
    changed = {name for name in names if name.endswith(".cpp")}
    return changed | {name[:-4] + ".cpp" for name in names if name.endswith(".hpp")}


def select(compiled, changed, day):
    """The changed files, then those whose turn it is; each part in an order that changes with the day."""
    def turn(name):
        return zlib.crc32(name.encode())

    order = sorted(compiled, key=lambda name: zlib.crc32(f"{day} {name}".encode()))
    return [name for name in order if name in changed] + \
        [name for name in order if name not in changed and turn(name) % 10 == day % 10]


def tidy(build, name):
    command = ["clang-tidy-19", "--quiet", "-p", build, ROOT / name]
    if name.endswith("_test.cpp"):
        command.insert(1, "--checks=-clang-analyzer-*,-concurrency-mt-unsafe")  # GoogleTest's macros: three times slower
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    lines = [line for line in (run.stdout + run.stderr).splitlines() if not NOISE.match(line)]
    return run.returncode == 0, "\n".join(lines).replace(f"{ROOT}/", "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/test", help="folder of compile_commands.json")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--minutes", type=float, default=8, help="0: as long as it takes")
    parser.add_argument("--all", action="store_true", help="every file")
    parser.add_argument("files", nargs="*", help="these files only")
    arguments = parser.parse_args()

    commands = json.loads((Path(arguments.build) / "compile_commands.json").read_text(encoding="utf-8"))
    compiled = {os.path.relpath(os.path.join(entry["directory"], entry["file"]), ROOT) for entry in commands}
    compiled = {name for name in compiled if not name.startswith(("build/", ".."))}
    compiled = {name for name in compiled if UNREADABLE not in (ROOT / name).read_text(encoding="utf-8")}
    if arguments.files:
        names = arguments.files
    elif arguments.all:
        names = sorted(compiled)
    else:
        names = select(compiled, changed_files(base_of_changes()), datetime.date.today().toordinal())

    end = time.monotonic() + arguments.minutes * 60 if arguments.minutes else None
    wrong, late = [], []

    def look(name):
        if end and time.monotonic() > end:
            late.append(name)
            return
        good, text = tidy(arguments.build, name)
        if not good:
            wrong.append(name)
            print(text, flush=True)

    with ThreadPoolExecutor(arguments.jobs) as pool:
        list(pool.map(look, names))
    print(f"clang-tidy: {len(names) - len(late)} of {len(compiled)} files, {len(wrong)} wrong")
    if late:
        print(f"clang-tidy: {len(late)} more were due, but {arguments.minutes:g} minutes were over; all: tools/tidy.py --all "
              "--minutes 0")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
