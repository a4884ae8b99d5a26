import { root } from "../npm.mjs";
import { endWith, outliveReaders } from "../ownProcess.mjs";
import { bundle, installWebgpu } from "../webgpu.mjs";

outliveReaders();
await installWebgpu();
const { main } = await import(await bundle("tools/bench/main.ts", "bench"));
const { stdout, stderr, env } = process;
// npm runs its scripts in the project; file names are meant from where npm was called.
process.chdir(env["INIT_CWD"] ?? ".");
await endWith(
  await main(process.argv.slice(2), { stdout, stderr, root, loadJax: () => import("@jax-js/jax") }),
);
