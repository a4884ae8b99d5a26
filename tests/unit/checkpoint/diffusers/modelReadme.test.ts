import { expect, test } from "vitest";
import { modelReadme } from "#checkpoint/diffusers/modelReadme.ts";
import { model, training } from "../../../fixtures/diffusersModel.ts";

test("an unconditional model is sampled by the pipeline, in as many steps as it has", () => {
  const text = modelReadme(model, training);
  expect(text).toContain("DDPMPipeline.from_pretrained");
  expect(text).toContain("num_inference_steps=1000");
  expect(text).toContain("| classes | none |");
  expect(text).toContain("averaged (EMA, decay 0.999)");
  expect(text).toContain("16 x 16 colour images");
  expect(text).toContain("--data digits.json");
});

test("a conditional model is sampled with guidance", () => {
  const unet = { ...model.unet, classes: 10, imageChannels: 1 } as const;
  const text = modelReadme({ ...model, unet, prediction: "v" }, { ...training, averaged: false });
  expect(text).toContain("guidance=2.0");
  expect(text).not.toContain("DDPMPipeline.from_pretrained");
  expect(text).toContain('| classes | 10, and 10 itself for "any"');
  expect(text).toContain("as trained, not averaged");
  expect(text).toContain("v = √ᾱ ε − √(1−ᾱ) x₀");
  expect(text).toContain("16 x 16 grey images");
});

test("a dataset's name cannot become markup or a command", () => {
  const text = modelReadme(model, { ...training, dataset: "a|b\n`rm -rf`; <script> 猫" });
  expect(text).toContain("| dataset | a b  rm -rf    script  猫 |");
  expect(text).toContain("--data DATASET.json");
});
