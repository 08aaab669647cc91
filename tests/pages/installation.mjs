// A demonstration workshop of its own for a test: real program, real database, a free port.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "./browser.mjs";

export const PROGRAM = process.env.BOUCLE_PROGRAM || "build/boucle";
const PASSWORD = "boucle-demo";

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs a command of the program to its end; what it printed. */
export function run(...words) {
  return execFileSync(PROGRAM, words, { encoding: "utf8", stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, LANG: "fr_FR.UTF-8" } });
}

export class Installation {
  static async start({ demo = true, database = [] } = {}) {
    const installation = new Installation();
    installation.folder = mkdtempSync(join(tmpdir(), "boucle-pages-"));
    installation.place = ["--data", join(installation.folder, "data"), ...database];
    if (demo) run("demo", ...installation.place);
    installation.port = await freePort();
    installation.base = `http://localhost:${installation.port}`;
    await installation.serve();
    return installation;
  }

  async serve() {
    this.process = spawn(PROGRAM, ["serve", ...this.place, "--port", String(this.port), "--public-url", this.base], { stdio: ["ignore", "inherit", "inherit"] });
    for (let tries = 0; tries < 200; ++tries) {
      const healthy = await fetch(`${this.base}/health`).then((answer) => answer.ok, () => false);
      if (healthy) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the server does not answer");
  }

  /** As a power cut: no goodbye. */
  async kill() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await gone;
  }

  token(role, organisation = "ATV") {
    return run("token", "create", ...this.place, "--organisation", organisation, "--role", role).trim();
  }

  /** A JSON call with a token: { status, body }. */
  async api(token, path, body, headers = {}) {
    const answer = await fetch(this.base + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}`, ...(body instanceof FormData || body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text };
  }

  async stop() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A browser page where this person has signed in. */
export async function signIn(browser, base, email, options = {}) {
  const page = await open(browser, options);
  await page.goto(`${base}/sign-in`);
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", PASSWORD);
  await page.click("main button[type=submit]");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return page;
}
