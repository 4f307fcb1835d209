// What the page weighs, as it travels.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

/** What the page may weigh in all, compressed, so that it opens at once on a telephone. */
const MOST_BYTES = 100_000;

test("the whole page is below 100 KB compressed, and every file is compressed in both ways", () => {
  const folder = join(import.meta.dirname, "../dist/page");
  const files = readdirSync(folder, { recursive: true }).filter(name => statSync(join(folder, name)).isFile());
  const plain = files.filter(name => !/\.(br|gz)$/.test(name));
  assert.deepEqual(
    plain.flatMap(name => [".br", ".gz"].filter(coding => !files.includes(name + coding))),
    [],
  );
  const gzip = files.filter(name => name.endsWith(".gz"));
  const weight = gzip.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  assert.ok(weight < MOST_BYTES, `${weight} bytes`);
});
