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
from pathlib import Path

# A file of a capability is a rule unless its name says otherwise: store.cpp, store_lots.cpp, lots_store.cpp or
# store/lots.cpp are all of the layer "store"; so is a header, and the .cpp beside it, that begins with « // layer: store ».
LAYERS = {"store": 1, "actions": 2, "web": 3, "pages": 3, "documents": 3}
ORDER = "rules ← store ← actions ← web, pages, documents"
TESTING = "testing"  # what tests of several capabilities share; no product file includes it

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
# .cpp files or in headers that no other folder reaches.
HEAVY = {
    "soci/": {"storage"}, "soci.h": {"storage"}, "sqlite3.h": {"storage"}, "libpq-fe.h": {"storage"},
    "zstd.h": {"storage"},
    "microhttpd.h": {"http"},
    "cairo": {"documents"}, "pango/": {"documents"}, "qrencode.h": {"documents"}, "qpdf/": {"documents"},
    "orcus/": {"documents"}, "ixion/": {"documents"}, "xlsxwriter": {"documents"},
    "curl/": {"jobs", "station"},
    "boost/locale": {"i18n"},
    "CLI/": PROGRAMS, "curses.h": {"station"}, "ncurses": {"station"}, "liburing": {"station"},
    "libudev.h": {"station"}, "blkid/": {"station"},
    "date/tz.h": {"base"},
}
HEAVY_ANYWHERE = ("boost/json.hpp", "boost/json/src.hpp", "spdlog/", "openssl/", "sodium")  # any folder, alike

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


@dataclass
class Module:
    name: str
    kind: str  # foundation, adapter, capability or program
    uses: list
    line: int


def read_modules(text):
    """The module(...) lines of cmake/modules.cmake, in order, with the lists that set(...) names."""
    modules, lists, kind, number = {}, {}, "foundation", 0
    statement, begun = "", 0
    for raw in text.splitlines():
        number += 1
        if raw.lstrip().startswith("# ----"):
            kind = "adapter" if "adapters" in raw else "capability" if "capabilities" in raw else kind
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
            uses, taking = [], False
            for word in words[2:]:
                if word in ("USES", "LIBRARIES"):
                    taking = word == "USES"
                elif taking and (name := re.fullmatch(r"\$\{(\w+)\}", word)):
                    uses += lists.get(name[1], [])
                elif taking:
                    uses.append(word)
            modules[words[1]] = Module(words[1], "program" if words[1] in PROGRAMS else kind, uses, begun)
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


def layer_in_name(path):
    """store, actions, web… or None for a rule; `path` is relative to the folder of the capability."""
    for part in [*path.parts[:-1], path.stem]:
        for word in [*LAYERS, TESTING]:
            if part == word or part.startswith(word + "_") or part.endswith("_" + word):
                return word
    return None


def without_comments_and_texts(text):
    """The same lines, with comments and the insides of texts blanked."""
    pattern = re.compile(r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)
    return pattern.sub(lambda found: "\n" * found[0].count("\n") or " ", text)


def without_comments(text):
    pattern = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.S)
    return pattern.sub(lambda found: found[1] or "\n" * found[0].count("\n"), text)


