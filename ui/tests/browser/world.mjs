// A running Impulses with a fake Google, and a real browser in front of it. Nothing of either is kept.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import axe from "axe-core";
import { chromium } from "playwright-core";

/** The binary and the browser; scripts/ui-test says where they are. */
const LOCAL = process.env.IMPULSES_LOCAL;
const CHROMIUM = process.env.IMPULSES_CHROMIUM;
/** Where pictures go. */
const SHOTS = process.env.IMPULSES_SHOTS ?? join(import.meta.dirname, "../../../target/ui-shots");
/** A jobs' clock that nobody has to wait for. */
const TICK_SECONDS = "1";
/** A click is drawn in a frame, what it sets off begins in the next, and asks in one after that. */
const QUIET_FRAMES = 6;
/** How many requests of a page have no answer yet. */
const underway = new WeakMap();
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Starts both. `close` ends them, and fails where the browser complained of anything meanwhile. */
export async function start() {
  if (!LOCAL || !CHROMIUM) throw new Error("scripts/ui-test runs this; it says where everything is");
  const flags = ["--ephemeral", "--demo", "--json", "--port", "0", "--tick-seconds", TICK_SECONDS];
  const app = spawn(LOCAL, flags, { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(createInterface(app.stdout), "line");
  const owner = JSON.parse(line);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: DESK, timezoneId: "Europe/Warsaw", locale: "en-GB" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: owner.url });
  context.setDefaultTimeout(15_000);
  const page = counted(await context.newPage());
  const complaints = [];
  page.on("pageerror", error => complaints.push(String(error)));
  page.on("console", message => {
    // A refusal that the page expects is told by the browser as well.
    const expected = /status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text());
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  const close = async () => {
    await browser.close();
    app.kill("SIGTERM");
    await once(app, "exit");
    if (complaints.length) throw new Error(`the browser complained:\n${complaints.join("\n")}`);
  };
  return { ...owner, page, context, complaints, close, post: poster(owner) };
}

/** Writes points by the API, as a program does. */
function poster({ url, token }) {
  return async (metric, points) => {
    const headers = { "X-Data-Token": token, "Content-Type": "application/json" };
    const body = JSON.stringify(points);
    const answer = await fetch(`${url}/data/${metric}`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`${metric}: ${answer.status} ${await answer.text()}`);
  };
}

export async function signIn({ page, url, email, password }) {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Metrics", level: 1 }).waitFor();
}

/** Pictures by day and by night, at the desk and on a telephone; each of them without serious findings of axe. */
export async function look({ page }, name) {
  mkdirSync(SHOTS, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of [
      ["desk", DESK],
      ["phone", PHONE],
    ]) {
      await page.setViewportSize(viewport);
      await settled(page);
      await page.screenshot({ path: join(SHOTS, `${name}-${size}-${colorScheme}.png`) });
      await accessible(page, `${name} ${size} ${colorScheme}`);
      await within(page, `${name} ${size}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(DESK);
  await settled(page);
}

/** Until nothing is loading and everything is drawn, and what that sets off has happened, too. */
export async function settled(page) {
  await page.waitForLoadState("networkidle");
  for (let quiet = 0; quiet < QUIET_FRAMES; ) {
    const busy = await page.evaluate(frameThenBusy);
    quiet = busy || 0 < (underway.get(page) ?? 0) ? 0 : quiet + 1;
  }
}

/** In the browser: after the next frame, whether anything says that it is loading. */
function frameThenBusy() {
  const busy = () => document.querySelector("[aria-busy=true], .canvas.loading") !== null;
  return new Promise(done => requestAnimationFrame(() => done(busy())));
}

/** Counts a page's requests that have no answer yet. */
function counted(page) {
  const count = by => () => underway.set(page, (underway.get(page) ?? 0) + by);
  page.on("request", count(1));
  page.on("requestfinished", count(-1));
  page.on("requestfailed", count(-1));
  return page;
}

async function accessible(page, where) {
  // The page's policy lets no script in that is not its own; the debugger may.
  await page.evaluate(`${axe.source}; undefined`);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  if (serious.length === 0) return;
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join("\n    ")}`);
  throw new Error(`axe finds on ${where}:\n  ${told.join("\n  ")}`);
}

/** Nothing is wider than the screen. */
async function within(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) throw new Error(`${where} is ${over} pixels too wide`);
}
