import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { fromMetadata, toMetadata } from "#checkpoint/checkpointInfo.ts";

const info = {
  step: 1500,
  imageChannels: 3,
  trainingLoss: 0.031,
  validationLoss: 2.5e-7,
  config: { dataset: "pixelfaces", schedule: { id: "linear", T: 1000, params: {} } },
  averaged: true,
} as const;

test("comes back as it was", () => {
  expect(fromMetadata(toMetadata(info))).toEqual(info);
  const early = { ...info, step: 0, imageChannels: 1, trainingLoss: null, validationLoss: null } as const;
  expect(fromMetadata(toMetadata(early))).toEqual(early);
  expect(fromMetadata(toMetadata({ ...info, averaged: false }))).toEqual({ ...info, averaged: false });
});

test("numbers are read as they write themselves, and a configuration may be null", () => {
  const extreme = { ...info, step: Number.MAX_SAFE_INTEGER, trainingLoss: 5e-324, validationLoss: 1.5e300 };
  expect(fromMetadata(toMetadata(extreme))).toEqual(extreme);
  expect(fromMetadata(toMetadata({ ...info, config: null }))).toEqual({ ...info, config: null });
});

test("weights are averaged unless it is told", () => {
  const { averaged: _, ...untold } = info;
  expect(fromMetadata(toMetadata(untold))).toEqual(info);
});

test("a file of weights alone is told from a damaged one", () => {
  expect(() => fromMetadata(new Map([["format", "pt"]]))).toThrow(
    "the file's noise-and-back is missing: it holds weights alone, and nothing says of what network. Choose the folder",
  );
});

test("PyTorch's loaders find their format, and other programs' keys are ignored", () => {
  const metadata = toMetadata(info);
  expect(metadata.get("format")).toBe("pt");
  expect(fromMetadata(metadata.set("author", "me"))).toEqual(info);
});

test.for([
  ["noise-and-back", "2", 'noise-and-back is "2", expected "1"'],
  ["weights", "both", 'weights is "both", expected "ema" or "raw"'],
  ["image_channels", "4", 'image_channels is "4", expected "1" or "3"'],
  ["step", "1.5", 'step is "1.5", expected a whole number in 0..9007199254740991'],
  ["step", "-1", 'step is "-1", expected a whole number in 0..'],
  ["step", " 7 ", 'step is " 7 ", expected a whole number in 0..'],
  ["step", "0x10", 'step is "0x10", expected a whole number in 0..'],
  ["step", "1e3", 'step is "1e3", expected a whole number in 0..'],
  ["step", "1e+308", 'step is "1e+308", expected a whole number in 0..'],
  ["step", "9007199254740992", 'step is "9007199254740992", expected a whole number in 0..'],
  ["step", "9".repeat(99), `step is "${"9".repeat(59)}… (101 characters), expected a whole number`],
  ["training_loss", "", 'training_loss is "", expected a number that is not negative'],
  ["training_loss", "0x10", 'training_loss is "0x10", expected a number that is not negative'],
  ["training_loss", "1e999", 'training_loss is "1e999", expected a number that is not negative'],
  ["training_loss", "NaN", 'training_loss is "NaN", expected a number that is not negative'],
  ["validation_loss", "Infinity", 'validation_loss is "Infinity", expected a number that is not negative'],
  ["config", "{", 'config is "{", expected JSON'],
  ["config", '{"seed":1,"seed":2}', 'config\'s key is "seed", expected each key once'],
  ["config", '{"schedule":{"T":1,"\\u0054":2}}', 'config\'s key is "T", expected each key once'],
  ["config", undefined, "config is missing, expected JSON"],
] as const)("%s = %s is refused", ([key, value, message]) => {
  const metadata = toMetadata(info);
  metadata.delete(key);
  if (value !== undefined) metadata.set(key, value);
  expect(() => fromMetadata(metadata)).toThrow(CheckpointError);
  expect(() => fromMetadata(metadata)).toThrow(`the file's ${message}`);
  expect(() => fromMetadata(metadata)).toThrow(". Save or download the file again");
});
