import { requireNode } from "../nodeVersion.mjs";
import { runWithWebgpu } from "../webgpu.mjs";

requireNode();
process.exit(await runWithWebgpu(new URL("trainHere.mjs", import.meta.url), process.argv.slice(2)));
