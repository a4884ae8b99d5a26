import { afterAll, beforeAll, expect, test } from "vitest";
import { plantTree, runScript } from "./seededTree.ts";

/** What may not be named where. */
const seeds: readonly { file: string; name: string; legal: boolean }[] = [
  ...["document", "window", "process", "Deno", "postMessage", "GPUBufferUsage"].map((name) => ({
    file: `src/math/${name}.ts`,
    name,
    legal: false,
  })),
  ...["document", "window", "process"].map((name) => ({ file: `src/engine/${name}.ts`, name, legal: false })),
  ...["postMessage", "GPUBufferUsage"].map((name) => ({ file: `src/engine/${name}.ts`, name, legal: true })),
  ...["process", "importScripts"].map((name) => ({ file: `src/ui/${name}.ts`, name, legal: false })),
  ...["document", "Worker"].map((name) => ({ file: `src/ui/${name}.ts`, name, legal: true })),
];

let tree: ReturnType<typeof plantTree>;
let output: string;

beforeAll(async () => {
  tree = plantTree(
    Object.fromEntries(seeds.map(({ file, name }) => [file, `export const seed = ${name};\n`])),
  );
  output = await runScript(
    "typescript/bin/tsc",
    ["-b", "tsconfig.worker.json", "tsconfig.page.json"],
    tree.path,
  );
}, 60_000);

afterAll(() => tree.remove());

test.for(seeds)("$name in $file compiles: $legal", ({ file, name, legal }) => {
  const errors = output.split("\n").filter((line) => line.startsWith(`${file}(`));
  expect(errors.map((error) => error.includes(`Cannot find name '${name}'`))).toEqual(legal ? [] : [true]);
});
