import { root } from "../npm.mjs";
import { bundle, installWebgpu } from "../webgpu.mjs";

// The first Ctrl-C ends the training; without a listener the second ends the process, even within a step.
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interrupt.abort());

const { main } = await import(await bundle("tools/train/main.ts", "train"));
try {
  await installWebgpu();
} catch (error) {
  // The engine falls back, and says that there is none.
  console.error(`WebGPU could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
}
const { stdout, stderr, env } = process;
// npm runs its scripts in the project; file names are meant from where npm was called.
process.chdir(env["INIT_CWD"] ?? ".");
process.exit(await main(process.argv.slice(2), { stdout, stderr, root, interrupt: interrupt.signal }));
