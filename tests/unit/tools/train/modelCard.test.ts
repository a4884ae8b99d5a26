import { expect, test } from "vitest";
import type { CardFacts } from "../../../../tools/train/modelCard.ts";
import { modelCard } from "../../../../tools/train/modelCard.ts";
import { tinyConfig } from "../../../fixtures/tinyRun.ts";

const facts: CardFacts = {
  command: "npm run train -- --steps 300 --out faces.safetensors",
  commit: "0123456789ab",
  dataset: { label: { en: "Pixel faces", zh: "像素头像" }, licence: "CC0 1.0", credit: "DiceBear" },
  started: {
    type: "started",
    run: 1,
    config: { ...tinyConfig, steps: 300 },
    step: 0,
    parameterCount: 45_259,
    trainCount: 3687,
    validationCount: 409,
    channels: 3,
  },
  device: { backend: "webgpu", name: "A card", isSoftware: false },
  step: 250,
  seconds: 125,
  trainingLoss: 0.04321,
  validation: { step: 240, loss: 0.05 },
  sampleSteps: 50,
  weights: { file: "faces.safetensors", bits: 16, bytes: 90_000, sha256: "ab".repeat(32) },
  sheet: "faces.png",
  snapshots: [
    { step: 0, sheet: "faces-0.png", weights: null },
    { step: 100, sheet: "faces-100.png", weights: "faces-100.safetensors" },
  ],
};

test("says how the network was made, how good it is and where it comes from", () => {
  const card = modelCard(facts);
  for (const line of [
    "# Pixel faces, XS, 250 steps",
    "npm run train -- --steps 300 --out faces.safetensors",
    "| dataset | pixelfaces, 8 x 8 x 3: 3687 images, 409 held out |",
    "| its licence | CC0 1.0; DiceBear |",
    "| network | XS, 45259 parameters, averaged weights |",
    "| schedule | linear, T = 10 |",
    "| seed | 1 |",
    "| loss | 0.0432, mean of the last 100 steps; held out 0.0500, raw weights, at step 240 |",
    "| time | 2 min 5 s (2.00 steps/s) |",
    "| device | A card (webgpu) |",
    "| commit | 0123456789ab |",
    `| file | 16-bit, 90000 bytes, SHA-256 ${"ab".repeat(32)} |`,
    "![64 samples](faces.png)",
    "The same noises after 0 steps:",
    "The same noises after 100 steps ([weights](faces-100.safetensors)):",
    "![64 samples](faces-100.png)",
  ]) {
    expect(card.split("\n")).toContain(line);
  }
  expect(card).toMatch(/\| training \| 250 of 300 steps, batch 2, Adam 0\.001 after 0 steps, /);
});

test("a short run has no hundred steps to average", () => {
  expect(modelCard({ ...facts, step: 20 })).toContain("| loss | 0.0432, mean of the last 20 steps; ");
});

test("what is not known is not claimed, and a software adapter is named as one", () => {
  const card = modelCard({
    ...facts,
    trainingLoss: null,
    validation: null,
    device: { ...facts.device, isSoftware: true },
  });
  expect(card).toContain("| loss | not known |");
  expect(card).toContain("| device | A card (webgpu, in software) |");
});

test("says what the network says of a picture, and what it was told", () => {
  const config = {
    ...facts.started.config,
    parameterisation: "v",
    lossWeighting: "minSnr",
    conditional: true,
  } as const;
  const schedule = { ...config.schedule, zeroTerminalSnr: true };
  const card = modelCard({ ...facts, started: { ...facts.started, config: { ...config, schedule } } });
  expect(card).toContain(
    "| says | v, mistakes weighed minSnr; told the class of all but 0.1 of the images |",
  );
  expect(card).toContain(", zero terminal SNR |");
});
