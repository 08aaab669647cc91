#!/usr/bin/env python3
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import documents

GOOD = {
    "CHANGELOG.md": "# Changes\n\n## Unreleased\n",
    "cmake/modules.cmake": "module(base)\n# ---- capabilities ----\nmodule(stock USES base)\n",
    "src/stock/README.md": "# Stock\n\n## Moves and counts\n",
    "README.md": "# R\n[stock](src/stock/README.md#moves-and-counts) [self](#r) [far](https://example.org/x)\n",
}


class DocumentsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def errors(self, files):
        for name, text in {**GOOD, **files}.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return documents.check(self.root)[0]

    def test_a_good_tree(self):
        self.assertEqual(self.errors({}), [])

    def test_links(self):
        self.assertEqual(self.errors({"docs/a.md": "[a](../README.md)\n[b](b.md)\n```\n[c](c.md)\n```\n`[d](d.md)`\n"}),
                         ["docs/a.md:2: b.md: no such file"])
        self.assertEqual(self.errors({"docs/a.md": "[a](../src/stock/README.md#moves)\n"}),
                         ["docs/a.md:1: ../src/stock/README.md#moves: no such heading"])

    def test_commands(self):
        known = {"./dev": documents.words_of_help("Usage: ./dev WORD\n\n  run      build, then\n  build    both\n"),
                 "boucle": {"serve"}}
        self.assertEqual(known["./dev"], {"run", "build"})
        text = "`./dev run`, then `./dev fly`; `boucle serve --data x`; boucle is a loop; `boucle dance`\nboucle sing --loud\n"
        self.assertEqual(documents.check_commands("a.md", text, known),
                         ["a.md:1: `./dev fly`: no such command", "a.md:1: `boucle dance`: no such command",
                          "a.md:2: `boucle sing`: no such command"])
        self.assertEqual(documents.check_commands("a.md", "`boucle dance`", {"./dev": set()}), [])

    def test_a_capability_has_its_page_and_the_changelog_its_next_part(self):
        self.assertEqual(self.errors({"CHANGELOG.md": "## 1.0\n", "src/sales/price.cpp": "", "cmake/modules.cmake":
                                      GOOD["cmake/modules.cmake"] + "module(sales USES stock)\n"}),
                         ["CHANGELOG.md: no part « ## Unreleased »", "src/sales: no README.md (words, rules, legal source)"])

    def test_nothing_of_one_machine(self):
        for text, what in documents.FOREIGN:
            self.assertEqual(self.errors({"a.txt": f"x\n{text}y\n"}), [f"a.txt:2: {what}: {text}"])
        line = '"resol' + 'ved": "https://example.org/a.tgz"'
        self.assertEqual(self.errors({"a.txt": line}),
                         ["a.txt:1: the host of a registry; see omit-lockfile-registry-resolved in npm's documentation"])


if __name__ == "__main__":
    unittest.main()
