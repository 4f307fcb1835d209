// Check-ins: from nothing to being asked, answering, pausing, and a drill.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY, look, signIn, start } from "./world.mjs";

let world;
before(async () => {
  world = await start();
  await signIn(world);
});
after(() => world.close());

async function addContact(page, first, last, phone) {
  await page.getByRole("button", { name: "Add a contact" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("First name").fill(first);
  await dialog.getByLabel("Last name").fill(last);
  await dialog.getByLabel("Phone number").fill(phone);
  await dialog.getByLabel("E-mail").fill(`${first.toLowerCase()}@example.org`);
  await dialog.getByRole("button", { name: "Add" }).click();
  await page.locator(".contacts").getByText(`${first} ${last}`).waitFor();
}

test("without anybody to tell, check-ins cannot be switched on, and it says why", async () => {
  const { page, url } = world;
  await page.goto(`${url}/check-ins`);
  await page.getByRole("heading", { name: "You are not asked" }).waitFor();
  await page.getByRole("heading", { name: "Nobody would be told" }).waitFor();
  await look(world, "check-ins-none");
  await page.getByLabel("Ask me whether I am all right").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").waitFor();
});

test("contacts are added, and told in the order that is chosen", async () => {
  const { page } = world;
  await addContact(page, "Ewa", "Nowak", "+48 601 000 001");
  await addContact(page, "Jan", "Kowalski", "+48 601 000 002");
  const names = () => page.locator(".contacts b").allInnerTexts();
  assert.deepEqual(await names(), ["Ewa Nowak", "Jan Kowalski"]);
  await page.getByRole("button", { name: "Tell Jan Kowalski earlier" }).click();
  await page.waitForFunction(() => document.querySelector(".contacts b")?.textContent === "Jan Kowalski");
});

test("a schedule is said in words, shown before it is saved, and kept", async () => {
  const { page } = world;
  await page.getByLabel("At", { exact: true }).fill("18:00");
  await page.getByRole("button", { name: "Sat", exact: true }).click();
  await page.getByRole("button", { name: "Sun", exact: true }).click();
  await page.getByLabel("Time zone").last().fill("Europe/Warsaw");
  await page.getByText(/Next: .*18:00 CES?T; .*; /).waitFor();
  await page.getByLabel("Your phone number").fill("+48 601 000 000");
  await page.getByLabel("Ask me whether I am all right").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "You are asked on weekdays at 18:00, Warsaw" }).waitFor();
  await look(world, "check-ins");
});

test("a pause ends when it is ended", async () => {
  const { page } = world;
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByLabel("Nobody asks you before").fill("2199-01-01");
  await page.getByRole("button", { name: "Pause until then" }).click();
  await page.getByText("Must be a time within the next year.").waitFor();
  const month = new Date(Date.now() + 30 * DAY).toISOString().slice(0, 10);
  await page.getByLabel("Nobody asks you before").fill(month);
  await page.getByRole("button", { name: "Pause until then" }).click();
  await page.getByText("Paused until").waitFor();
  await look(world, "check-ins-paused");
  await page.getByRole("button", { name: "End the pause" }).click();
  await page.getByText("Paused until").waitFor({ state: "detached" });
});

test("the next one is skipped, and only that", async () => {
  const { page } = world;
  const next = () => page.locator(".facts small").first().innerText();
  const first = await next();
  await page.getByRole("button", { name: "Skip the next one" }).click();
  await page.waitForFunction(first => document.querySelector(".facts small")?.textContent !== first, first);
  assert.match(await next(), /18:00:00 CES?T/);
});

test("a drill reaches the contacts", async () => {
  const { page } = world;
  await page.getByRole("button", { name: "Drill" }).click();
  await page.getByRole("dialog").getByText("Jan Kowalski, Ewa Nowak").waitFor();
  await page.getByRole("button", { name: "Send it" }).click();
  await page.getByText("Nobody has confirmed it yet.").waitFor();
});
