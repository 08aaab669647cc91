// The gallery of components (written by test_html into ./gallery) in a real browser.
//   node tests/pages/gallery.mjs build/gallery
import assert from "node:assert/strict";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { createGzip } from "node:zlib";
import { checkPage, launch, open, transferred } from "./browser.mjs";

const folder = path.resolve(process.argv[2] ?? "gallery");
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const posts = [];
const server = createServer((request, response) => {
  const name = path.normalize(new URL(request.url, "http://x").pathname).replace(/\/$/, "/index.html");
  if (request.method === "POST") {
    let size = 0;
    request.on("data", (part) => { size += part.length; });
    request.on("end", () => {
      posts.push({ name, size });
      setTimeout(() => response.writeHead(303, { location: "/problem.html" }).end(), 300);
    });
    return;
  }
  const file = path.join(folder, name);
  if (!file.startsWith(folder) || !existsSync(file)) { response.writeHead(404).end(); return; }
  response.writeHead(200, {
    "content-type": types[path.extname(file)] ?? "application/octet-stream", "content-encoding": "gzip",
    "content-security-policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  });
  createReadStream(file).pipe(createGzip()).pipe(response);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await launch();

async function every_page_is_accessible() {
  for (const colorScheme of ["light", "dark"]) {
    for (const name of ["index", "form", "confirm", "problem"]) {
      const page = await open(browser, { colorScheme });
      await page.goto(`${base}/${name}.html`);
      await checkPage(page, `gallery-${name}-${colorScheme}`);
      if (colorScheme === "light") {
        const { bytes, requests } = transferred(page);
        console.log(`  ${name}: ${bytes} bytes in ${requests} requests`);
        assert.ok(bytes > 0 && bytes <= 60 * 1024, `${name}: first load of ${bytes} bytes`);
      }
      await page.context().close();
    }
  }
}

async function ten_thousand_rows_are_usable() {
  const page = await open(browser);
  const start = Date.now();
  await page.goto(`${base}/long.html`);
  const { bytes } = transferred(page);
  console.log(`  10,000 rows: ${bytes} bytes, loaded in ${Date.now() - start} ms`);
  assert.ok(bytes <= 450 * 1024);
  assert.equal(await page.locator("tbody tr").count(), 10_000);
  await checkPage(page, "gallery-long", { axe: false, widths: [1280] });
  await page.context().close();
}

async function keys_and_scanners() {
  const page = await open(browser);
  await page.goto(`${base}/index.html`);
  await page.keyboard.press("/");
  const scan = page.locator("#scan");
  assert.equal(await scan.evaluate((field) => field === document.activeElement), true);
  const read = async (typed) => {
    await scan.fill(typed);
    await scan.dispatchEvent("change");
    return scan.inputValue();
  };
  assert.equal(await read("GRPCé-)à___"), "GRPC26-0888");
  assert.equal(await read("&é\"'(-è_çà"), "1234567890");
  assert.equal(await read("GRPC26-0888"), "GRPC26-0888");
  for (const words of ["clé", "lycée", "l'été", "Été", "dé-à", "été (hiver)", "hp-elitedesk"]) assert.equal(await read(words), words);
  await scan.blur();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "GRPC26-10001");
  await page.keyboard.press("k");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "GRPC26-10000");
  await page.locator("[data-shortcuts]").click();
  await page.keyboard.press("/");
  assert.equal(await scan.evaluate((field) => field === document.activeElement), false, "switched off (WCAG 2.1.4)");
  await page.context().close();
}

async function forms_are_sent_once_and_not_lost() {
  const page = await open(browser);
  await page.goto(`${base}/form.html`);
  assert.equal(await page.evaluate(() => document.activeElement.id), "errors");
  await page.getByLabel("Remarque").fill("Coque fendue, écran bon");
  let asked = 0;
  page.on("dialog", async (dialog) => { asked += 1; await dialog.dismiss(); });
  await page.reload({ timeout: 1500 }).catch(() => {});
  assert.equal(asked, 1, "leaving with typed text asks");
  assert.equal(await page.getByLabel("Remarque").inputValue(), "Coque fendue, écran bon");
  await page.getByLabel("Numéro du matériel").fill("GRPC26-0888");
  await page.getByLabel("Poids").fill("1,65");
  posts.length = 0;
  await page.getByRole("button", { name: "Recevoir ce matériel" }).dblclick();
  await page.waitForURL("**/problem.html");
  assert.equal(posts.length, 1, "a double click sends once");
  assert.equal(asked, 1, "sending does not ask");
  // A big file: progress, then the answer in place.
  await page.goto(`${base}/form.html`);
  await page.getByLabel("Numéro du matériel").fill("GRPC26-0888");
  await page.getByLabel("Photo").setInputFiles({ name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(3_000_000) });
  posts.length = 0;
  await page.getByRole("button", { name: "Recevoir ce matériel" }).click();
  await page.locator("progress").waitFor();
  await page.getByRole("heading", { name: "Cette page n’existe pas" }).waitFor();
  assert.ok(page.url().endsWith("/problem.html"));
  assert.equal(posts.length, 1);
  assert.ok(posts[0].size > 3_000_000);
  assert.deepEqual(page.boucle.problems, []);
  await page.context().close();
}

async function works_without_scripts() {
  const page = await open(browser, { width: 375, javaScriptEnabled: false });
  await page.goto(`${base}/index.html`);
  const link = page.getByRole("navigation", { name: "Navigation principale" }).getByRole("link", { name: "Lots" });
  assert.equal(await link.isVisible(), false);
  await page.getByText("Menu", { exact: true }).click();
  assert.equal(await link.isVisible(), true);
  assert.equal(await page.locator("[data-copy]").isVisible(), false);
  await page.context().close();
}

let failed = 0;
for (const scenario of [every_page_is_accessible, ten_thousand_rows_are_usable, keys_and_scanners, forms_are_sent_once_and_not_lost, works_without_scripts]) {
  try {
    await scenario();
    console.log(`ok ${scenario.name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${scenario.name}: ${error.stack}`);
  }
}
await browser.close();
server.close();
process.exit(failed ? 1 : 0);
