// What the page computes, without a browser: times, steps, gaps, schedules, numbers, CSV.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createServer } from "vite";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let vite;
let load;
before(async () => {
  vite = await createServer({ root: `${import.meta.dirname}/..`, logLevel: "error", server: { middlewareMode: true } });
  load = name => vite.ssrLoadModule(`/src/${name}`);
});
after(() => vite.close());

test("a wall time is a moment of its zone, also where clocks change", async () => {
  const { momentOf, wallClock } = await load("time.ts");
  for (const [text, zone, expected] of [
    ["2026-11-21T18:40", "UTC", "2026-11-21T18:40:00.000Z"],
    ["2026-11-21T18:40:05", "Europe/Warsaw", "2026-11-21T17:40:05.000Z"],
    ["2026-07-01T00:00", "Europe/Warsaw", "2026-06-30T22:00:00.000Z"],
    ["2026-03-29T03:30", "Europe/Warsaw", "2026-03-29T01:30:00.000Z"],
    ["2026-10-25T04:00", "Europe/Warsaw", "2026-10-25T03:00:00.000Z"],
    ["1969-12-31T23:59:59", "UTC", "1969-12-31T23:59:59.000Z"],
  ]) {
    const moment = momentOf(text, zone);
    assert.equal(new Date(moment).toISOString(), expected, `${text} ${zone}`);
    assert.ok(wallClock(moment, zone).startsWith(text));
  }
  assert.ok(Number.isNaN(momentOf("tomorrow", "UTC")));
});

test("how long ago is said in the largest unit", async () => {
  const { ago, age } = await load("time.ts");
  const now = Date.parse("2026-11-21T12:00:00Z");
  for (const [before, long, short] of [
    [0, "just now", "now"],
    [59_000, "just now", "now"],
    [60_000, "1 minute ago", "1 min"],
    [90 * 60_000, "1 hour ago", "1 h"],
    [DAY, "yesterday", "1 d"],
    [40 * DAY, "last month", "1 mo"],
    [800 * DAY, "2 years ago", "2 y"],
    [-2 * HOUR, "in 2 hours", "in 2 h"],
  ]) {
    assert.deepEqual([ago(now - before, now), age(now - before, now)], [long, short], String(before));
  }
});

test("there are never more steps than fit", async () => {
  const { stepFor, lengthOf } = await load("chart/steps.ts");
  for (const [length, most, expected] of [
    [HOUR, 500, "15s"],
    [DAY, 500, "5m"],
    [30 * DAY, 500, "3h"],
    [365 * DAY, 500, "1d"],
    [365 * DAY, 48, "1mo"],
    [100 * 365 * DAY, 500, "3mo"],
    [1e13, 100, "10y"],
  ]) {
    const step = stepFor({ start: 0, end: length }, most);
    assert.equal(step, expected, `${length / DAY} days`);
    assert.ok(length / lengthOf(step) <= most);
  }
});

test("a pause much longer than the usual one is a gap, and another line's times are none", async () => {
  const { linesOfPoints, linesOfColumns } = await load("chart/columns.ts");
  const point = (timestamp, room) => ({ timestamp, dimensions: { room }, value: timestamp });
  const points = [0, 10, 20, 70, 80].map(time => point(time, "a"));
  const both = [...points, point(15, "b"), point(25, "b")].sort((a, b) => a.timestamp - b.timestamp);
  const { times, lines } = linesOfPoints(both, "room");
  assert.deepEqual(times, [0, 10, 15, 20, 25, 45, 70, 80]);
  assert.deepEqual(lines[0].values, [0, 10, undefined, 20, undefined, null, 70, 80]);
  assert.deepEqual(lines[1].values, [undefined, undefined, 15, undefined, 25, undefined, undefined, undefined]);
  const one = { dimensions: {}, values: [1, 2, null, 4] };
  const steps = linesOfColumns({ timestamps: [0, 10, 20, 30], series: [one] }, false);
  assert.deepEqual(steps.times, [0, 10, 20, 30]);
  assert.deepEqual(steps.lines[0].values, [1, 2, null, 4]);
});

test("schedules are said in words and written back as they were", async () => {
  const { scheduleText, simpleOf, cronOf } = await load("check-ins/schedule.ts");
  for (const [cron, text] of [
    ["0 18 * * *", "every day at 18:00"],
    ["@daily", "every day at 00:00"],
    ["30 8 * * 1-5", "on weekdays at 08:30"],
    ["5 7 * * 0,6", "on Saturdays and Sundays at 07:05"],
    ["0 9 * * 1,3,7", "on Mondays, Wednesdays and Sundays at 09:00"],
    ["0 9 * * 3", "on Wednesdays at 09:00"],
    ["@every 12h", "every 12h"],
    ["0 */6 * * *", "by “0 */6 * * *”"],
    ["0 9 1 * *", "by “0 9 1 * *”"],
    ["0 9 * * MON", "by “0 9 * * MON”"],
  ]) {
    assert.equal(scheduleText(cron), text);
    const simple = simpleOf(cron);
    if (simple) assert.deepEqual(simpleOf(cronOf(simple)), simple);
  }
});

test("values are as short as they can be said", async () => {
  const { valueText, shortValue } = await load("number.ts");
  for (const [value, unit, long, short] of [
    [20.047_312, "number", "20.047312", "20.05"],
    [1_234_567.5, "number", "1,234,567.5", "1.235M"],
    [12_345.6, "number", "12,345.6", "12,346"],
    [-0.000_123_456, "number", "-0.000123456", "-0.0001235"],
    [null, "number", "–", "–"],
    [0, "duration", "0", "0"],
    [850, "duration", "850 ms", "850 ms"],
    [59_000, "duration", "59 s", "59 s"],
    [27_000_000, "duration", "7 h 30 min", "7 h 30 min"],
    [-3_600_000, "duration", "−1 h", "−1 h"],
  ]) {
    assert.deepEqual([valueText(value, unit), shortValue(value, unit)], [long, short], String(value));
  }
});

test("a file of values quotes what it must", async () => {
  const { csvOf } = await load("chart/csv.ts");
  const lines = [
    { label: 'a "b", c', values: [1, null, undefined] },
    { label: "", values: [undefined, null, 2.5] },
  ];
  const csv = csvOf({ times: [0, 1, 2], lines, agg: "avg" });
  assert.equal(
    csv,
    ['timestamp,time,"a ""b"", c",avg', "0,1970-01-01T00:00:00.000Z,1,", "2,1970-01-01T00:00:00.002Z,,2.5"].join(
      "\r\n",
    ),
  );
});

test("an address that is wrong shows what is shown at first", async () => {
  const { viewOf, spanOf, timeText } = await load("chart/view.ts");
  assert.deepEqual([timeText(-1e16), timeText(1e16)], ["-271821-04-20T00:00:00.000Z", "+275760-09-13T00:00:00.000Z"]);
  const view = viewOf(new URLSearchParams("metric=a&metric=b&metric=a&agg=evil&step=7x&range=5d&from=later&to=never"));
  assert.deepEqual(view.metrics, ["a", "b"]);
  assert.deepEqual([view.agg, view.step, view.range], ["auto", "auto", null]);
  const now = Date.parse("2026-11-21T12:00:00Z");
  const recent = [{ first: now - 100 * DAY, last: now }];
  assert.deepEqual(spanOf(view, recent, now), { start: now - 30 * DAY, end: now });
  assert.ok(spanOf(view, [{ first: null, last: null }], now).start < now);
});
