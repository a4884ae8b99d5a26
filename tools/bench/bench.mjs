import { requireNode } from "../nodeVersion.mjs";
import { runInOwnProcess } from "../ownProcess.mjs";
import { gpuEnvironment } from "../webgpu.mjs";

requireNode();
const script = new URL("benchHere.mjs", import.meta.url);
process.exit(await runInOwnProcess(script, process.argv.slice(2), gpuEnvironment()));
