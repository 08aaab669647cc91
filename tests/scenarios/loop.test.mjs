// A laptop's whole life through the API, and the same with the server killed in the middle of every step: what was acknowledged
// is still there, and the log verifies. BOUCLE_TEST_DATABASE=postgresql://… runs it on PostgreSQL.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Installation, PROGRAM, run } from "../pages/installation.mjs";

const database = process.env.BOUCLE_TEST_DATABASE ? ["--database", process.env.BOUCLE_TEST_DATABASE] : [];
let installation;
let tokens;

before(async () => {
  installation = await Installation.start({ demo: false, database });
  run("organisation", "create", ...installation.place, "--code", "BCL", "--name", "Atelier d’essai", "--kind", "refurbisher");
  tokens = Object.fromEntries(["administrator", "supervisor", "technician", "shopkeeper", "donor"].map((role) => [role, installation.token(role, "BCL")]));
});
after(async () => { await installation?.stop(); });

const call = (role, path, body) => installation.api(tokens[role], `/api/v1${path}`, body);

async function done(role, path, body, status = [200, 201]) {
  const answer = await call(role, path, body);
  assert.ok([status].flat().includes(answer.status), `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

function listOf(donor, lines) {
  const form = new FormData();
  form.set("donor", donor);
  const text = ["Type;Marque;Modèle;N° de série;N° inventaire;Poids (kg)", ...lines].join("\n");
  form.set("file", new Blob([text], { type: "text/csv" }), "liste.csv");
  return form;
}

/** The output of lshw for a laptop with one disk. */
function lshw(serial, disk) {
  return { id: "pc", class: "system", vendor: "Dell Inc.", product: "Latitude 5490", serial, children: [{ id: "core", class: "bus", children: [
    { id: "memory", class: "memory", size: 8589934592, description: "System Memory" },
    { id: "cpu", class: "processor", product: "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", configuration: { cores: "4" } },
    { id: "disk", class: "disk", product: "SAMSUNG MZ7LN256", serial: disk, size: 256060514304, logicalname: "/dev/sda", description: "ATA Disk" }] }] };
}

const report = (serial, disk) => ({ schema: "boucle.station-report.v1", id: randomUUID(), station: "BANC-1", operator: "T01",
  occurred_at: "2026-02-03T10:00:00+01:00", raw: { lshw: lshw(serial, disk) } });

const allTests = Object.fromEntries(["power", "ram", "disk", "screen", "keyboard", "sound", "webcam", "wifi", "ports", "battery"].map((name) => [name, "pass"]));

/** A lot with these laptops, received: [{ id, number }]. */
async function receiveLot(serials) {
  const donor = await done("administrator", "/donors", { name: `Donateur ${randomUUID()}` });
  await done("administrator", "/agreements", { donor: donor.id, level: "clear", rank: "third_party" });
  const donation = await done("supervisor", "/donations", listOf(donor.id, serials.map((serial) => `PC portable;Dell;Latitude 5490;${serial};INV-${serial};1,70`)));
  const reception = await done("technician", `/lots/${donation.lot.id}/reception`, { all: true });
  return { donor, lot: donation.lot.id, items: reception.items };
}

/** nwipe's log, as another tool leaves it: evidence of a third party. */
function eraseForm(medium, serial) {
  const form = new FormData();
  form.set("medium", medium);
  form.set("source", "third_party");
  form.set("method", "overwrite");
  form.set("level", "clear");
  form.set("outcome", "completed");
  form.set("file", new Blob([`[2026/02/03 11:00:00] notice: /dev/sda ${serial} verified, pass 1 of 1: 100% erased\n`]), "nwipe.log");
  return form;
}

async function prepare(item, serial) {
  await done("technician", "/station-reports", report(serial, `DISK${serial}`));
  await done("technician", `/items/${item.id}/triage`, { decision: "reuse" });
  const { media } = await done("technician", `/items/${item.id}`);
  assert.equal(media.length, 1);
  await done("technician", `/items/${item.id}/erasure`, eraseForm(media[0].id, `DISK${serial}`));
  await done("technician", `/items/${item.id}/tests`, { tests: allTests });
  await done("technician", `/items/${item.id}/grade`, { cpumark: 6210, cpumark_reason: "table de l’atelier", cosmetic: "A" });
  await done("technician", `/items/${item.id}/close`, {});
}

test("a laptop goes from a donor's list to a proven departure", async () => {
  const { lot, items } = await receiveLot(["LIFE001", "LIFE002"]);
  const [laptop, other] = items;
  // It may not leave, and the refusal says everything that is missing.
  const early = await call("supervisor", "/departures", { kind: "gift", items: [laptop.number], receiver: { kind: "person", reference: "D-1" } });
  assert.equal(early.status, 422);
  assert.match(early.body.errors.map((each) => each.code).join(), /erasure\.departure\./);
  for (const each of early.body.errors) assert.doesNotMatch(each.detail, /^erasure\./, "said in words");

  await prepare(laptop, "LIFE001");
  assert.equal((await done("technician", `/items/${laptop.id}`)).status, "ready");
  await done("administrator", "/locations", { code: "A1", name: "Étagère A1" });
  await done("technician", `/items/${laptop.id}/store`, { location: "A1" });
  const gift = { id: randomUUID(), kind: "gift", items: [laptop.number], receiver: { kind: "person", reference: "DOSSIER-12" } };
  const departure = await done("supervisor", "/departures", gift);
  assert.equal((await done("supervisor", "/departures", gift)).number, departure.number, "sent again counts once");
  assert.equal((await done("technician", `/items/${laptop.id}`)).status, "given");
  assert.equal((await call("supervisor", "/departures", { ...gift, id: randomUUID() })).status, 409, "nothing leaves twice");

  // A counter sale, and waste that was never erased stays.
  await done("technician", "/station-reports", report("LIFE002", "DISKLIFE002"));
  await done("technician", `/items/${other.id}/triage`, { decision: "waste", reason: "broken" });
  const waste = await call("supervisor", "/departures", { kind: "waste", items: [other.number], receiver: { kind: "waste_operator", name: "ESAT", siret: "73282932000074" } });
  assert.equal(waste.status, 422, "no medium leaves unproven, waste included");

  await done("technician", `/lots/${lot}/weight`, { weight: "4,2" });
  await done("technician", `/lots/${lot}/close`, {});
  const summary = await done("administrator", `/lots/${lot}/statement`);
  const mass = summary.mass_balance;
  assert.equal(mass.received_g, 3400);
  assert.equal(mass.received_g, mass.reuse_g + mass.parts_g + mass.waste_g + mass.returned_g + mass.missing_g + mass.stock_g);
  assert.equal(mass.reuse_g, 1700);
  assert.equal(mass.packaging_g, 800);

  // The signed statement, as JSON and PDF, checked by the program alone.
  const keys = await (await fetch(`${installation.base}/.well-known/boucle-keys`)).text();
  const trust = join(installation.folder, "keys.txt");
  writeFileSync(trust, keys);
  for (const form of ["json", "pdf", "xlsx"]) {
    const answer = await fetch(`${installation.base}/api/v1/lots/${lot}/statement.${form}`, { headers: { authorization: `Bearer ${tokens.administrator}` } });
    assert.equal(answer.status, 200);
    const file = join(installation.folder, `statement.${form}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    writeFileSync(file, bytes);
    if (form === "xlsx") continue;
    assert.equal(spawnSync(PROGRAM, ["verify", "--trust", trust, file]).status, 0, form);
    assert.equal(spawnSync(PROGRAM, ["verify", file]).status, 3, `${form} without the key`);
    if (form === "json") {
      writeFileSync(file, bytes.toString().replace("\"reuse_g\":1700", "\"reuse_g\":1701"));
      assert.equal(spawnSync(PROGRAM, ["verify", "--trust", trust, file]).status, 1, "a changed figure is found");
    }
  }

  const history = await done("technician", `/items/${laptop.id}/history`);
  assert.deepEqual(history.events.map((event) => event.kind).slice(0, 3), ["received", "identified", "triaged"]);
  assert.equal(history.events.at(-1).kind, "departed");
});

