import { afterEach, expect, test, vi } from "vitest";
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
