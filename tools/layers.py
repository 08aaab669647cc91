#!/usr/bin/env python3
"""Refuses an #include that goes against the order of ARCHITECTURE.md: which folder may use which, which file which.

The folders and their order are read from cmake/modules.cmake, so the build and this script cannot disagree.

    tools/layers.py                  checks the tree this script stands in
    tools/layers.py --using storage  prints the modules that use storage, directly or not
"""
import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

# A file of a capability is a rule unless its name says otherwise: store.cpp, store_lots.cpp, lots_store.cpp or
# store/lots.cpp are all of the layer "store"; so is a header, and the .cpp beside it, that begins with « // layer: store ».
LAYERS = {"store": 1, "actions": 2, "web": 3, "pages": 3, "documents": 3}
ORDER = "rules ← store ← actions ← web, pages, documents"
TESTING = "testing"  # what tests of several capabilities share; no product file includes it

# What a line « # ---- … » of cmake/modules.cmake begins. A station's part works with clocks, drives and threads, as a program does.
SECTIONS = {"adapters": "adapter", "capabilities": "capability", "station": "program"}
PROGRAMS = {"server", "station"}  # folders of src/ that hold a program: no module, nobody includes them
STATION_ADAPTERS = {"i18n"}  # the station speaks to people, but neither keeps nor serves anything

# Adapters that a rule cannot need: it decides on values, it neither keeps, serves, mails nor draws.
NOT_IN_RULES = ("storage", "http", "html", "jobs")
IMPURE = [
    (re.compile(r"\b(?:system|steady|high_resolution|utc)_clock::now\b|\bsystem_now\s*\(|\bclock_gettime\s*\("
                r"|\bgettimeofday\s*\(|\bstd::time\s*\(|(?<![\w:.>])time\s*\(\s*(?:nullptr|NULL|0|&)"),
     "a rule does not read the clock: time is an argument"),
    (re.compile(r"\brandom_device\b|\brandombytes_\w+|\bRAND_bytes\b|(?<![\w:.>])s?rand\s*\(|\bcreate_uuid\s*\(|\bmt19937"),
     "a rule does not draw at random: what is random is an argument"),
]

# Headers that cost seconds to compile or tie the code to one library: only in the folder that adapts it, and there in
# .cpp files or in headers that no other module reaches.
HEAVY = {
    "soci/": {"storage"}, "soci.h": {"storage"}, "sqlite3.h": {"storage"}, "libpq-fe.h": {"storage"},
    "zstd.h": {"storage"},
    "microhttpd.h": {"http"},
    "cairo": {"documents"}, "pango/": {"documents"}, "qrencode.h": {"documents"}, "qpdf/": {"documents"},
    "orcus/": {"documents"}, "ixion/": {"documents"}, "xlsxwriter": {"documents"},
    "curl/": {"jobs", "station"},
    "boost/locale": {"i18n"},
    "CLI/": PROGRAMS, "curses.h": {"station"}, "ncurses": {"station"}, "liburing": {"drives"},
    "blkid/": {"drives"},
    "date/tz.h": {"base"},
}
HEAVY_ANYWHERE = ("boost/json.hpp", "boost/json/src.hpp", "spdlog/", "openssl/", "sodium")  # any folder, alike

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


@dataclass
class Module:
    name: str
    kind: str  # foundation, adapter, capability or program
    folder: str  # below src/
    uses: list
    line: int


def read_modules(text):
    """The module(...) lines of cmake/modules.cmake, in order, with the lists that set(...) names."""
    modules, lists, kind, number = {}, {}, "foundation", 0
    statement, begun = "", 0
    for raw in text.splitlines():
        number += 1
        if raw.lstrip().startswith("# ----"):
            kind = next((kind for word, kind in SECTIONS.items() if word in raw), kind)
        line = raw.split("#")[0].strip()
        if not line:
            continue
        if not statement:
            begun = number
        statement = (statement + " " + line).strip()
        if statement.count("(") > statement.count(")"):
            continue
        words = re.sub(r"[()]", " ", statement).split()
        if words[0] == "set":
            lists[words[1]] = words[2:]
        elif words[0] == "module":
            uses, folder, taking = [], words[1], ""
            for word in words[2:]:
                if word in ("USES", "LIBRARIES", "FOLDER", "WITHOUT"):
                    taking = word
                elif taking == "FOLDER":
                    folder = word
                elif taking != "USES":
                    continue
                elif name := re.fullmatch(r"\$\{(\w+)\}", word):
                    uses += lists.get(name[1], [])
                else:
                    uses.append(word)
            modules[words[1]] = Module(words[1], "program" if words[1] in PROGRAMS else kind, folder, uses,
                                       begun)
        statement = ""
    return modules


