import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../meta/projectFiles.ts";

const tiny = "--size XS --image-size 8 --batch 2 --steps 100000 --sample-steps 1".split(" ");

test("the command outlives the reader of its output, and Ctrl-C then writes the files", async () => {
  const folder = mkdtempSync(join(tmpdir(), "train-"));
  try {
    const args = [...tiny, "--out", "faces.safetensors", "--snapshots", ""];
    const child = spawn(process.execPath, [join(root, "tools/train/train.mjs"), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, INIT_CWD: folder },
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    await new Promise<void>((resolve) =>
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        if (text.includes("/100000 [")) resolve();
      }),
    );
    child.stdout.destroy();
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(["faces.md", "faces.png", "faces.safetensors"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
