#!/usr/bin/env python3
"""The check of the catalogues finds what it says it finds."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import locales  # noqa: E402

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


class Check(unittest.TestCase):
    def problems(self, source, french, english, header=HEADER):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, text in (("src/lot/a.cpp", source), ("locales/fr/lot.po", header + french), ("locales/en/lot.po", header + english)):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            return locales.check(root)

    def expect(self, part, *arguments, **named):
        found = self.problems(*arguments, **named)
        self.assertTrue(any(part in problem for problem in found), f"{part!r} not in {found}")

    @staticmethod
    def entry(key, text):
        return f'msgid "{key}"\nmsgstr "{text}"\n'

    def test_accepts_what_is_right(self):
        fr = self.entry("lot.a", "Reçu par {who}") + self.entry("lot.kind.box", "Caisse") + '#. codes lot.code.* chosen by the file\n' + self.entry("lot.code.x", "X")
        en = self.entry("lot.a", "Received by {who}") + self.entry("lot.kind.box", "Box") + self.entry("lot.code.x", "X")
        fr += 'msgid "lot.n"\nmsgid_plural "lot.n"\nmsgstr[0] "{n} lot"\nmsgstr[1] "{n} lots"\n'
        en += 'msgid "lot.n"\nmsgid_plural "lot.n"\nmsgstr[0] "{n} lot"\nmsgstr[1] "{n} lots"\n'
        source = 'tr("lot.a"); tr("lot.kind." + code); tr.count("lot.n", 3); open("lot.csv");  // as "lot.none"\nhost("lot.example.org");  // not a key\n'
        self.assertEqual(self.problems(source, fr, en), [])

    def test_finds_a_key_without_text(self):
        self.expect("lot.a has no text in en", 'tr("lot.a")', self.entry("lot.a", "A"), "")
        self.expect("no text under lot.kind. in fr", 'tr("lot.kind." + x)', "", "")

    def test_finds_what_nothing_uses(self):
        self.expect("nothing uses lot.b", "", self.entry("lot.b", "B"), self.entry("lot.b", "B"))

    def test_finds_duplicates_and_strays(self):
        both = self.entry("lot.a", "A") * 2
        self.expect("is already at", 'tr("lot.a")', both, both)
        stray = self.entry("van.a", "A")
        self.expect("belongs in van.po", "", stray, stray)

    def test_finds_other_arguments_and_missing_languages(self):
        self.expect("arguments ['who'] here, ['name'] in fr", 'tr("lot.a")', self.entry("lot.a", "{name}"), self.entry("lot.a", "{who}"))
        self.expect("lot.a is missing in fr", 'tr("lot.a")', "", self.entry("lot.a", "A"))

    def test_finds_a_missing_header_and_empty_texts(self):
        self.expect("must begin with a header", "", self.entry("lot.a", "A"), self.entry("lot.a", "A"), header="")
        self.expect("lot.a has no text", 'tr("lot.a")', self.entry("lot.a", ""), self.entry("lot.a", "A"))

    def test_french_typography(self):
        for wrong in ("Quoi ?", "Lot : 3", "« lot »", "Quoi?", "Lot: 3", "l'atelier", "Attendre...", "12 %", "45 €", "«lot\u00a0»"):
            self.assertTrue(locales.typography(wrong), wrong)
            self.assertEqual(locales.typography(locales.fixed(wrong)), [], locales.fixed(wrong))
        for right in ("Quoi\u202f?", "À 21:30", "https://exemple.fr", "«\u00a0lot\u00a0»", "l’atelier", "{n}\u00a0kg", "12\u202f%"):
            self.assertEqual(locales.typography(right), [], right)
            self.assertEqual(locales.fixed(right), right)


if __name__ == "__main__":
    unittest.main()
