import { requireNode } from "../nodeVersion.mjs";
import { runWithWebgpu } from "../webgpu.mjs";

requireNode();
process.exit(await runWithWebgpu(new URL("benchHere.mjs", import.meta.url), process.argv.slice(2)));
