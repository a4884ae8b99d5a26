import { root } from "../npm.mjs";
import { endWith, outliveReaders } from "../ownProcess.mjs";
import { bundle, installWebgpu } from "../webgpu.mjs";

outliveReaders();
const interrupt = new AbortController();
const stop = () => interrupt.abort();
process.on("SIGINT", stop).on("SIGTERM", stop);
// Without the process that started this one nobody can stop it any more.
process.on("disconnect", stop);

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
await endWith(await main(process.argv.slice(2), { stdout, stderr, root, interrupt: interrupt.signal }));
