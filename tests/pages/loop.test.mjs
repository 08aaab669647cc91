// The whole loop in a real browser, in French, at 1280 and 375 px, by forms only: from a donor's spreadsheet to a proven departure
// and the donor's statement. Every page on the way is checked.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage, launch } from "./browser.mjs";
import { Installation, signIn } from "./installation.mjs";

let installation;
let browser;
before(async () => {
  installation = await Installation.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await installation?.stop();
});

const laptop = (serial, disk) => JSON.stringify({ schema: "boucle.station-report.v1", id: crypto.randomUUID(), station: "BANC-1", operator: "T03",
  occurred_at: "2026-03-02T09:00:00+01:00", raw: { lshw: { id: "pc", class: "system", vendor: "HP", product: "HP EliteBook 840 G5", serial, children: [
    { id: "core", class: "bus", children: [{ id: "memory", class: "memory", size: 17179869184, description: "System Memory" },
      { id: "cpu", class: "processor", product: "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", configuration: { cores: "4" } },
      { id: "disk", class: "disk", product: "SAMSUNG MZ7LN256", serial: disk, size: 256060514304, logicalname: "/dev/sda", description: "ATA Disk" }] }] } } });

/** Presses the form's button and waits for the page that answers. */
async function submit(page, button) {
  await Promise.all([page.waitForNavigation({ timeout: 15_000 }), page.click(button, { timeout: 15_000 })]);
  assert.equal(await page.locator(".error-summary").count(), 0, `${page.url()}: ${await page.locator("main").innerText()}`);
}

