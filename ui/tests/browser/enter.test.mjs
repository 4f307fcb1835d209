// Signing in and out, and what somebody sees who has nothing yet.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look, signIn, start } from "./world.mjs";

let world;
before(async () => {
  world = await start();
});
after(() => world.close());

test("who is not signed in is asked who they are, and then gets where they wanted to go", async () => {
  const { page, url, email, password } = world;
  await page.goto(`${url}/tokens`);
  await page.waitForURL(`${url}/sign-in?next=%2Ftokens`);
  await look(world, "sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("not this one");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/tokens`);
  await page.waitForFunction(() => document.title === "Tokens · Impulses");
});

test("who has no metric yet is told how one begins", async () => {
  const { page, url } = world;
  await page.goto(url);
  await page.getByRole("heading", { name: "No metrics yet" }).waitFor();
  await look(world, "metrics-none");
  await page.getByRole("link", { name: "Connect a calendar" }).click();
  await page.getByRole("heading", { name: "Nothing is connected" }).waitFor();
});

test("nobody is sent to another site after signing in", async () => {
  const { page, url } = world;
  for (const next of [
    "https%3A%2F%2Fevil.example%2Ftokens",
    "%2F%2Fevil.example%2Ftokens",
    "http%3A%2F%2F",
    "javascript%3A1",
  ]) {
    await page.goto(`${url}/sign-in?next=${next}`);
    await page.getByRole("heading", { name: "No metrics yet" }).waitFor();
    assert.equal(page.url(), `${url}/`);
  }
});

test("where nobody may sign up, they are told so", async () => {
  const { page, url } = world;
  await page.getByLabel("Account and settings").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await page.goto(`${url}/sign-up`);
  await page.getByLabel("First name").fill("Ada");
  await page.getByLabel("Last name").fill("Lovelace");
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByText("Nobody can sign up here by themselves").waitFor();
  await look(world, "sign-up");
});

test("a session that ends on the server ends on the page", async () => {
  const { page, context } = world;
  await signIn(world);
  await context.clearCookies();
  await page.getByRole("link", { name: "Tokens" }).click();
  await page.waitForURL(/sign-in\?next=%2Ftokens/);
});
