"""A virtual machine, by software emulation: QEMU, its monitor, what it writes on its serial line and shows on its screen."""
import ctypes
import gzip
import json
import os
import signal
import socket
import struct
import subprocess
import time


PR_SET_PDEATHSIG = 1  # prctl(2)
LIBC = ctypes.CDLL(None)


def begin_process():
    """In the new process: it lets others go first, and does not outlive the test, however that ends."""
    os.nice(5)
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Machine:
    """One run of QEMU. `name` names its files in `folder`."""

    def __init__(self, folder, name, arguments, memory=1024):
        self.name = name
        self.serial_file = os.path.join(folder, name + ".serial")
        self.monitor = os.path.join(folder, name + ".monitor")
        self.picture = os.path.join(folder, name + ".ppm")
        self.errors = open(os.path.join(folder, name + ".qemu"), "w+")
        open(self.serial_file, "w").close()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", str(memory), "-display", "none",
             "-vga", "std", "-no-reboot", "-serial", "file:" + self.serial_file, "-qmp", f"unix:{self.monitor},server=on,wait=off",
             *arguments], stdin=subprocess.DEVNULL, stdout=self.errors, stderr=subprocess.STDOUT, preexec_fn=begin_process)

    def seconds(self):
        return time.monotonic() - self.started

    def running(self):
        return self.process.poll() is None

    def said(self):
        with open(self.serial_file, "rb") as file:
            return file.read().decode("utf-8", "replace")

    def wait_for(self, condition, limit):
        """What condition(self) answered, as soon as it is something; None after `limit` seconds or when the machine has stopped."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            stopped = not self.running()
            answer = condition(self)
            if answer:
                return answer
            if stopped:
                return None
            time.sleep(0.2)
        return None

    def wait_until_off(self, limit):
        try:
            self.process.wait(limit)
            return True
        except subprocess.TimeoutExpired:
            return False

    def kill(self):
        """As a power cut."""
        if self.running():
            self.process.kill()
        self.process.wait()

    def command(self, name, **arguments):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(self.monitor)
            with line.makefile("rw") as talk:
                talk.readline()
                for each in ({"execute": "qmp_capabilities"}, {"execute": name, "arguments": arguments}):
                    talk.write(json.dumps(each) + "\n")
                    talk.flush()
                    while True:
                        answer = json.loads(talk.readline())
                        if "return" in answer or "error" in answer:
                            break
                return answer

    def key(self, *codes):
        for code in codes:
            self.command("send-key", keys=[{"type": "qcode", "data": code}])

    def screen(self):
        """The text on the screen, line by line; empty while it is not in the station's letters."""
        try:
            if "error" in self.command("screendump", filename=self.picture):
                return ""
            return read_screen(self.picture)
        except (OSError, ValueError):
            return ""


FONTS = {16: "Lat15-Terminus32x16", 12: "Lat15-Terminus24x12", 8: "Lat15-Terminus16"}


def read_font(width):
    """Letters of a console font, by their rows of dots."""
    with gzip.open(f"/usr/share/consolefonts/{FONTS[width]}.psf.gz") as file:
        data = file.read()
    if data[:2] == b"\x36\x04":
        height, count, start = data[3], 512 if data[2] & 1 else 256, 4
        glyphs = [data[start + i * height:start + (i + 1) * height] for i in range(count)]
        numbers = struct.unpack(f"<{(len(data) - start - count * height) // 2}H", data[start + count * height:])
        words, word = [], []
        for number in numbers:
            if number == 0xFFFF:
                words.append(word)
                word = []
            elif number != 0xFFFE:
                word.append(chr(number))
        return height, {glyph: word[0] for glyph, word in reversed(list(zip(glyphs, words))) if word}
    _, _, start, _, count, size, height, _ = struct.unpack("<8I", data[:32])
    glyphs = [data[start + i * size:start + (i + 1) * size] for i in range(count)]
    words = [entry.split(b"\xfe")[0].decode("utf-8") for entry in data[start + count * size:].split(b"\xff")]
    return height, {glyph: word[0] for glyph, word in reversed(list(zip(glyphs, words))) if word}


def read_screen(picture):
    """Text of a picture: each cell is compared with the letters of the font that init chose for this width (packaging/image/init)."""
    with open(picture, "rb") as file:
        kind, size, _, dots = file.read().split(b"\n", 3)
    columns, rows = map(int, size.split())
    if kind != b"P6" or len(dots) < columns * rows * 3:
        raise ValueError(picture)
    width = 16 if columns >= 1280 else 12 if columns >= 960 else 8
    height, letters = read_font(width)
    lines = []
    for top in range(0, rows - height + 1, height):
        line = ""
        for left in range(0, columns - width + 1, width):
            starts = [3 * ((top + y) * columns + left) for y in range(height)]
            line += read_cell([dots[start:start + 3 * width] for start in starts], width, letters)
        lines.append(line.rstrip())
    return "\n".join(lines)


def read_cell(cell, width, letters):
    background = cell[-1][-3:]
    empty = background * width
    if all(row == empty for row in cell):
        return " "
    shape = b""
    for row in cell:
        bits = 0
        for at in range(0, 3 * width, 3):
            bits = bits << 1 | (row[at:at + 3] != background)
        shape += (bits << (-width % 8)).to_bytes((width + 7) // 8, "big")
    size = (width + 7) // 8
    inverse = b"".join((int.from_bytes(shape[at:at + size], "big") ^ ((1 << width) - 1) << (-width % 8)).to_bytes(size, "big")
                       for at in range(0, len(shape), size))
    return letters.get(shape) or letters.get(inverse) or "?"