def closure(modules, name):
    """Everything that a module uses, directly or not."""
    found, left = set(), list(modules[name].uses)
    while left:
        used = left.pop()
        if used in found or used not in modules:
            continue
        found.add(used)
        left += modules[used].uses
    return found


def check_modules(modules):
    errors, above = [], set()
    for module in modules.values():
        where = f"cmake/modules.cmake:{module.line}: "
        for used in module.uses:
            if used not in above:
                errors.append(where + f"{module.name} uses {used}, which does not stand above it")
            elif module.kind in ("foundation", "adapter") and modules[used].kind == "capability":
                errors.append(where + f"the {module.kind} {module.name} uses the capability {used}")
        above.add(module.name)
    return errors


def layer_in_name(inside):
    """store, actions, web… or None for a rule; `inside` is relative to the folder of the capability."""
    if inside.stem.endswith("_for_tests"):
        return TESTING
    for part in [*inside.parts[:-1], inside.stem]:
        for word in [*LAYERS, TESTING]:
            if part == word or part.startswith(word + "_") or part.endswith("_" + word):
                return word
    return None


def without_comments_and_texts(text):
    """The same lines, with comments and the insides of texts blanked."""
    pattern = re.compile(r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)
    return pattern.sub(lambda found: "\n" * found[0].count("\n") or " ", text)


def includes_of(text):
    """Line, name and whether it is quoted, of each #include."""
    found = ((number, INCLUDE.match(line)) for number, line in enumerate(without_comments(text).splitlines(), 1))
    return [(number, match[1] or match[2], bool(match[1])) for number, match in found if match]


def without_comments(text):
    pattern = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.S)
    return pattern.sub(lambda found: found[1] or "\n" * found[0].count("\n"), text)


