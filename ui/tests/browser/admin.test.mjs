// Administration: users come in and are shut out, flags are switched, jobs are seen.
import { after, before, test } from "node:test";
import { look, signIn, start } from "./world.mjs";

let world;
before(async () => {
  world = await start();
  await signIn(world);
});
after(() => world.close());

test("a user is invited, made an administrator, suspended and let in again", async () => {
  const { page, url } = world;
  await page.goto(`${url}/admin`);
  await page.getByRole("cell", { name: /owner@impulses.local/ }).waitFor();
  await page.getByRole("button", { name: "Add a user" }).click();
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByLabel("First name").fill("Ada");
  await page.getByLabel("Last name").fill("Lovelace");
  await page.getByRole("button", { name: "Add and invite by letter" }).click();
  const row = page.getByRole("row").filter({ hasText: "ada@example.org" });
  await row.getByText("not confirmed").waitFor();
  await row.getByRole("button", { name: "Make administrator" }).click();
  await row.getByText("administrator", { exact: false }).first().waitFor();
  await row.getByRole("button", { name: "Make standard" }).click();
  await row.getByRole("button", { name: "Make administrator" }).waitFor();
  await row.getByRole("button", { name: "Let in" }).click();
  await row.getByText("active").waitFor();
  await row.getByRole("button", { name: "Suspend" }).click();
  await row.getByText("suspended").waitFor();
  await look(world, "admin-users");
  await page.getByLabel("Search users").fill("nobody");
  await page.getByRole("heading", { name: "Nobody is called so" }).waitFor();
});

test("a flag is made and switched", async () => {
  const { page } = world;
  await page.getByRole("button", { name: "Flags" }).click();
  await page.getByRole("heading", { name: "No flags" }).waitFor();
  await page.getByLabel("Code name").fill("new-chart");
  await page.getByLabel("Label").fill("The new chart");
  await page.getByRole("button", { name: "Make the flag" }).click();
  await page.getByRole("button", { name: "Switch on new-chart" }).click();
  await page.getByRole("button", { name: "Switch off new-chart" }).waitFor();
  await look(world, "admin-flags");
});

test("jobs and health are seen", async () => {
  const { page } = world;
  await page.getByRole("button", { name: "Jobs and health" }).click();
  await page.getByText("The table answers and the clock ticks.").waitFor();
  await page.getByRole("heading", { name: "No such jobs" }).waitFor();
  await page.getByRole("button", { name: /^Done/ }).click();
  await page
    .getByRole("table")
    .or(page.getByRole("heading", { name: "No such jobs" }))
    .first()
    .waitFor();
  await look(world, "admin-jobs");
});
