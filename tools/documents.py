#!/usr/bin/env python3
"""Checks what the documents say against the tree.

Links resolve (files and headings); every `./dev X` and `boucle X` they name exists; each capability has its README.md;
CHANGELOG.md has an Unreleased part; no file tells of one machine (paths) or of one registry (host names).
"""
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).resolve().parent))
import layers

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = {"boucle": "build/boucle", "boucle-station": "build/boucle-station"}

# Cut in two, or this file would find itself.
FOREIGN = [("/wor" + "k/", "a path of one machine"), ("/roo" + "t/", "a path of one machine"),
           ("registry.np" + "mjs", "the host of a registry"), ("deb.deb" + "ian.org", "the host of a registry"),
           ("registry.yarn" + "pkg", "the host of a registry")]
RESOLVED = re.compile(r'"resol' + r'ved"\s*:\s*"https?:')
ELSEWHERE = ("http://", "https://", "mailto:", "/")


def files_of(root):
    """What belongs to the project: what git keeps, or would; all files where there is no git."""
    run = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         capture_output=True, check=False)
    if run.returncode == 0:
        names = run.stdout.decode().split("\0")
    else:
        skipped = {"build", "node_modules", "data", ".git"}
        names = [path.relative_to(root).as_posix() for path in root.rglob("*")
                 if not skipped & set(path.relative_to(root).parts)]
    return sorted(name for name in set(names) if name and (root / name).is_file())


def without_code(text):
    """The same lines, those of code blocks emptied."""
    lines, inside = [], False
    for line in text.splitlines():
        fence = line.lstrip().startswith("```")
        lines.append("" if inside or fence else re.sub(r"`[^`]*`", "", line))
        inside ^= fence
    return lines


def anchors(text):
    """Names that a heading can be linked by, as the usual forges make them."""
    found = set()
    for line in without_code(text.replace("`", "")):
        if heading := re.match(r"#{1,6}\s+(.*)", line):
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def check_links(root, name, text):
    errors = []
    for number, line in enumerate(without_code(text), 1):
        for target in re.findall(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)", line):
            if target.startswith(ELSEWHERE):
                continue
            path, _, anchor = unquote(target).partition("#")
            file = (root / name).parent / path if path else root / name
            if not file.exists():
                errors.append(f"{name}:{number}: {target}: no such file")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
                errors.append(f"{name}:{number}: {target}: no such heading")
    return errors


def words_of_help(text):
    """First words of the indented lines: how ./dev and CLI11 list what they can do."""
    return set(re.findall(r"^ {2,4}([a-z][\w-]*)", text, re.M))


def check_commands(name, text, known):
    """`known`: program → words its help lists; a program that is not built is not in it."""
    errors = []
    for number, line in enumerate(text.splitlines(), 1):
        for program, word in re.findall(r"(?:^|[\s`/(])(\./dev|boucle|boucle-station) ([a-z][a-z-]*)", line):
            command_like = program == "./dev" or f"`{program} {word}" in line or re.match(rf"\s*\S*{program} {word}", line)
            if program in known and command_like and word not in known[program]:
                errors.append(f"{name}:{number}: `{program} {word}`: no such command")
    return errors


def read_help(root):
    known = {}
    for program, path in [("./dev", "dev"), *PROGRAMS.items()]:
        if (root / path).exists():
            run = subprocess.run([root / path, "--help"], capture_output=True, text=True, check=False, timeout=60)
            known[program] = words_of_help(run.stdout)
    return known


def check_capabilities(root):
    modules = layers.read_modules((root / "cmake/modules.cmake").read_text(encoding="utf-8")).values()
    return [f"src/{module.name}: no README.md (words, rules, legal source)" for module in modules
            if module.kind == "capability" and (root / "src" / module.name).exists()
            and not (root / "src" / module.name / "README.md").exists()]


def check_changelog(root):
    path = root / "CHANGELOG.md"
    if path.exists() and re.search(r"^## \[?Unreleased\b", path.read_text(encoding="utf-8"), re.M):
        return []
    return ["CHANGELOG.md: no part « ## Unreleased »"]


def check_foreign(name, text):
    errors = []
    for number, line in enumerate(text.splitlines(), 1):
        errors += [f"{name}:{number}: {what}: {pattern}" for pattern, what in FOREIGN if pattern in line]
        if RESOLVED.search(line):
            errors.append(f"{name}:{number}: the host of a registry; see omit-lockfile-registry-resolved in npm's documentation")
    return errors


def check(root):
    errors, names = check_changelog(root) + check_capabilities(root), files_of(root)
    known = read_help(root)
    for name in names:
        data = (root / name).read_bytes()
        if b"\0" in data[:8000]:
            continue
        text = data.decode("utf-8", errors="replace")
        errors += check_foreign(name, text)
        if name.endswith(".md"):
            errors += check_links(root, name, text) + check_commands(name, text, known)
    return errors, names, known


def main():
    errors, names, known = check(ROOT)
    print("\n".join(errors), file=sys.stderr, end="\n" if errors else "")
    unseen = [program for program in PROGRAMS if program not in known]
    print(f"documents: {len(names)} files, {len(errors)} wrong" + (f" ({', '.join(unseen)} not built: its commands not checked)"
                                                                  if unseen else ""))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
