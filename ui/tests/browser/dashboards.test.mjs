// Dashboards: charts are kept on the server and seen together.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fill } from "./fill.mjs";
import { look, settled, signIn, start } from "./world.mjs";

let world;
before(async () => {
  world = await start();
  await fill(world, Date.now());
  await signIn(world);
});
after(() => world.close());

async function keep(page, name) {
  await page.getByRole("button", { name: "Keep on a dashboard" }).click();
  await page.getByLabel("Dashboard", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

test("who has no dashboard is told how one begins", async () => {
  const { page, url } = world;
  await page.goto(`${url}/dashboards`);
  await page.getByRole("heading", { name: "No dashboards yet" }).waitFor();
});

test("charts are kept, each as it was shown, and seen together", async () => {
  const { page, url } = world;
  for (const chart of ["metric=temperature&by=room&range=7d", "metric=coffee&agg=sum&step=1d", "metric=temperature"]) {
    await page.goto(`${url}/charts?${chart}`);
    await settled(page);
    await keep(page, "Home");
  }
  await keep(page, "Climate");
  await page.getByRole("link", { name: "Dashboards" }).click();
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  await page.getByRole("region", { name: "coffee" }).waitFor();
  await settled(page);
  assert.equal(await page.locator(".panel").count(), 3);
  await look(world, "dashboard");
});

test("a chart is taken off, and a dashboard is deleted", async () => {
  const { page } = world;
  await page.getByRole("button", { name: "Remove coffee" }).click();
  await page.getByRole("region", { name: "coffee" }).waitFor({ state: "detached" });
  assert.equal(await page.locator(".panel").count(), 2);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete the dashboard" }).click();
  await page.getByRole("heading", { name: "Climate", level: 1 }).waitFor();
});