async function loop(width) {
  const place = (name) => `boucle-${name}`;
  const serial = `NAV${width}A`;
  const disk = `DISQUE${width}`;
  const base = installation.base;
  const widths = [width];
  const office = await signIn(browser, base, "administration@vallon.example", { width });
  const bench = await signIn(browser, base, "atelier@vallon.example", { width });

  // The donor, its agreement, its list with a bad line.
  await office.goto(`${base}/donors/new`);
  await checkPage(office, place("donateur"), { widths });
  await office.fill("[name=name]", `Imprimerie ${width}`);
  await submit(office, "main form button[type=submit]");
  const donor = new URL(office.url()).pathname.split("/").at(-1);
  await office.goto(`${base}/agreements/new?donor=${donor}`);
  await office.selectOption("[name=rank]", "third_party");
  await checkPage(office, place("convention"), { widths });
  await submit(office, "main form button[type=submit]");
  const list = join(installation.folder, `liste-${width}.csv`);
  writeFileSync(list, `Type;Marque;Modèle;N° de série;Poids (kg)\nPC portable;HP;EliteBook 840 G5;${serial};1,5\nEcran;Dell;P2419H;;5,7\nBidule;;;;\n`);
  await office.goto(`${base}/donations/new?donor=${donor}`);
  await office.setInputFiles("[name=file]", list);
  await checkPage(office, place("liste"), { widths });
  await submit(office, "main form button[type=submit]");
  assert.match(await office.locator("main").innerText(), /Bidule/, "the bad line is explained");
  await checkPage(office, place("liste-lue"), { widths });
  const lot = await office.locator("a[href*='/lots/']").first().getAttribute("href");

  // Reception by scan, the whole lot on the scale.
  await bench.goto(`${base}${lot.split("?")[0].replace(/\/(reception|lines).*/, "")}/reception`);
  const lotPath = new URL(bench.url()).pathname.replace(/\/reception$/, "");
  await checkPage(bench, place("reception"), { widths });
  await bench.fill("[name=scan]", serial);
  await bench.locator("[name=mass]").first().fill("1,48");
  await Promise.all([bench.waitForNavigation(), bench.press("[name=scan]", "Enter")]);
  await bench.fill("[name=weight]", "8,2");
  await submit(bench, "form[action$='/weight'] button");
  await bench.goto(`${base}/scan?q=${serial}`);
  const item = new URL(bench.url()).pathname;
  assert.match(item, /^\/items\//, "a scan leads to the item");
  const number = (await bench.locator("h1").innerText()).split(" ")[0];
  await checkPage(bench, place("materiel-recu"), { widths });
  const label = await bench.context().request.get(`${base}${item}/label.pdf`);
  assert.equal(label.headers()["content-type"], "application/pdf");

  // The station's report, sent as a file.
  const report = join(installation.folder, `rapport-${width}.json`);
  writeFileSync(report, laptop(serial, disk));
  await bench.goto(`${base}/workshop`);
  await checkPage(bench, place("atelier"), { widths });
  await bench.locator("a[href='/workshop/reports/new']").first().click();
  await bench.setInputFiles("[type=file]", report);
  await submit(bench, "main form button[type=submit]");

  // Triage, and a departure that is refused with everything that is missing.
  await bench.goto(`${base}${item}/triage`);
  await checkPage(bench, place("tri"), { widths });
  await bench.check("[name=decision][value=reuse]");
  await submit(bench, "main form button[type=submit]");
  await office.goto(`${base}/departures/new?kind=gift&scan=${number}`);
  await checkPage(office, place("sortie-refusee"), { widths });
  assert.match(await office.locator("main").innerText(), /effacement|preuve/i);

  // Erasure: another tool's log; tests; category; end of work.
  const log = join(installation.folder, `nwipe-${width}.log`);
  writeFileSync(log, `[2026/03/02 10:12:00] notice: /dev/sda (${disk}) blanked and verified, 0 errors\n`);
  await bench.goto(`${base}${item}/erasure`);
  await checkPage(bench, place("effacement"), { widths });
  await bench.check("[name=source][value=third_party]");
  await bench.setInputFiles("[name=file]", log);
  await bench.selectOption("[name=outcome]", "completed");
  await submit(bench, `form[action='${item}/erasure'] button[type=submit]`);
  await bench.goto(`${base}${item}/tests`);
  await checkPage(bench, place("tests"), { widths });
  for (const radio of await bench.locator("input[type=radio][value=pass]").all()) await radio.check();
  await submit(bench, "main form button[type=submit]");
  await bench.goto(`${base}${item}/grade`);
  await checkPage(bench, place("categorie"), { widths });
  await bench.fill("[name=cpumark]", "6210");
  await bench.fill("[name=cpumark_reason]", "table de l’atelier");
  await bench.selectOption("[name=cosmetic]", "A");
  await submit(bench, `form[action='${item}/grade'] button[type=submit]`);
  await bench.goto(`${base}${item}/close`);
  await checkPage(bench, place("fin"), { widths });
  await submit(bench, "main button:has-text('Terminer')");

  // Storage by scan: the shelf, then the machine.
  await bench.goto(`${base}/stock/move`);
  await bench.fill("[name=location]", "A1");
  await submit(bench, "main form button[type=submit]");
  await checkPage(bench, place("rangement"), { widths });
  await bench.fill("main input[type=text]:not([name=location])", number);
  await Promise.all([bench.waitForNavigation(), bench.press("main input[type=text]:not([name=location])", "Enter")]);

  // Half of the loops give, the other half sell.
  const shop = await signIn(browser, base, width > 600 ? "distribution@vallon.example" : "boutique@vallon.example", { width });
  if (width > 600) {
    await shop.goto(`${base}/departures/new?kind=gift&scan=${number}`);
    await checkPage(shop, place("don"), { widths });
    await shop.selectOption("[name='receiver.kind']", "person");
    await shop.fill("[name='receiver.reference']", "DOSSIER-77");
    await submit(shop, "form[action='/departures'] button[type=submit]");
  } else {
    await shop.goto(`${base}/sales/new?scan=${number}`);
    await checkPage(shop, place("vente"), { widths });
    await submit(shop, "main form:last-of-type button[type=submit]");
    await checkPage(shop, place("vente-total"), { widths });
    await submit(shop, "form[action='/sales'] button[type=submit]");
  }
  await checkPage(shop, place("sortie-faite"), { widths });
  await bench.goto(`${base}${item}`);
  assert.match(await bench.locator("main").innerText(), width > 600 ? /Donné/ : /Vendu/);
  await checkPage(bench, place("materiel-parti"), { widths });

  // The donor's statement, verified by the public page.
  await office.goto(`${base}${lotPath}/statement`);
  await checkPage(office, place("bilan"), { widths });
  const pdf = await office.context().request.get(`${base}${lotPath}/statement.pdf`);
  const file = join(installation.folder, `bilan-${width}.pdf`);
  writeFileSync(file, await pdf.body());
  await office.goto(`${base}/verify`);
  await office.setInputFiles("[type=file]", file);
  await submit(office, "main form button[type=submit]");
  await checkPage(office, place("verification"), { widths });
  assert.match(await office.locator("main").innerText(), /Authentique/);
  for (const page of [office, bench, shop]) await page.context().close();
}

for (const width of [1280, 375])
  test(`from a donor's list to a proven departure at ${width} px`, { timeout: 300_000 }, () => loop(width));
