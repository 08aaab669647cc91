"""A real Boucle server with its own data, and the API as the host of the test calls it."""
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request


class Server:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.place = ["--data", os.path.join(folder, "server")]
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            self.port = listening.getsockname()[1]
        self.guest_url = f"http://10.0.2.2:{self.port}"  # the host, as QEMU's network shows it
        self.run("organisation", "create", *self.place, "--code", "BCL", "--name", "Atelier d’essai", "--kind", "refurbisher")
        self.tokens = {role: self.run("token", "create", *self.place, "--organisation", "BCL", "--role", role).strip()
                       for role in ("administrator", "supervisor", "technician")}
        self.log = open(os.path.join(folder, "server.log"), "w")
        self.process = subprocess.Popen([program, "serve", *self.place, "--port", str(self.port), "--public-url", self.guest_url],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        for _ in range(200):
            try:
                if self.get("/health", None)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit("test-vm: the server does not answer; see " + self.log.name)

    def run(self, *words):
        done = subprocess.run([self.program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(f"test-vm: {' '.join(words)}: {done.stderr}")
        return done.stdout

    def call(self, role, path, body=None, headers=None, raw=False):
        """(status, answer): read as JSON when the server says so and `raw` is not asked for."""
        headers = dict(headers or {})
        if role:
            headers["Authorization"] = "Bearer " + self.tokens[role]
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, kind, data = answer.status, answer.headers.get("Content-Type", ""), answer.read()
        except urllib.error.HTTPError as error:
            status, kind, data = error.code, error.headers.get("Content-Type", ""), error.read()
        return status, json.loads(data) if "json" in kind and not raw else data

    def get(self, path, role="technician"):
        return self.call(role, path)

    def done(self, role, path, body):
        status, answer = self.call(role, "/api/v1" + path, body)
        if status not in (200, 201):
            raise SystemExit(f"test-vm: {path}: {status} {answer}")
        return answer

    def receive_machine(self, serial):
        """A donor's machine with this serial number, received: its item."""
        donor = self.done("administrator", "/donors", {"name": "Donateur d’essai"})
        self.done("administrator", "/agreements", {"donor": donor["id"], "level": "clear", "rank": "third_party"})
        table = "Type;Marque;Modèle;N° de série;N° inventaire;Poids (kg)\n" + f"PC portable;Boucle;Essai;{serial};INV-1;1,70\n"
        edge = "edge-of-the-form"
        body = (f'--{edge}\r\nContent-Disposition: form-data; name="donor"\r\n\r\n{donor["id"]}\r\n'
                f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="liste.csv"\r\nContent-Type: text/csv\r\n\r\n{table}\r\n'
                f"--{edge}--\r\n").encode()
        status, donation = self.call("supervisor", "/api/v1/donations", body, {"Content-Type": f"multipart/form-data; boundary={edge}"})
        if status not in (200, 201):
            raise SystemExit(f"test-vm: donation: {status} {donation}")
        reception = self.done("technician", f"/lots/{donation['lot']['id']}/reception", {"all": True})
        return reception["items"][0]

    def enrolment_text(self):
        return self.run("station-code", *self.place, "--name", "VM", "--organisation", "BCL", "--public-url", self.guest_url).strip()

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
