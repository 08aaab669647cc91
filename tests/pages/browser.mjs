// A real browser for the scenarios of tests/pages: Debian's Chromium through playwright-core, with axe-core.
//
//   const browser = await launch();
//   const page = await open(browser, { width: 375 });
//   await page.goto(base + "/items");
//   await checkPage(page, "items");         // throws with everything that is wrong
//   await browser.close();
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const WIDTHS = [1280, 375];

export function launch() {
  return chromium.launch({
    executablePath: process.env.BOUCLE_CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

/** A page that remembers what went wrong in it and how many bytes it cost. French, Paris time, no motion. */
export async function open(browser, { width = 1280, height = 900, javaScriptEnabled = true, colorScheme = "light", ...rest } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, hasTouch: width < 600, isMobile: width < 600, locale: "fr-FR",
    timezoneId: "Europe/Paris", reducedMotion: "reduce", javaScriptEnabled, colorScheme, ...rest,
  });
  const page = await context.newPage();
  page.boucle = { problems: [], bytes: 0, requests: 0 };
  page.on("console", (message) => {
    if (message.type() === "error") page.boucle.problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.boucle.problems.push(`script: ${error.message}`));
  // Chromium counts what crossed the network, compressed and with headers; zero when it came from its cache.
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.loadingFinished", (event) => { page.boucle.bytes += event.encodedDataLength; });
  session.on("Network.requestWillBeSent", () => { page.boucle.requests += 1; });
  session.on("Network.loadingFailed", (event) => {
    if (event.blockedReason) page.boucle.problems.push(`blocked (${event.blockedReason})`);
  });
  return page;
}

/** Bytes and requests since the last call. */
export function transferred(page) {
  const { bytes, requests } = page.boucle;
  page.boucle.bytes = 0;
  page.boucle.requests = 0;
  return { bytes, requests };
}

/** Elements that stick out of the window: what makes a page scroll sideways. */
async function overflowing(page) {
  return page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    return [...document.querySelectorAll("body *")]
      .filter((node) => node.getBoundingClientRect().right > limit + 1 && !node.closest(".scroll, pre, .hidden, .skip"))
      .slice(0, 5).map((node) => `${node.tagName.toLowerCase()}.${node.className.baseVal ?? node.className}`)
      .concat(`page ${document.documentElement.scrollWidth} px wide in ${limit} px`);
  });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function accessibility(page) {
  // Run by the debugger, not as a script of the page: the content security policy stays as it is.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"],
  }));
  return violations.map(({ id, help, nodes }) => `axe ${id}: ${help}` + nodes.slice(0, 4)
    .map((node) => `\n      ${node.target.join(" ")}: ${node.any?.[0]?.message ?? node.html.slice(0, 120)}`).join(""));
}

/**
 * The page as it stands, at 1280 and 375 px: no axe violation, no console error, nothing blocked by the content security
 * policy, no sideways scroll. Pictures go to $BOUCLE_SCREENSHOTS/NAME-WIDTH.png when it is set. The size of the window is
 * put back. `scripts: false` for a page opened without JavaScript (axe cannot run there).
 */
export async function checkPage(page, name, { widths = WIDTHS, scripts = true, axe = scripts } = {}) {
  const before = page.viewportSize();
  const problems = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: before.height });
    if (scripts) problems.push(...(await overflowing(page)).map((what) => `${width} px: sticks out: ${what}`));
    if (axe) problems.push(...(await accessibility(page)).map((what) => `${width} px: ${what}`));
    if (process.env.BOUCLE_SCREENSHOTS) {
      mkdirSync(process.env.BOUCLE_SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: `${process.env.BOUCLE_SCREENSHOTS}/${name}-${width}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(before);
  problems.push(...page.boucle.problems.splice(0));
  if (problems.length) throw new Error(`${name} (${page.url()}):\n  ${problems.join("\n  ")}`);
}
