// A drive's way from the bench to its certificate, with the real programs and a real block device: enrolment, erasure cut by kill -9 and taken up
// again, report, verdict, certificate, verification, re-check. Needs root and loop devices; skipped without.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { Installation, PROGRAM, run } from "../pages/installation.mjs";

const STATION = join(dirname(PROGRAM), "boucle-station");
const MIB = 1024 * 1024;
const database = process.env.BOUCLE_TEST_DATABASE ? ["--database", process.env.BOUCLE_TEST_DATABASE] : [];

function attach(image) {
  const made = spawnSync("losetup", ["--find", "--show", "--direct-io=on", image], { encoding: "utf8" });
  return made.status === 0 ? made.stdout.trim() : undefined;
}

let installation, tokens, device, why;

before(async () => {
  installation = await Installation.start({ demo: false, database });
  const image = join(installation.folder, "disque.img");
  writeFileSync(image, "");
  truncateSync(image, 192 * MIB + 3 * 512);
  if (process.getuid() === 0) device = attach(image);
  why = device ? false : "needs root and a loop device";
  run("organisation", "create", ...installation.place, "--code", "BCP", "--name", "Atelier du poste", "--kind", "refurbisher");
  tokens = Object.fromEntries(["administrator", "supervisor", "technician"].map((role) => [role, installation.token(role, "BCP")]));
});
after(async () => {
  if (device) spawnSync("losetup", ["-d", device]);
  await installation?.stop();
});

const call = (role, path, body) => installation.api(tokens[role], `/api/v1${path}`, body);
async function done(role, path, body) {
  const answer = await call(role, path, body);
  assert.ok([200, 201].includes(answer.status), `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const state = () => ["--state", join(installation.folder, "poste")];
function station(...words) {
  return spawnSync(STATION, words, { encoding: "utf8", env: { ...process.env, LANG: "fr_FR.UTF-8" } });
}

/** An agreement and one drive, received. */
async function receive() {
  const donor = await done("administrator", "/donors", { name: "Mairie d’Aubenas" });
  await done("administrator", "/agreements", { donor: donor.id, level: "clear", rank: "measured" });
  const form = new FormData();
  form.set("donor", donor.id);
  form.set("file", new Blob(["Type;Marque;Modèle;N° de série;N° inventaire;Poids (kg)\nDisque dur;Essai;Boucle 192;LOOP-1;MA-17;0,10"], { type: "text/csv" }), "liste.csv");
  const donation = await done("supervisor", "/donations", form);
  const reception = await done("technician", `/lots/${donation.lot.id}/reception`, { all: true });
  return reception.items[0];
}

test("from the bench to the certificate", { timeout: 120_000 }, async (t) => {
  if (why) return t.skip(why);
  const item = await receive();
  const code = run("station-code", ...installation.place, "--organisation", "BCP", "--name", "Établi 4").trim();
  const enrolled = station("enrol", installation.base, code, ...state());
  assert.equal(enrolled.status, 0, enrolled.stderr);
  assert.match(enrolled.stdout, /Poste «\sÉtabli 4\s» rattaché/);
  assert.equal(station("enrol", installation.base, code, "--state", join(installation.folder, "autre")).status, 5, "a code serves once");

  const [plan] = JSON.parse(station("plan", "--policy", "anssi-2023", "--loop", device, "--json").stdout).filter((each) => each.device === device);
  assert.equal(plan.method, "overwrite");
  const { serial } = plan.drive;
  const words = ["erase", "--policy", "anssi-2023", "--loop", device, "--drive", serial, "--item-number", item.number, "--operator", "T07", ...state(), "--json"];
  assert.equal(station(...words).status, 2, "nothing starts without a confirmed serial");

  // Cut in the middle, with what was written, then taken up again.
  const cut = spawn(STATION, [...words, "--yes"], { stdio: ["ignore", "pipe", "ignore"] });
  await new Promise((resolve) => setTimeout(resolve, 120));
  cut.kill("SIGKILL");
  await new Promise((resolve) => cut.once("exit", resolve));
  const erased = station(...words, "--yes");
  assert.equal(erased.status, 0, erased.stderr);
  const finished = erased.stdout.trim().split("\n").map((line) => JSON.parse(line)).find((line) => line.event === "finished");
  assert.equal(finished.verdict, "erased");
  assert.match(erased.stderr, /Reçu par le serveur/);

  const judged = await done("technician", `/items/${item.id}`);
  assert.equal(judged.media.length, 1, JSON.stringify(judged.media));
  assert.equal(judged.media[0].verdict, "erased");
  let list;
  for (let tries = 0; tries < 100; ++tries) {
    list = await done("supervisor", `/certificates?item=${item.id}`);
    if (list.certificates?.length || list.items?.length) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const [certificate] = list.certificates ?? list.items;
  assert.equal(certificate.verdict, "erased");
  const answer = await fetch(`${installation.base}/api/v1/certificates/${certificate.id}`, { headers: { authorization: `Bearer ${tokens.supervisor}` } });
  assert.equal(answer.status, 200);
  const view = await answer.json();
  assert.equal(certificate.serial, serial.toUpperCase());
  const page = await fetch(certificate.page ?? `${installation.base}/c/${certificate.id}`).then((each) => each.text());
  assert.ok(!page.includes("Aubenas") && !page.includes("T07"), "the public page names neither donor nor operator");

  const file = join(installation.folder, "certificat.json");
  const bytes = await fetch(`${installation.base}/certificates/${certificate.id}.json`, { headers: { authorization: `Bearer ${tokens.supervisor}` } });
  assert.equal(bytes.status, 200);
  writeFileSync(file, Buffer.from(await bytes.arrayBuffer()));
  const key = join(installation.folder, "cle.txt");
  writeFileSync(key, `${JSON.parse(readFileSync(join(installation.folder, "poste", "enrolment.json"), "utf8")).trust}\n`);
  execFileSync(PROGRAM, ["verify", "--trust", key, file]);
  writeFileSync(`${file}.autre`, readFileSync(file, "utf8").replace(serial, serial.toLowerCase()));
  assert.equal(spawnSync(PROGRAM, ["verify", "--trust", key, `${file}.autre`]).status, 1, "a changed certificate is found");

  const recheck = ["recheck", file, "--loop", device];
  assert.equal(station(...recheck).status, 0);
  const medium = openSync(device, "r+");
  writeSync(medium, Buffer.alloc(512, "ancien"), 0, 512, 77 * MIB);
  closeSync(medium);
  assert.equal(station(...recheck).status, 6, "one sector that differs is found");
});

test("a revoked station is heard no more, and what it says waits", { timeout: 60_000 }, async (t) => {
  if (why) return t.skip(why);
  const { stations } = await done("administrator", "/stations");
  assert.equal(stations.length, 1);
  await done("administrator", `/stations/${stations[0].id}/revoke`, {});
  const serial = JSON.parse(station("plan", "--policy", "anssi-2023", "--loop", device, "--json").stdout).find((each) => each.device === device).drive.serial;
  const erased = station("erase", "--policy", "anssi-2023", "--loop", device, "--drive", serial, "--yes", ...state());
  assert.match(erased.stdout, /Effacé/);
  assert.equal(station("send", ...state()).status, 5, "not admitted");
  assert.match(station("status", ...state()).stdout, /1 rapport attend/);
});