test("a report counts once, and the same id with other bytes is a conflict", async () => {
  const one = report("ONCE001", "DISKONCE001");
  assert.equal((await call("technician", "/station-reports", one)).status, 201);
  assert.equal((await call("technician", "/station-reports", one)).status, 200);
  assert.equal((await call("technician", "/station-reports", { ...one, station: "BANC-2" })).status, 409);
  const bad = await call("technician", "/station-reports", { ...one, id: "pas-un-uuid" });
  assert.equal(bad.status, 422);
  assert.equal(bad.body.field, "id");
});

/** Starts many calls at once and kills the server among them: what was answered before it died. */
async function killDuring(calls) {
  const acknowledged = [];
  const all = calls.map(({ start, key }) => start().then((answer) => { if (answer.status < 300) acknowledged.push({ key, body: answer.body }); }, () => {}));
  await new Promise((resolve) => setTimeout(resolve, 15 + Math.random() * 60));
  await installation.kill();
  await Promise.all(all);
  await installation.serve();
  return acknowledged;
}

test("kill -9 in the middle of each step loses nothing that was acknowledged", { timeout: 300_000 }, async () => {
  const serials = Array.from({ length: 12 }, (_, n) => `KILL${String(n).padStart(3, "0")}`);
  let count = 0;

  const donors = await killDuring(serials.map((serial) => ({ key: serial, start: () => call("administrator", "/donors", { name: `Coupure ${serial}` }) })));
  for (const { body } of donors) assert.equal((await call("administrator", `/donors/${body.id}`)).status, 200), (count += 1);

  const donor = await done("administrator", "/donors", { name: "Coupures" });
  const lists = await killDuring(serials.map((serial) => ({ key: serial,
    start: () => call("supervisor", "/donations", listOf(donor.id, [`PC portable;Dell;Latitude 5490;${serial};;1,7`])) })));
  for (const { body } of lists) assert.equal((await call("technician", `/lots/${body.lot.id}`)).status, 200), (count += 1);

  const { lot } = await receiveLot(serials.map((serial) => `${serial}B`));
  const lines = serials.map((_, n) => n + 2);
  const missing = await receiveLot(["KILLEXTRA"]);
  const received = await killDuring(lines.map((line) => ({ key: line,
    start: () => call("technician", `/lots/${missing.lot}/reception`, { kind: "laptop", serial: `KX${line}`, mass: "1,6" }) })));
  for (const { body } of received) assert.equal((await call("technician", `/items/${body.items[0].id}`)).status, 200), (count += 1);

  const reports = serials.map((serial) => report(`${serial}B`, `DISK${serial}B`));
  const reported = await killDuring(reports.map((each) => ({ key: each.id, start: () => call("technician", "/station-reports", each) })));
  for (const { key } of reported) assert.equal((await call("technician", `/station-reports/${key}`)).status, 200), (count += 1);
  for (const each of reports) assert.ok([200, 201].includes((await call("technician", "/station-reports", each)).status));

  const { items } = await done("administrator", `/items?limit=100&q=${serials[0].slice(0, 4)}`);
  const mine = items.filter((item) => item.status === "received").slice(0, 12);
  const triaged = await killDuring(mine.map(({ id }) => ({ key: id, start: () => call("technician", `/items/${id}/triage`, { decision: "reuse" }) })));
  for (const { key } of triaged) assert.equal((await call("technician", `/items/${key}`)).body.status, "in_work"), (count += 1);

  const tested = await killDuring(mine.map(({ id }) => ({ key: id, start: () => call("technician", `/items/${id}/tests`, { tests: allTests }) })));
  for (const { key } of tested) assert.equal((await call("technician", `/items/${key}`)).body.tests.ram, "pass"), (count += 1);

  const ready = await receiveLot(["KREADY1", "KREADY2", "KREADY3", "KREADY4"]);
  for (const [n, item] of ready.items.entries()) await prepare(item, `KREADY${n + 1}`);
  const gone = await killDuring(ready.items.map((item) => ({ key: item.id,
    start: () => call("supervisor", "/departures", { id: randomUUID(), kind: "gift", items: [item.number], receiver: { kind: "person", reference: item.number } }) })));
  for (const { key } of gone) assert.equal((await call("technician", `/items/${key}`)).body.status, "given"), (count += 1);

  assert.ok(count > 0, "something was acknowledged before the server died");
  // Items are what their histories say, and the log's root is that of its events.
  const words = execFileSync(PROGRAM, ["rebuild", ...installation.place], { encoding: "utf8", env: { ...process.env, LANG: "fr_FR.UTF-8" } });
  assert.match(words, / 0 lignes corrigées/);
  assert.match(words, /Registre vérifié/);
  assert.equal((await call("technician", `/lots/${lot}`)).status, 200);
});
