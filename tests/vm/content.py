"""What is on the raw image of a disk after an erasure, compared with what the record of the erasure says. The stream is computed by the
openssl program from the published key: nothing of Boucle's own code takes part."""
import base64
import re
import subprocess

SECTOR = 512


def old_data(serial, sector):
    """What every sector holds before: its disk and number, as text."""
    return (f"OLD DATA of {serial} sector {sector:08d} " * 20)[:SECTOR].encode()


OLD = re.compile(rb"OLD DATA of [A-Z0-9]+ sector")


def fill(path, serial, sectors):
    with open(path, "wb") as file:
        for first in range(0, sectors, 2048):
            file.write(b"".join(old_data(serial, at) for at in range(first, min(first + 2048, sectors))))


def stream(cipher, key, length):
    """AES-256-CTR or ChaCha20 from byte 0 of the disk, with the initial counter and nonce 0."""
    name = {"aes_256_ctr": "-aes-256-ctr", "chacha20": "-chacha20"}[cipher]
    return subprocess.run(["openssl", "enc", name, "-K", key.hex(), "-iv", "0" * 32, "-nosalt"], input=bytes(length), stdout=subprocess.PIPE,
                          check=True).stdout


def key_bytes(text):
    return bytes.fromhex(text) if re.fullmatch(r"[0-9a-f]{64}", text) else base64.b64decode(text)


def old_sectors(path, size):
    """How many sectors still hold old data."""
    with open(path, "rb") as file:
        data = file.read(size)
    return sum(1 for at in range(0, len(data), SECTOR) if OLD.search(data, at, at + SECTOR))


def differing_sectors(path, size, cipher, key, excepted):
    """Sectors that are not the stream's, outside the excepted ranges of bytes: [(offset, bytes)]."""
    with open(path, "rb") as file:
        data = file.read(size)
    expected = stream(cipher, key, len(data))
    if data == expected:
        return []
    wrong = [at for at in range(0, len(data), SECTOR) if data[at:at + SECTOR] != expected[at:at + SECTOR]]
    return [at // SECTOR for at in wrong if not any(first <= at < first + count for first, count in excepted)]


def content_class(path, size):
    """constant, random, or mixed."""
    with open(path, "rb") as file:
        data = file.read(size)
    if data.count(data[:1]) == len(data):
        return "constant"
    counts = [data.count(bytes([value])) for value in range(256)]
    mean = len(data) / 256
    chi = sum((count - mean) ** 2 / mean for count in counts)
    return "random" if chi < 400 else "mixed"
