import { build } from "vite";

const recording = "tests/fixtures/recordedRun.jsonl";
/** As deep in the project as tests/fixtures/, so that addresses relative to a module stay true. */
const folder = ".cache/record";

// tfjs imports its files without endings, which only a bundler resolves.
await build({
  logLevel: "warn",
  publicDir: false,
  ssr: { noExternal: true },
  build: { ssr: "tools/record/recordRun.ts", outDir: folder, emptyOutDir: true },
});
const { recordRun } = await import(new URL(`../../${folder}/recordRun.js`, import.meta.url).href);
await recordRun(recording);
console.log(`${recording} written`);
process.exit(0);
