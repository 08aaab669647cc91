#!/usr/bin/env python3
"""Checks the catalogues locales/<language>/<folder>.po against the sources.

  locales.py check   every key of the sources exists in every language; no duplicate; the same {arguments};
                     no key that nothing uses; French typography
  locales.py fix     puts right what typography can: apostrophes, ellipses, no-break spaces (French)

How a key is known to be used:
  "collection.lot.title"          written whole in a .cpp or .hpp of src/ (what begins with the name of a folder of src/ or of a catalogue)
  "equipment.kind." + code(kind)  a literal that ends with a dot uses every key under it, and one at least must exist
  #. codes collection.line.*      in a .po file, for keys made in a way that no literal shows; say why beside it
A literal that looks like a key and is none: write  // not a key  on its line.
"""
import pathlib
import re
import sys

LANGUAGES = ("fr", "en")
# The capital, digit and slash keep file names, host names and addresses out.
KEY = re.compile(r'"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+\.?|[a-z][a-z0-9_]*\.)"')
ARGUMENT = re.compile(r"\{([^{}]*)\}")
FILE_ENDINGS = (".cpp", ".hpp", ".css", ".js", ".svg", ".json", ".csv", ".xlsx", ".ods", ".pdf", ".mo", ".po", ".sql", ".db")
NO_BREAK, THIN = "\u00a0", "\u202f"


class Entry:
    def __init__(self, path, line):
        self.path, self.line, self.key, self.plural, self.texts = path, line, None, None, {}

    def where(self):
        return f"{self.path}:{self.line}"


def unquote(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), text)


def read_po(path):
    """The entries (header included, with key ""), and the prefixes declared by « #. codes »."""
    entries, prefixes, entry, target = [], [], None, None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("#. codes "):
            prefixes += [word.rstrip("*") for word in line[9:].split() if word.endswith("*")]
        if not line or line.startswith("#"):
            continue
        match = re.match(r'(msgid|msgid_plural|msgstr(?:\[(\d)\])?)\s+"(.*)"$', line)
        if match:
            target = match.group(1)
            if target == "msgid":
                entry = Entry(path, number)
                entries.append(entry)
            text = unquote(match.group(3))
        elif re.match(r'"(.*)"$', line) and entry is not None and target:
            text = unquote(line[1:-1])
        else:
            raise SystemExit(f"{path}:{number}: not understood: {raw}")
        if entry is None:
            raise SystemExit(f"{path}:{number}: text before the first msgid")
        if target == "msgid":
            entry.key = (entry.key or "") + text
        elif target == "msgid_plural":
            entry.plural = (entry.plural or "") + text
        else:
            entry.texts[target] = entry.texts.get(target, "") + text
    return entries, prefixes


def without_comment(line):
    at = line.find("//")
    while at >= 0 and line.count('"', 0, at) % 2:  # inside a literal
        at = line.find("//", at + 2)
    return line if at < 0 else line[:at]


def used_keys(root):
    """Literals of the sources: {key or prefix.: first place}."""
    folders = {folder.name for folder in (root / "src").iterdir() if folder.is_dir()}
    folders |= {catalogue.stem for catalogue in (root / "locales" / "fr").glob("*.po")}
    used = {}
    for path in sorted((root / "src").rglob("*.[ch]pp")):
        if path.name.endswith("_test.cpp"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "// not a key" in line or line.lstrip().startswith(("//", "#include")):
                continue
            for key in KEY.findall(without_comment(line)):
                if key.split(".")[0] in folders and not key.endswith(FILE_ENDINGS):
                    used.setdefault(key, f"{path.relative_to(root)}:{number}")
    return used


def typography(text):
    """What is wrong in a French text, as sentences."""
    words = ARGUMENT.sub("x", text)
    problems = []
    if re.search(r" [;:?!»%€]", words) or "« " in words:
        problems.append("plain space beside « » : ; ? ! % or €")
    if re.search(r"[^\W\d][?!;](\s|$)|[^\W\d]:\s", words) or re.search(r"«\S", words.replace("«" + NO_BREAK, "").replace("«" + THIN, "")):
        problems.append("no-break space missing beside « » : ; ? or !")
    if re.search(r"\w'\w", words):
        problems.append("straight apostrophe")
    if "..." in words:
        problems.append("three dots instead of …")
    return problems


def fixed(text):
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text).replace("...", "…")
    text = re.sub(r"(?<=[^\W\d]) ?([?!;])(?=\s|$)| ([?!;])", lambda m: THIN + (m.group(1) or m.group(2)), text)
    text = re.sub(r"(?<=[^\W\d]) ?:(?=\s|$)| :", NO_BREAK + ":", text)
    text = re.sub(r"« ?(?=\S)", "«" + NO_BREAK, text) if "«" + NO_BREAK not in text and "«" + THIN not in text else text.replace("« ", "«" + NO_BREAK)
    return re.sub(r" ([»€])", NO_BREAK + r"\1", text).replace(" %", THIN + "%")


