// A person who was erased stays erased, even when a backup made before is restored.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Installation, run } from "../pages/installation.mjs";

let installation;
before(async () => {
  installation = await Installation.start({ demo: false });
  run("organisation", "create", ...installation.place, "--code", "EFF", "--name", "Atelier", "--kind", "refurbisher");
});
after(async () => { await installation?.stop(); });

test("erased for ever, backups included", { timeout: 60_000 }, async () => {
  const token = installation.token("administrator", "EFF");
  const donor = (await installation.api(token, "/api/v1/donors", { name: "Imprimerie", contact_name: "Odile Perrin", email: "odile@example.fr" })).body;
  assert.equal((await installation.api(token, `/api/v1/donors/${donor.id}`)).body.contact.name, "Odile Perrin");
  const backup = join(installation.folder, "sauvegarde.sqlite");
  run("backup", ...installation.place, backup);

  assert.equal((await installation.api(token, `/api/v1/donors/${donor.id}/erase`, {})).status, 200);
  const gone = (await installation.api(token, `/api/v1/donors/${donor.id}`)).body;
  assert.ok(!JSON.stringify(gone).includes("Odile"), JSON.stringify(gone));
  assert.equal((await installation.api(token, `/api/v1/donors/${donor.id}/erase`, {})).status, 422);

  // The register is written within seconds, beside the key and not in the data folder.
  const key = join(installation.folder, "data.key");
  for (let tries = 0; tries < 100; ++tries) {
    try { if (readFileSync(`${key}.erasures`, "utf8").trim()) break; } catch { /* not yet */ }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.match(readFileSync(`${key}.erasures`, "utf8"), /^[0-9a-f-]{36} \d{4}-/);

  const words = run("restore", backup, "--data", join(installation.folder, "ailleurs"), "--key-file", key);
  assert.match(words, /effacées de nouveau.*: 1/);
});
