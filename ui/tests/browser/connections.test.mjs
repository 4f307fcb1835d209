// A calendar through the whole consent at the fake Google, and tokens.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look, settled, signIn, start } from "./world.mjs";

let world;
before(async () => {
  world = await start();
  await signIn(world);
});
after(() => world.close());

test("who declines at Google is told so, and nothing is connected", async () => {
  const { page, url } = world;
  await page.goto(`${url}/connections`);
  await page.getByRole("button", { name: "Connect Google Calendar" }).click();
  await page.waitForURL(`${world.google}/**`);
  await page.getByRole("button", { name: /deny/i }).click();
  await page.waitForURL(/\/tokens\?google_oauth2=error&detail=access_denied/);
  await page.getByText("Your Google Calendar is not connected: the account's owner declined.").waitFor();
  await page.goto(`${url}/connections`);
  await page.getByRole("heading", { name: "Nothing is connected" }).waitFor();
});

test("a calendar becomes metrics within a few clicks", async () => {
  const { page } = world;
  await page.getByRole("button", { name: "Connect Google Calendar" }).click();
  await page.getByRole("button", { name: /allow/i }).click();
  await page.getByText("Your Google Calendar is connected to").waitFor();
  await look(world, "consented");
  await page.getByRole("link", { name: "Connections" }).click();
  await page.getByText("lines were not understood").or(page.getByText("A line was not understood")).waitFor();
  await page.getByText("✓connected").waitFor();
  await look(world, "connections");
  await page.getByRole("link", { name: "Metrics" }).click();
  await page.getByRole("link", { name: "imp.events.duration" }).waitFor();
  await settled(page);
  await look(world, "metrics-calendar");
  await page.getByRole("link", { name: "imp.events.duration" }).click();
  await page.getByText("Sum of each day").waitFor();
  await settled(page);
  await look(world, "chart-events");
  await page.getByLabel("Split by").selectOption("activity");
  await page.getByRole("button", { name: /climbing/ }).waitFor();
  await settled(page);
  await look(world, "chart-activities");
});

test("who began elsewhere learns what came of it before they sign in", async () => {
  const { page, url, context } = world;
  await page.waitForLoadState("networkidle");
  const session = await context.cookies();
  await context.clearCookies();
  await page.goto(`${url}/tokens?google_oauth2=authorized&token_id=1&token_name=laptop`);
  await page.getByText("Your Google Calendar is connected to laptop.").waitFor();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await context.addCookies(session);
});

test("calendars are chosen by their names", async () => {
  const { page, url } = world;
  await page.goto(`${url}/connections`);
  await page.getByRole("button", { name: "Choose calendars" }).click();
  const only = page.getByRole("checkbox").first();
  assert.equal(await only.isChecked(), true);
  await page.getByRole("button", { name: "Look at these" }).click();
  await page.getByRole("button", { name: "Look at these" }).waitFor({ state: "detached" });
});

test("disconnecting takes the metrics with it", async () => {
  const { page, url } = world;
  await page.goto(`${url}/connections`);
  await page.getByRole("button", { name: "Disconnect" }).click();
  await look(world, "disconnect");
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("heading", { name: "Nothing is connected" }).waitFor();
  await page.getByRole("link", { name: "Metrics" }).click();
  await page.waitForFunction(() => !document.body.innerText.includes("imp.events"));
});

test("a token is made, shown once, works, and is revoked", async () => {
  const { page, url } = world;
  await page.goto(`${url}/tokens`);
  await page.getByLabel("Name", { exact: true }).fill("phone");
  await page.getByRole("button", { name: "Make the token" }).click();
  await page.getByRole("heading", { name: "phone is made" }).waitFor();
  await look(world, "tokens");
  await page.getByRole("button", { name: "Copy the token" }).click();
  const token = await page.evaluate(() => navigator.clipboard.readText());
  const ask = () => fetch(`${url}/data`, { headers: { "X-Data-Token": token } });
  assert.equal((await ask()).status, 200);
  await page.getByRole("button", { name: "Revoke phone" }).click();
  await page.getByRole("button", { name: "Revoke it" }).click();
  await page.getByRole("row", { name: /phone/ }).waitFor({ state: "detached" });
  assert.equal((await ask()).status, 401);
});