class Tree:
    def __init__(self, root):
        self.root = Path(root)
        self.modules = read_modules((self.root / "cmake/modules.cmake").read_text(encoding="utf-8"))
        self.uses = {name: closure(self.modules, name) for name in self.modules}
        self.marked = self.layers_in_first_lines()
        self.reached = self.headers_reached_from_other_folders()

    def layers_in_first_lines(self):
        """The layers that headers say in their first lines, by path below src/ without ending."""
        marked, source = {}, self.root / "src"
        for path in source.rglob("*.hpp"):
            beginning = path.read_text(encoding="utf-8", errors="replace")[:200]
            if found := re.search(r"^// layer: (\w+)$", beginning, re.M):
                marked[path.relative_to(source).with_suffix("").as_posix()] = found[1]
        return marked

    def layer_word(self, owner, inside):
        return layer_in_name(inside) or self.marked.get((owner / inside.with_suffix("")).as_posix())

    def layer(self, owner, inside):
        return LAYERS.get(self.layer_word(owner, inside), 0)

    def is_test(self, owner, inside):
        return inside.stem.endswith("_test") or self.layer_word(owner, inside) == TESTING

    def headers_reached_from_other_folders(self):
        """Paths below src/ of the headers that another folder includes, directly or through a header."""
        source = self.root / "src"
        includes = {}
        for path in [*source.rglob("*.hpp"), *source.rglob("*.cpp")]:
            text = without_comments(path.read_text(encoding="utf-8", errors="replace"))
            found = (INCLUDE.match(line) for line in text.splitlines())
            includes[path.relative_to(source).as_posix()] = [match[1] or match[2] for match in found if match]
        left = [name for path, names in includes.items() for name in names if name.split("/")[0] != path.split("/")[0]]
        reached = set()
        while left:
            name = left.pop()
            if name in includes and name not in reached:
                reached.add(name)
                left += includes[name]
        return reached

    def check(self):
        errors = check_modules(self.modules)
        source = self.root / "src"
        for path, word in self.marked.items():
            if word not in LAYERS and word != TESTING:
                errors.append(f"src/{path}.hpp: no layer is named {word}; the order is {ORDER}")
        for folder in sorted(path for path in source.iterdir() if path.is_dir()):
            files = sorted(path for ending in ("*.hpp", "*.cpp") for path in folder.rglob(ending))
            if files and folder.name not in self.modules and folder.name not in PROGRAMS:
                errors.append(f"src/{folder.name}: no module({folder.name} …) in cmake/modules.cmake")
                continue
            for path in files:
                errors += self.check_file(folder.name, path)
        return errors

    def check_file(self, owner, path):
        text = path.read_text(encoding="utf-8", errors="replace")
        inside = path.relative_to(self.root / "src" / owner)
        where = f"{path.relative_to(self.root)}:"
        errors = []
        for number, line in enumerate(without_comments(text).splitlines(), 1):
            if found := INCLUDE.match(line):
                for complaint in self.check_include(owner, inside, found[1] or found[2], bool(found[1])):
                    errors.append(f"{where}{number}: {complaint}")
        if self.is_rule(owner, inside):
            for number, line in enumerate(without_comments_and_texts(text).splitlines(), 1):
                errors += [f"{where}{number}: {why}" for pattern, why in IMPURE if pattern.search(line)]
        return errors

    def is_rule(self, owner, inside):
        return (owner in self.modules and self.modules[owner].kind == "capability"
                and self.layer(owner, inside) == 0 and not self.is_test(owner, inside))

    def check_include(self, owner, inside, name, quoted):
        if ".." in name.split("/"):
            return [f'"{name}": write the path from src/, without ..']
        folder, _, rest = name.partition("/")
        if rest and (folder in self.modules or folder in PROGRAMS):
            return self.check_ours(owner, inside, folder, Path(rest))
        if quoted and not rest and (self.root / "src" / owner / inside.parent / name).exists():
            return [f'"{name}": write the path from src/, "{(owner / inside.parent / name).as_posix()}"']
        return self.check_foreign(owner, inside, name)

    def check_ours(self, owner, inside, folder, target):
        included = f"{folder}/{target.as_posix()}"
        if folder in PROGRAMS and folder != owner:
            return [f"{owner} includes {included}: nobody uses a program"]
        if owner == "station" and folder != owner:
            return self.check_station(inside, folder, target, included)
        if owner in self.modules and folder != owner and folder not in self.uses[owner]:
            return [f"{owner} includes {included}: {folder} is not above {owner} in cmake/modules.cmake"]
        if self.is_test(owner, inside):
            return []
        if self.layer_word(folder, target) == TESTING:
            return [f"{included} is for tests only"]
        capability = owner in self.modules and self.modules[owner].kind == "capability"
        if capability and folder == owner and self.layer(folder, target) > self.layer(owner, inside):
            return [f"{self.layer_word(owner, inside) or 'a rule'} includes {included}: the order is {ORDER}"]
        if not self.is_rule(owner, inside):
            return []
        if folder in NOT_IN_RULES:
            return [f"a rule includes {included}: only store, actions and web may"]
        if self.modules[folder].kind == "capability" and self.layer(folder, target) > 0:
            return [f"a rule includes {included}: it may use other rules only"]
        return []

    def check_station(self, inside, folder, target, included):
        kind = self.modules[folder].kind
        if kind == "adapter" and folder not in STATION_ADAPTERS and not self.is_test("station", inside):
            return [f"station includes {included}: it has no database, no pages and no network of its own"]
        if kind == "capability" and self.layer_word(folder, target) is not None:
            return [f"station includes {included}: it uses base and rules only"]
        return []

    def check_foreign(self, owner, inside, name):
        header = inside.suffix == ".hpp" and f"{owner}/{inside.as_posix()}" in self.reached
        slow = f"<{name}> is slow to compile, and other folders include this header: put it in a .cpp file"
        for prefix in HEAVY_ANYWHERE:
            if name.startswith(prefix) and header and not self.is_test(owner, inside):
                return [slow]
        for prefix, owners in HEAVY.items():
            if not name.startswith(prefix) or self.is_test(owner, inside):
                continue
            if owner not in owners:
                return [f"<{name}> belongs to {' or '.join(sorted(owners))}"]
            if header:
                return [slow]
        if name == "random" and self.is_rule(owner, inside):
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
