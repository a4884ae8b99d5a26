import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readCheckpoint } from "#checkpoint/checkpoint.ts";
import type { CheckpointInfo } from "#checkpoint/checkpointInfo.ts";
import { unetConfig } from "#nn/config.ts";
import { createUnet } from "#nn/unet.ts";
import { trainingConfig } from "#protocol/config.ts";
import * as v from "valibot";
import { main } from "../../../../tools/train/main.ts";
import { EngineHarness } from "../../../fixtures/engineHarness.ts";
import { root } from "../../../meta/projectFiles.ts";

let folder: string;
let interrupt: AbortController;
let output: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "train-"));
  interrupt = new AbortController();
  output = "";
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The smallest run that is still one. */
const tiny = "--size XS --image-size 8 --T 10 --batch 2 --sample-steps 2 --backend cpu".split(" ");

function train(args: readonly string[], onOutput: (text: string) => void = () => undefined): Promise<number> {
  const write = (text: string) => {
    output += text;
    onOutput(text);
  };
  const options = [...tiny, "--out", join(folder, "faces.safetensors"), ...args];
  return main(options, {
    stdout: { write, isTTY: true },
    stderr: { write },
    root,
    interrupt: interrupt.signal,
  });
}

function layoutOf({ config, imageChannels }: CheckpointInfo) {
  const { modelSize, imageSize, zeroInit } = v.parse(trainingConfig, config);
  return createUnet(unetConfig(modelSize, imageSize, imageChannels, zeroInit)).layout;
}

const read = (name: string) => readCheckpoint(readFileSync(join(folder, name)), layoutOf);

test("trains as the page does, and writes weights, sheets and a card", async () => {
  const status = await train(["--steps", "3", "--snapshots", "0,2", "--bits", "32"]);
  expect(output).toContain("XS, 45259 parameters, on 3687 images of pixelfaces; cpu (cpu)");
  expect(status).toBe(0);
  expect(readdirSync(folder).toSorted()).toEqual([
    "faces-0.png",
    "faces-2.png",
    "faces-2.safetensors",
    "faces.md",
    "faces.png",
    "faces.safetensors",
  ]);

  const { info, weights } = read("faces.safetensors");
  expect(info).toMatchObject({ step: 3, imageChannels: 3, config: { dataset: "pixelfaces", steps: 3 } });
  expect(info.trainingLoss).toBeGreaterThan(0.5);
  expect(info.validationLoss).toBeGreaterThan(0.5);
  expect(read("faces-2.safetensors").info.step).toBe(2);

  const engine = new EngineHarness();
  engine.open();
  engine.train(v.parse(trainingConfig, info.config));
  await engine.next("paused");
  const [state] = engine.all("checkpointed").slice(-1);
  await engine.close();
  expect(weights).toEqual(state?.state.ema);

  const { width, height } = PNG.sync.read(readFileSync(join(folder, "faces.png")));
  expect([width, height]).toEqual([512, 512]);
  const card = readFileSync(join(folder, "faces.md"), "utf8");
  expect(card).toContain("| training | 3 of 3 steps, batch 2, ");
  expect(card).toContain(`npm run train -- ${tiny.join(" ")} --out ${folder}/faces.safetensors --steps 3 `);
});

test("an interrupt ends the run after the step in hand, with all its files", async () => {
  const status = await train(["--steps", "100000", "--snapshots", ""], (text) => {
    if (text.includes("/100000")) interrupt.abort();
  });
  expect(status).toBe(0);
  const { info } = read("faces.safetensors");
  expect(info.step).toBeGreaterThan(0);
  expect(info.step).toBeLessThan(1000);
  expect(output).toContain("Stopping, and writing what there is. Ctrl-C again ends at once.");
  expect(output).toContain(`The training was interrupted at step ${info.step}.`);
  expect(readdirSync(folder).toSorted()).toEqual(["faces.md", "faces.png", "faces.safetensors"]);
});

test("interrupted before it starts, it has nothing to write and says so", async () => {
  interrupt.abort();
  expect(await train(["--steps", "3"])).toBe(130);
  expect(output).toBe(
    "Stopping, and writing what there is. Ctrl-C again ends at once.\n" +
      "Stopped before the first step; there is nothing to write.\n",
  );
  expect(readdirSync(folder)).toEqual([]);
});

test("interrupted while it prepares the first step, it does not keep a network that has learned nothing", async () => {
  const status = await train(["--steps", "3", "--snapshots", ""], (text) => {
    if (text.includes("preparing the first step")) interrupt.abort();
  });
  expect(status).toBe(130);
  expect(output).toContain("Stopped before the first step; there is nothing to write.");
  expect(readdirSync(folder)).toEqual([]);
});

test("an interrupt cancels the samples of a snapshot", async () => {
  const status = await train(["--steps", "3", "--snapshots", "0"], (text) => {
    if (text.includes("drawing samples")) interrupt.abort();
  });
  expect(status).toBe(130);
  expect(readdirSync(folder)).toEqual([]);
});

test("after a snapshot that was cancelled its step is the last, and is drawn", async () => {
  const status = await train(["--steps", "3", "--snapshots", "2"], (text) => {
    if (text.includes("drawing samples")) interrupt.abort();
  });
  expect(status).toBe(0);
  expect(read("faces.safetensors").info.step).toBe(2);
  expect(readdirSync(folder).toSorted()).toEqual(["faces.md", "faces.png", "faces.safetensors"]);
});

test("what cannot be written is said before the training", async () => {
  mkdirSync(join(folder, "faces.md"));
  expect(await train(["--steps", "3", "--overwrite"])).toBe(1);
  expect(output).toBe(`${join(folder, "faces.md")} is a folder. Choose another --out.\n`);
});

test("a run that fails on the way leaves its last checkpoint", async () => {
  const status = await train(["--steps", "3", "--snapshots", "0,2"], (text) => {
    if (text.includes("faces-0.png written")) mkdirSync(join(folder, "faces-2.png"));
  });
  expect(status).toBe(1);
  expect(output).toMatch(/EISDIR: .*faces-2\.png/);
  expect(read("faces.safetensors").info.step).toBe(2);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("wrong options, and what the engine refuses, are said on one line each", async () => {
  expect(await train(["--batch", "0"])).toBe(2);
  expect(output).toContain("--batch is 0, expected a whole number in 1..256\n");
  expect(await train(["--backend", "webgpu"])).toBe(1);
  expect(output).toContain("no backend can train here. webgpu: ");
  expect(readdirSync(folder)).toEqual([]);
});

test("help needs nothing", async () => {
  expect(await train(["--help"])).toBe(0);
  expect(output).toMatch(/^Usage: npm run train -- --out FILE/);
});
