#!/usr/bin/env python3
"""The station's screens in a real terminal (tmux), on the practice drives, as a technician uses them.

Skipped without tmux or without the program: build/test/boucle-station, or what BOUCLE_STATION names.
"""
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("BOUCLE_STATION", ROOT / "build" / "test" / "boucle-station"))


class Terminal:
    """One run of the program in a tmux of its own."""

    def __init__(self, columns=80, rows=25, term="screen", language="fr"):
        self.folder = tempfile.TemporaryDirectory(prefix="boucle-screen-")
        self.socket = str(Path(self.folder.name, "tmux"))
        command = (f"env TERM={term} LC_ALL=C.UTF-8 TMPDIR={self.folder.name} {PROGRAM} run --practice --language {language}"
                   f" --state {self.folder.name}/state; echo status $?; exec sleep 600")
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), command)

    def tmux(self, *arguments):
        return subprocess.run(["tmux", "-S", self.socket, *arguments], check=True, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout

    def close(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True, check=False)
        self.folder.cleanup()

    def screen(self):
        return self.tmux("capture-pane", "-p").replace("\u202f", " ").replace("\u00a0", " ")

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def scan(self, text):
        """As a hand scanner does: the characters, then Enter."""
        self.type(text)
        self.keys("Enter")

    def wait_for(self, *texts, seconds=20):
        """Until one of the texts is on the screen; the screen then."""
        end = time.monotonic() + seconds
        while True:
            shown = self.screen()
            if any(text in shown for text in texts):
                return shown
            if time.monotonic() > end:
                raise AssertionError(f"none of {texts} within {seconds} s on:\n{shown}")
            time.sleep(0.1)

    def wait_gone(self, text, seconds=20):
        end = time.monotonic() + seconds
        while text in self.screen():
            if time.monotonic() > end:
                raise AssertionError(f"{text} is still there:\n{self.screen()}")
            time.sleep(0.1)

    def process(self):
        shell = self.tmux("list-panes", "-F", "#{pane_pid}").strip()
        children = subprocess.run(["pgrep", "-P", shell, "boucle-station"], capture_output=True, text=True, check=False).stdout.split()
        return int(children[0] if children else shell)


@unittest.skipUnless(shutil.which("tmux") and PROGRAM.is_file(), f"needs tmux and {PROGRAM}")
class StationScreenTest(unittest.TestCase):
    def start(self, **options):
        terminal = Terminal(**options)
        self.addCleanup(terminal.close)
        return terminal

    def to_choice(self, terminal):
        terminal.wait_for("ENTRAINEMENT-NVME-3")
        terminal.scan("PCé-àà&è")  # PC260017 as an American scanner types it on a French keyboard
        terminal.wait_for("PC260017")
        terminal.scan("t07")
        terminal.wait_for("Sera effacé par")

    def whole(self, columns, rows):
        terminal = self.start(columns=columns, rows=rows)
        shown = terminal.wait_for("ENTRAINEMENT-NVME-3")
        self.assertIn("ENTRAÎNEMENT – aucun disque réel", shown)
        self.assertIn("1 intouchable", shown)
        self.assertRegex(shown, "ENTRAINEMENT-CLE-4[^\n]*\n +INTOUCHABLE : ")
        self.to_choice(terminal)
        terminal.type("3")
        shown = terminal.wait_for("[X] 3")
        self.assertIn("Niveau : Purge (demandé :", shown)
        self.assertIn("Entrée : effacer ce disque", shown)
        terminal.keys("Enter")
        shown = terminal.wait_for("PERDU POUR TOUJOURS")
        self.assertIn("ENTRAINEMENT-NVME-3", shown)
        self.assertNotIn("ENTRAINEMENT-HDD-2", shown, "only what was chosen is lost")
        terminal.scan("PC260018")
        terminal.wait_for("n’est pas l’étiquette de cette machine. Rien n’est effacé.")
        terminal.scan("PC260017")
        shown = terminal.wait_for("Laissez travailler")
        self.assertNotIn("EFFACÉ", shown)
        terminal.wait_for("aucun secteur défectueux", "le disque travaille seul")
        shown = terminal.wait_for("le disque peut être réutilisé", seconds=120)
        self.assertIn("EXERCICE : EFFACÉ", shown)
        self.assertIn("Tout est effacé et vérifié. Niveau atteint : Purge", shown)
        self.assertIn("aucun rapport, aucun certificat", shown)
        terminal.keys("F10")
        terminal.wait_for("Quitter le poste ?")
        terminal.type("q")
        terminal.wait_for("status 0")

    def test_a_drive_is_erased_on_eighty_columns(self):
        self.whole(80, 25)

    def test_a_drive_is_erased_on_a_large_screen(self):
        self.whole(120, 40)

    def test_stopping_asks_and_says_that_it_is_not_erased(self):
        terminal = self.start()
        self.to_choice(terminal)
        terminal.type("5")
        terminal.keys("Enter")
        terminal.wait_for("PERDU POUR TOUJOURS")
        terminal.scan("PC260017")
        terminal.wait_for("Mo/s", seconds=30)
        terminal.keys("C-c")
        shown = terminal.wait_for("Quitter le poste ?")
        self.assertIn("Un effacement est en cours", shown)
        terminal.keys("Escape")
        terminal.wait_gone("Quitter le poste ?")
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(terminal.process(), number)
            terminal.wait_for("Quitter le poste ?")
            terminal.keys("Escape")
            terminal.wait_gone("Quitter le poste ?")
            self.assertIn("Laissez travailler", terminal.screen())
        terminal.type("s")
        terminal.wait_for("Le disque ne sera PAS effacé")
        terminal.type("o")
        shown = terminal.wait_for("INTERROMPU : PAS EFFACÉ", seconds=30)
        self.assertIn("choisissez-le de nouveau", shown)

    def test_leaving_waits_for_a_drive_that_erases_itself_under_a_password(self):
        terminal = self.start(columns=100)
        self.to_choice(terminal)
        terminal.type("1")
        terminal.wait_for("[X] 1")
        terminal.keys("Enter")
        terminal.wait_for("PERDU POUR TOUJOURS")
        terminal.scan("PC260017")
        terminal.wait_for("sans dire où il en est", seconds=30)
        terminal.keys("F10")
        self.assertNotIn("Il s’arrêtera", terminal.wait_for("il resterait verrouillé"))
        terminal.type("q")
        self.assertNotIn("status", terminal.wait_for("s’efface par sa propre commande, que rien n’arrête. Le progra"))
        os.kill(terminal.process(), signal.SIGINT)
        terminal.keys("C-c")
        self.assertNotIn("status", terminal.screen())
        terminal.wait_for("status 0", seconds=60)

    def test_english_help_and_server(self):
        terminal = self.start(language="en")
        terminal.wait_for("PRACTICE – no real drive", seconds=30)
        terminal.keys("F1")
        terminal.wait_for("means erased")
        terminal.keys("F2")
        terminal.wait_for("veut dire effacé")
        terminal.keys("F2", "Escape")
        terminal.keys("F4")
        terminal.wait_for("works offline")
        terminal.keys("Escape")
        terminal.wait_for("Label of the machine")

    def test_bare_consoles_get_only_what_they_have(self):
        for term in ("linux", "vt100"):
            with self.subTest(term=term):
                terminal = self.start(term=term, rows=24)
                shown = terminal.wait_for("ENTRAINEMENT-NVME-3")
                self.assertIn("ENTRAÎNEMENT - aucun disque réel : rien n'est effacé", shown)
                for character in "’…–“”":
                    self.assertNotIn(character, shown)

    def test_a_small_window_says_so_and_comes_back(self):
        terminal = self.start()
        terminal.wait_for("ENTRAINEMENT-NVME-3")
        terminal.tmux("resize-window", "-x", "60", "-y", "20")
        terminal.wait_for("Écran trop petit")
        terminal.tmux("resize-window", "-x", "100", "-y", "30")
        terminal.wait_for("ENTRAINEMENT-NVME-3")

    def test_without_a_terminal_it_says_what_to_do(self):
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run([PROGRAM, "run", "--practice", "--language", "fr", "--state", folder + "/state"], stdin=subprocess.DEVNULL,
                                 capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(run.returncode, 1)
        self.assertIn("boucle-station erase", run.stderr)


if __name__ == "__main__":
    unittest.main()
