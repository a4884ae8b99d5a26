import { build } from "vite";
import { requireNode } from "../nodeVersion.mjs";
import { root } from "../npm.mjs";

requireNode();
// The first Ctrl-C ends the training; without a listener the second ends the process, even within a step.
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interrupt.abort());

// tfjs imports its files without endings, which only a bundler resolves; plug-ins are read by a bundler's glob.
const folder = ".cache/train";
await build({
  root,
  logLevel: "warn",
  publicDir: false,
  ssr: { noExternal: true },
  build: { ssr: "tools/train/main.ts", outDir: folder, emptyOutDir: true },
});
const { main } = await import(new URL(`../../${folder}/main.js`, import.meta.url).href);
const { stdout, stderr, env } = process;
// npm runs its scripts in the project; file names are meant from where npm was called.
process.chdir(env["INIT_CWD"] ?? ".");
process.exit(await main(process.argv.slice(2), { stdout, stderr, root, interrupt: interrupt.signal }));