def check(root):
    problems = []
    used = used_keys(root)
    catalogues, prefixes = {}, [key for key in used if key.endswith(".")]
    for language in LANGUAGES:
        known = catalogues[language] = {}
        for path in sorted((root / "locales" / language).glob("*.po")):
            entries, declared = read_po(path)
            prefixes += declared
            shown = path.relative_to(root)
            if not entries or entries[0].key != "" or "charset=UTF-8" not in entries[0].texts.get("msgstr", ""):
                problems.append(f'{shown}:1: must begin with a header (msgid "") that says charset=UTF-8')
            for entry in entries:
                if entry.key == "":
                    continue
                entry.path = shown
                if entry.key in known:
                    problems.append(f"{entry.where()}: {entry.key} is already at {known[entry.key].where()}")
                known[entry.key] = entry
                folder = entry.key.split(".")[0]
                if folder != path.stem and not (root / "src" / folder / path.stem).is_dir():
                    problems.append(f"{entry.where()}: {entry.key} belongs in {entry.key.split('.')[0]}.po")
                if entry.plural is not None and (entry.plural != entry.key or set(entry.texts) != {"msgstr[0]", "msgstr[1]"}):
                    problems.append(f"{entry.where()}: {entry.key}: a plural repeats its key and has msgstr[0] and msgstr[1]")
                if not entry.texts or any(not text for text in entry.texts.values()):
                    problems.append(f"{entry.where()}: {entry.key} has no text")
                if language == "fr":
                    problems += [f"{entry.where()}: {entry.key}: {what}" for text in entry.texts.values() for what in typography(text)]
    for key, place in used.items():
        for language in LANGUAGES:
            known = catalogues[language]
            if key.endswith("."):
                if not any(name.startswith(key) for name in known):
                    problems.append(f"{place}: no text under {key} in {language}")
            elif key not in known:
                problems.append(f"{place}: {key} has no text in {language}")
    for language in LANGUAGES:
        for key, entry in catalogues[language].items():
            if key not in used and not any(key.startswith(prefix) for prefix in prefixes):
                problems.append(f"{entry.where()}: nothing uses {key}")
    problems += compare(catalogues)
    return problems


def compare(catalogues):
    problems = []
    first, *others = LANGUAGES
    for key, entry in catalogues[first].items():
        for language in others:
            other = catalogues[language].get(key)
            if other is None:
                problems.append(f"{entry.where()}: {key} is missing in {language}")
                continue
            if (entry.plural is None) != (other.plural is None):
                problems.append(f"{other.where()}: {key} counts in one language only")
            names = [set(ARGUMENT.findall(" ".join(e.texts.values()))) for e in (entry, other)]
            if names[0] != names[1]:
                problems.append(f"{other.where()}: {key}: arguments {sorted(names[1])} here, {sorted(names[0])} in {first}")
    for language in others:
        for key, entry in catalogues[language].items():
            if key not in catalogues[first]:
                problems.append(f"{entry.where()}: {key} is missing in {first}")
    return problems


def fix(root):
    for path in sorted((root / "locales" / "fr").glob("*.po")):
        lines, in_header, inside = [], False, False
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("msgid"):
                in_header, inside = line == 'msgid ""', False
            elif line.startswith("msgstr"):
                inside = not in_header
            match = re.match(r'((?:msgstr(?:\[\d\])?\s+)?")(.*)(")$', line)
            lines.append(match.group(1) + fixed(match.group(2)) + match.group(3) if inside and match else line)
        text = "\n".join(lines) + "\n"
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(root)}: put right")


def main(arguments):
    root = pathlib.Path(__file__).resolve().parent.parent
    if arguments == ["fix"]:
        fix(root)
        return 0
    if arguments != ["check"]:
        print(__doc__)
        return 2
    problems = check(root)
    print("\n".join(problems) if problems else "catalogues: all right")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
