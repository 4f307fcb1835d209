// Builds the page: fingerprinted files in dist/, each also compressed, because functions/page serves them as they lie.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig } from "vite";

/** Where a running `local` is, for `npm run dev`. */
const API = process.env.IMPULSES_URL ?? "http://127.0.0.1:8080";
/** First segments of the API's paths. `/events` is the API's too: our own page for it is `/mail`. */
const API_PATHS =
  "^/(account|auth|data|docs|events|feature-flags|healthz|jobs|login|mailboxes|oauth2|openapi.json|outbox|probes|register|token|user|users)(/|\\?|$)";

/** Text compresses; so few kilobytes that the best quality costs nothing. */
function compressed() {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      const folder = join(import.meta.dirname, "dist/page");
      for (const name of readdirSync(folder, { recursive: true })) {
        if (!/\.(html|js|css|svg|webmanifest)$/.test(name)) continue;
        const bytes = readFileSync(join(folder, name));
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params }));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}

export default defineConfig({
  plugins: [compressed()],
  build: {
    // Inside dist/, which is always there, so that Cargo has something to watch (functions/page/build.rs).
    outDir: "dist/page",
    emptyOutDir: true,
    target: "es2022",
    // The policy allows files of ours and no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { [API_PATHS]: { target: API, changeOrigin: true } } },
});