class Tree:
    """Paths are PurePosixPath below src/, such as equipment/hardware/lshw.hpp, which is of the module hardware."""

    def __init__(self, root):
        self.root = Path(root)
        self.modules = read_modules((self.root / "cmake/modules.cmake").read_text(encoding="utf-8"))
        self.folders = {module.folder: module.name for module in self.modules.values()}
        self.uses = {name: closure(self.modules, name) for name in self.modules}
        self.texts = {PurePosixPath(path.relative_to(self.root / "src").as_posix()):
                      path.read_text(encoding="utf-8", errors="replace")
                      for ending in ("*.hpp", "*.cpp") for path in sorted((self.root / "src").rglob(ending))}
        self.includes = {path: includes_of(text) for path, text in self.texts.items()}
        self.marked = self.layers_in_first_lines()
        self.reached = self.headers_reached_from_other_modules()

    def owner(self, path):
        """The module of a path: of its folder, or of the nearest folder around it; None for what is not ours."""
        for folder in path.parents:
            if folder.as_posix() in self.folders:
                return self.folders[folder.as_posix()]
        return path.parts[0] if path.parts[0] in PROGRAMS and len(path.parts) > 1 else None

    def kind(self, path):
        owner = self.owner(path)
        return self.modules[owner].kind if owner in self.modules else "program"

    def layers_in_first_lines(self):
        """The layers that headers say in their first lines, by path without ending."""
        found = {path.with_suffix(""): re.search(r"^// layer: (\w+)$", text[:200], re.M)
                 for path, text in self.texts.items() if path.suffix == ".hpp"}
        return {path: match[1] for path, match in found.items() if match}

    def headers_reached_from_other_modules(self):
        """Headers that another module includes, directly or through a header."""
        left = [PurePosixPath(name) for path, found in self.includes.items() for _, name, _ in found
                if self.owner(PurePosixPath(name)) != self.owner(path)]
        reached = set()
        while left:
            path = left.pop()
            if path in self.includes and path not in reached:
                reached.add(path)
                left += [PurePosixPath(name) for _, name, _ in self.includes[path]]
        return reached

    def layer_word(self, path):
        owner = self.owner(path)
        folder = self.modules[owner].folder if owner in self.modules else owner
        return layer_in_name(path.relative_to(folder)) or self.marked.get(path.with_suffix(""))

    def layer(self, path):
        return LAYERS.get(self.layer_word(path), 0)

    def is_test(self, path):
        return path.stem.endswith("_test") or self.layer_word(path) == TESTING

    def is_rule(self, path):
        return self.kind(path) == "capability" and self.layer(path) == 0 and not self.is_test(path)

    def check(self):
        errors = check_modules(self.modules)
        for path, word in self.marked.items():
            if word not in LAYERS and word != TESTING:
                errors.append(f"src/{path}.hpp: no layer is named {word}; the order is {ORDER}")
        strays = {path.parts[0] for path in self.texts if self.owner(path) is None}
        errors += [f"src/{folder}: no module({folder} …) in cmake/modules.cmake" for folder in sorted(strays)]
        for path in sorted(self.texts):
            if self.owner(path) is not None:
                errors += self.check_file(path)
        return errors

    def check_file(self, path):
        errors = [f"src/{path}:{number}: {complaint}" for number, name, quoted in self.includes[path]
                  for complaint in self.check_include(path, name, quoted)]
        if self.is_rule(path):
            for number, line in enumerate(without_comments_and_texts(self.texts[path]).splitlines(), 1):
                errors += [f"src/{path}:{number}: {why}" for pattern, why in IMPURE if pattern.search(line)]
        return errors

    def check_include(self, path, name, quoted):
        if ".." in name.split("/"):
            return [f'"{name}": write the path from src/, without ..']
        target = PurePosixPath(name)
        if self.owner(target):
            return self.check_ours(path, target)
        if quoted and path.parent / name in self.texts:
            return [f'"{name}": write the path from src/, "{path.parent / name}"']
        return self.check_foreign(path, name)

    def check_ours(self, path, target):
        owner, used = self.owner(path), self.owner(target)
        if used in PROGRAMS and used != owner:
            return [f"{owner} includes {target}: nobody uses a program"]
        if owner == "station" and used != owner:
            return self.check_station(path, target)
        if owner in self.modules and used != owner and used not in self.uses[owner]:
            return [f"{owner} includes {target}: {used} is not above {owner} in cmake/modules.cmake"]
        if self.is_test(path):
            return []
        if self.layer_word(target) == TESTING:
            return [f"{target} is for tests only"]
        if self.kind(path) == "capability" and used == owner and self.layer(target) > self.layer(path):
            return [f"{self.layer_word(path) or 'a rule'} includes {target}: the order is {ORDER}"]
        if not self.is_rule(path):
            return []
        if used in NOT_IN_RULES:
            return [f"a rule includes {target}: only store, actions and web may"]
        if self.kind(target) == "capability" and self.layer(target) > 0:
            return [f"a rule includes {target}: it may use other rules only"]
        return []

    def check_station(self, path, target):
        kind = self.kind(target)
        if kind == "adapter" and self.owner(target) not in STATION_ADAPTERS and not self.is_test(path):
            return [f"station includes {target}: it has no database, no pages and no network of its own"]
        if kind == "capability" and self.layer_word(target) is not None and not self.is_test(path):
            return [f"station includes {target}: it uses base and rules only"]
        return []

    def check_foreign(self, path, name):
        if self.is_test(path):
            return []
        leaks = path.suffix == ".hpp" and path in self.reached
        slow = f"<{name}> is slow to compile, and other modules include this header: put it in a .cpp file"
        for prefix in HEAVY_ANYWHERE:
            if name.startswith(prefix) and leaks:
                return [slow]
        for prefix, owners in HEAVY.items():
            if name.startswith(prefix) and self.owner(path) not in owners:
                return [f"<{name}> belongs to {' or '.join(sorted(owners))}"]
            if name.startswith(prefix) and leaks:
                return [slow]
        if name == "random" and self.is_rule(path):
            return ["a rule does not draw at random: what is random is an argument"]
        return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=Path(__file__).resolve().parent.parent, help="the tree to check")
    parser.add_argument("--using", metavar="MODULE", help="print the modules that use this one, and itself")
    arguments = parser.parse_args()
    tree = Tree(arguments.root)
    if arguments.using:
        print("\n".join(name for name in tree.modules if name == arguments.using or arguments.using in tree.uses[name]))
        return 0
    errors = tree.check()
    print("\n".join(errors), file=sys.stderr, end="\n" if errors else "")
    print(f"layers: {len(tree.modules)} modules, {len(errors)} wrong")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
