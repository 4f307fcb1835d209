// The list of metrics, and a chart from it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fill } from "./fill.mjs";
import { DAY, look, MINUTE, settled, signIn, start } from "./world.mjs";

let world;
const asked = [];
before(async () => {
  world = await start();
  await fill(world, Date.now());
  world.page.on("request", request => asked.push(new URL(request.url())));
  await signIn(world);
});
after(() => world.close());

test("the list shows what each metric was last, and how long ago", async () => {
  const { page } = world;
  const row = name => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
  await row("coffee").getByText(/^now/).waitFor();
  await settled(page);
  assert.match(await row("weight").innerText(), /Nothing in 30 days\s+72\.4\s+6 mo/);
  assert.match(await row("temperature").innerText(), /12,0\d\d/);
  await look(world, "metrics");
});

test("a search is in the address, and Enter opens what it finds", async () => {
  const { page, url } = world;
  await page.getByLabel("Search metrics").fill("temp");
  await page.waitForURL(`${url}/?q=temp`);
  assert.equal(await page.locator(".metrics tbody tr").count(), 1);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "temperature", level: 1 }).waitFor();
});

test("a chart asks for no more than it has room for", async () => {
  const { page, url } = world;
  await settled(page); // The chart that Enter has opened asks as well.
  asked.length = 0;
  await page.goto(`${url}/charts?metric=temperature`);
  await page.getByText("Average of each 3 hours").waitFor();
  await settled(page);
  const read = asked.filter(({ pathname }) => pathname === "/data/temperature");
  assert.equal(read.length, 1);
  assert.equal(read[0].searchParams.get("step"), "3h");
  await look(world, "chart");
});

test("a line for each room, by the keyboard alone", async () => {
  const { page } = world;
  await page.getByLabel("Split by").focus();
  await page.keyboard.press("r");
  await page.waitForURL(/by=room/);
  await page.getByRole("button", { name: /bedroom/ }).waitFor();
  await settled(page);
  assert.equal(await page.locator(".legend li").count(), 3);
  await look(world, "chart-rooms");
});

test("a filter leaves one room, and goes again", async () => {
  const { page } = world;
  await page.getByLabel("Value of the dimension").fill("study");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.waitForURL(/where=room%3Dstudy/);
  await settled(page);
  assert.equal(await page.locator(".legend li").count(), 1);
  await page.getByRole("button", { name: "Remove the filter room=study" }).click();
  await settled(page);
  assert.equal(await page.locator(".legend li").count(), 3);
});

test("dragging zooms in and a double click goes back", async () => {
  const { page, url } = world;
  await page.goto(`${url}/charts?metric=temperature`);
  await settled(page);
  const box = await page.locator(".u-over").boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.7, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, y, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=/);
  await settled(page);
  const zoomed = new URL(page.url()).searchParams;
  const length = Date.parse(zoomed.get("to")) - Date.parse(zoomed.get("from"));
  assert.ok(Math.abs(length - 3 * DAY) < DAY / 2, `${length / DAY} days`);
  await page.mouse.move(box.x + box.width / 2, y);
  await settled(page);
  assert.match(await page.locator(".legend").innerText(), /\d{2}:\d{2}:\d{2} CET/);
  await look(world, "chart-zoomed");
  const over = await page.locator(".u-over").boundingBox();
  await page.mouse.dblclick(over.x + over.width / 2, over.y + over.height / 2);
  await page.waitForURL(`${url}/charts?metric=temperature`);
});

test("metrics stand under one another with one cursor", async () => {
  const { page } = world;
  await page.getByLabel("Compare with").selectOption("coffee");
  await page.getByRole("region", { name: "coffee" }).waitFor();
  await settled(page);
  const box = await page.locator(".u-over").first().boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const legend of await page.locator(".legend-time").all()) assert.match(await legend.innerText(), /CET|CEST/);
  await look(world, "chart-two");
});

test("the table has the values, and the file too", async () => {
  const { page, url } = world;
  await page.goto(`${url}/charts?metric=coffee`);
  await page.getByText("60 points, each as it is.").waitFor();
  await page.getByRole("button", { name: "Show as a table" }).click();
  assert.equal(await page.locator(".values-table tbody tr").count(), 60);
  await look(world, "chart-table");
  for (const [button, lines] of [
    ["What is shown as CSV", 61],
    ["Every point of this range as CSV", 61],
  ]) {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: button }).click(),
    ]);
    const chunks = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString().trim().split("\n").length, lines, button);
    assert.equal(file.suggestedFilename(), "coffee.csv");
  }
});

test("a point is added, corrected and deleted by hand", async () => {
  const { page } = world;
  await page.getByRole("button", { name: "Add a point" }).click();
  await page.getByLabel("Value", { exact: true }).fill("three");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("The value must be a number").waitFor();
  await page.getByLabel("Value", { exact: true }).fill("3.5");
  await page.getByLabel("Dimensions").fill("kind=cold brew");
  await look(world, "point-form");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("61 points, each as it is.").waitFor();
  const row = page.getByRole("row").filter({ hasText: "kind: cold brew" });
  await row.getByRole("button", { name: "Correct" }).click();
  await page.getByLabel("Value", { exact: true }).fill("4");
  await page.getByRole("button", { name: "Save" }).click();
  await row.getByRole("cell", { name: "4", exact: true }).waitFor();
  await row.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete it" }).click();
  await page.getByText("60 points, each as it is.").waitFor();
});

test("a metric that is not there is told so", async () => {
  const { page, url } = world;
  await page.goto(`${url}/charts?metric=nothing`);
  await page.getByRole("heading", { name: "There is no metric nothing" }).waitFor();
});

test("a year of minutes is asked for in no more steps than there are pixels", async () => {
  const { page, url, post } = world;
  const now = Date.now();
  const minutes = 365 * 24 * 60;
  for (let first = 0; first < minutes; first += 20_000) {
    const some = Array.from({ length: Math.min(20_000, minutes - first) }, (_, n) => first + n);
    const point = n => ({ timestamp: now - n * MINUTE, dimensions: {}, value: 60 + 20 * Math.sin(n / 40_000) });
    await post("heart", some.map(point));
  }
  const [answer] = await Promise.all([
    page.waitForResponse(response => response.url().includes("/data/heart")),
    page.goto(`${url}/charts?metric=heart&range=1y`),
  ]);
  const width = (await page.locator(".canvas").boundingBox()).width;
  const { timestamps } = await answer.json();
  assert.ok(300 < timestamps.length && timestamps.length < width, `${timestamps.length} steps on ${width} pixels`);
  await settled(page);
  await page.getByText("525,600 points").first().waitFor();
});

test("a server that is away is told, and what was there stays", async () => {
  const { page, url, context } = world;
  await page.goto(url);
  await settled(page);
  await context.setOffline(true);
  await page.getByText("You are offline").first().waitFor();
  assert.ok(await page.getByRole("link", { name: "coffee" }).isVisible());
  assert.match(await page.title(), /^! /);
  await context.setOffline(false);
  await page.waitForFunction(() => !document.querySelector(".offline"));
});
