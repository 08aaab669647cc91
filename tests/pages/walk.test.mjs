// Each person of the demonstration follows every link that the pages offer, once per kind of page: nothing is broken, forbidden
// or inaccessible, at 1280 and 375 px.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkPage, launch, open, transferred } from "./browser.mjs";
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

// One page of each kind is enough: identifiers and years are one and the same.
function kindOf(url) {
  const { pathname, searchParams } = new URL(url);
  const path = pathname.split("/").map((part) => (/^[0-9a-f-]{36}$/.test(part) || /^\d{4}$/.test(part) ? "*" : part)).join("/");
  return path + (searchParams.size ? `?${[...searchParams.keys()].sort().join("&")}` : "");
}

const skipped = /^\/(language|assets|api|\.well-known)\/|\.(pdf|xlsx|json|csv)$|^\/sign-out|\/evidence\//;

async function walk(page, name, most) {
  const start = new URL(page.url());
  const seen = new Set([kindOf(start.href)]);
  const waiting = [start.href];
  const problems = [];
  let pages = 0;
  while (waiting.length && pages < most) {
    const url = waiting.shift();
    const answer = await page.goto(url);
    pages += 1;
    if (answer.status() >= 400) {
      problems.push(`${url} answered ${answer.status()} (linked from a page)`);
      page.boucle.problems.length = 0;
      continue;
    }
    // Rows half hidden by the edge of a long table's own window look too small to axe: that page is checked without it.
    const axe = !new URL(url).searchParams.has("all");
    const picture = `${name}${new URL(page.url()).pathname.replace(/\/[0-9a-f-]{36}/g, "").replace(/\//g, "-")}`;
    await checkPage(page, picture, { axe }).catch((wrong) => problems.push(wrong.message));
    for (const href of await page.$$eval("a[href]", (links) => links.map((link) => link.href))) {
      const target = new URL(href);
      if (target.origin !== start.origin || skipped.test(target.pathname)) continue;
      target.hash = "";
      if (seen.has(kindOf(target.href))) continue;
      seen.add(kindOf(target.href));
      waiting.push(target.href);
    }
  }
  assert.equal(problems.join("\n"), "");
  return pages;
}

for (const [who, email] of [["administration", "administration@vallon.example"], ["technicien", "atelier@vallon.example"], ["donateur", "don@remparts.example"],
  ["boutique", "boutique@vallon.example"], ["distribution", "distribution@vallon.example"], ["installation", "installation@vallon.example"]]) {
  test(`every page that ${who} can reach`, { timeout: 600_000 }, async () => {
    const page = await signIn(browser, installation.base, email);
    const pages = await walk(page, who, 80);
    assert.ok(pages >= 2, `only ${pages} pages`);
    await page.context().close();
  });
}

test("a first visit costs at most 60 KB, and the whole table of items at most 450 KB", { timeout: 120_000 }, async () => {
  const page = await open(browser);
  await page.goto(`${installation.base}/sign-in`);
  assert.ok(transferred(page).bytes <= 60_000);
  const signedIn = await signIn(browser, installation.base, "atelier@vallon.example");
  transferred(signedIn);
  await signedIn.goto(`${installation.base}/items`);
  assert.ok(transferred(signedIn).bytes <= 60_000);
  await signedIn.goto(`${installation.base}/items?all=1`);
  const rows = await signedIn.$$eval("tbody tr", (all) => all.length);
  assert.ok(rows > 2000, `${rows} rows`);
  assert.ok(transferred(signedIn).bytes <= 450_000);
});

test("the pages are usable without JavaScript", { timeout: 120_000 }, async () => {
  const page = await signIn(browser, installation.base, "atelier@vallon.example", { javaScriptEnabled: false });
  for (const path of ["/", "/lots", "/items", "/workshop", "/stock"]) {
    const answer = await page.goto(installation.base + path);
    assert.equal(answer.status(), 200, path);
  }
  await page.fill("[name=q]", "AN");
  await page.press("[name=q]", "Enter");
  await page.waitForURL(/\/items/);
  await page.context().close();
});
