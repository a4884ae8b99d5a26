import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { samplers } from "#diffusion/samplers/index.ts";
import type { SchedulePlugin } from "#diffusion/schedule.ts";
import { testSampler } from "../fixtures/samplerContract.ts";
import { testSchedule } from "../fixtures/scheduleContract.ts";
import { read, root } from "./projectFiles.ts";

const page = read("CONTRIBUTING.md");
const [, path = "", code = ""] = /Create `(src\/[^`]+)`:\n\n *```ts\n([^]*?)\n *```/.exec(page) ?? [];
const plugin = await evaluate(code);

/** What a module beside the schedules would export, run from outside the tree. */
async function evaluate(source: string): Promise<SchedulePlugin> {
  const folder = mkdtempSync(join(tmpdir(), "noise-and-back-"));
  try {
    const file = join(folder, "schedule.ts");
    const doorway = JSON.stringify(join(root, "src/diffusion/schedule.ts"));
    writeFileSync(file, source.replace('"../schedule.ts"', doorway));
    const module = (await import(/* @vite-ignore */ file)) as { default: SchedulePlugin };
    return module.default;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the schedule of CONTRIBUTING.md, pasted as it is", () => {
  test("goes into a file named after its id", () => {
    expect(path).toBe(`src/diffusion/schedules/${plugin.id}.ts`);
  });

  testSchedule(plugin);

  describe.each([...samplers.values()])("under the sampler $id", (sampler) => {
    testSampler(sampler, plugin);
  });
});
