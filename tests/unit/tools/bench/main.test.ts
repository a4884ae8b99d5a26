import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { main } from "../../../../tools/bench/main.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

async function run(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const status = await main(args, {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
    root: ".",
    loadJax: () => Promise.reject(new Error("jax-js is not asked for")),
  });
  return { status, ...written };
}

test("--help says what there is, and measures nothing", async () => {
  const { status, stdout } = await run("--help");
  expect(status).toBe(0);
  expect(stdout).toContain("--only NAMES");
});

test("an option that cannot be obeyed ends it with status 2", async () => {
  expect(await run("--only", "huge")).toMatchObject({ status: 2, stdout: "" });
});

test("without an adapter it says what to install", async () => {
  vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => null } });
  const { status, stdout, stderr } = await run();
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("There is no WebGPU adapter. Install");
});

describe("where figures and drawings go is tried before the measurement", () => {
  let folder: string;
  const requestAdapter = vi.fn<() => Promise<null>>(async () => null);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bench-"));
    requestAdapter.mockClear();
    vi.stubGlobal("navigator", { gpu: { requestAdapter } });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("folders are made", async () => {
    const { stderr } = await run("--json", join(folder, "a/bench.json"), "--plots", join(folder, "b/c"));
    expect(stderr).toContain("There is no WebGPU adapter.");
    expect(readdirSync(folder).toSorted()).toEqual(["a", "b"]);
    expect([readdirSync(join(folder, "a")), readdirSync(join(folder, "b/c"))]).toEqual([[], []]);
  });

  test.for([
    ["--json", "file/bench.json", "bench.json cannot be written: "],
    ["--json", "folder", "folder is a folder, and a file is to be written."],
    ["--plots", "file", "batch.svg cannot be written: "],
  ] as const)("%s %s is refused", async ([option, name, message]) => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "folder"));
    const { status, stderr } = await run(option, join(folder, name));
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(requestAdapter).not.toHaveBeenCalled();
  });
});
