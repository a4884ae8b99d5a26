import { expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { OptionError } from "../../../../tools/commandLine.ts";
import type { TrainOptions } from "../../../../tools/train/options.ts";
import { helpText, parseOptions } from "../../../../tools/train/options.ts";

const out = ["--out", "faces.safetensors"];

function parsed(...args: string[]): TrainOptions {
  const options = parseOptions([...out, ...args]);
  if (options === "help") throw new Error("asked for help");
  return options;
}

test("what is left out is as on the page", () => {
  expect(parsed()).toEqual({
    choices: defaultChoices(),
    out: "faces.safetensors",
    overwrite: false,
    backend: "auto",
    bits: 16,
    snapshots: [0, 100, 300],
    sampleSteps: 50,
  });
});

test("every option reaches its place", () => {
  const line =
    "--dataset digits --size XS --image-size 28 --steps 200 --batch 8 --seed 0 --learning-rate 2e-3 --warmup 0 " +
    "--clip-norm .5 --ema 0.9 --schedule cosine --T 40 --backend cpu --bits 32 --snapshots 60,5,60 " +
    "--sample-steps 7 --overwrite";
  const { choices, ...rest } = parsed(...line.split(" "));
  expect(choices).toEqual({
    ...defaultChoices(),
    data: "digits",
    net: "XS",
    px: "28",
    budget: 200,
    batch: 8,
    seed: 0,
    lr: 0.002,
    warmup: 0,
    clipNorm: 0.5,
    ema: 0.9,
    schedule: "cosine",
    T: 40,
  });
  expect(rest).toEqual({
    out: "faces.safetensors",
    overwrite: true,
    backend: "cpu",
    bits: 32,
    snapshots: [5, 60],
    sampleSteps: 7,
  });
});

test("snapshots that nobody asked for end before the last step, and none at all is legal", () => {
  expect(parsed("--steps", "100").snapshots).toEqual([0]);
  expect(parsed("--steps", "100", "--snapshots", "99").snapshots).toEqual([99]);
  expect(parsed("--snapshots", "").snapshots).toEqual([]);
});

test("fewer timesteps than usual sampling steps are all visited", () => {
  expect(parsed("--T", "20").sampleSteps).toBe(20);
});

test.for([
  [["--batch", "257"], "--batch is 257, expected a whole number in 1..256"],
  [["--batch", "1.5"], "--batch is 1.5, expected a whole number in 1..256"],
  [["--batch", ""], "--batch is , expected a whole number in 1..256"],
  [["--seed", "-1"], "--seed is -1, expected a whole number in 0..4294967295"],
  [["--learning-rate", "-.1"], "--learning-rate is -.1, expected a number in 0.000001..0.1"],
  [["--ema", "1"], "--ema is 1, expected a number in 0..0.99999"],
  [["--size", "XXL"], "--size is XXL, expected XS, S, M or L"],
  [["--dataset", "cats"], "--dataset is cats, expected flowers, pixelfaces or digits"],
  [["--image-size", "12"], "--image-size is 12, expected 8, 16, 28 or 32"],
  [["--image-size", "28"], "--image-size is 28, expected 8 or 16 for pixelfaces"],
  [["--T", "9"], "--T is 9, expected a whole number in 10..1000"],
  [["--T", "20", "--sample-steps", "21"], "--sample-steps is 21, expected at most T, 20"],
  [["--bits", "8"], "--bits is 8, expected 16 or 32"],
  [["--backend", "webgl"], "--backend is webgl, expected auto, webgpu or cpu"],
  [
    ["--snapshots", "1,x"],
    "--snapshots is 1,x, expected a whole number in 0..999 each, with commas between; the last step is always kept",
  ],
  [
    ["--steps", "100", "--snapshots", "0,100"],
    "--snapshots is 0,100, expected a whole number in 0..99 each, with commas between; the last step is always kept",
  ],
  [["--out", "faces.bin"], "--out is faces.bin, expected a name and .safetensors, such as faces.safetensors"],
  [
    ["--out", "a/.safetensors"],
    "--out is a/.safetensors, expected a name and .safetensors, such as faces.safetensors",
  ],
  [["--lr", "1"], "Unknown option '--lr'"],
  [["faces"], "Unexpected argument 'faces'"],
  [["--steps", "100", "-5"], "Unknown option '-5'"],
  [["--steps=100", "-5"], "Unknown option '-5'"],
  [["--seed"], "--seed needs a value"],
  [["--out", "--overwrite"], "--out needs a value"],
  [["--overwrite=1"], "Option '--overwrite' does not take an argument"],
] as const)("%j is refused", ([args, complaint]) => {
  expect(() => parsed(...args)).toThrow(OptionError);
  expect(() => parsed(...args)).toThrow(`${complaint}\n\`npm run train -- --help\` lists the options.`);
});

test("all that is wrong is said at once", () => {
  expect(() => parseOptions(["--batch", "0", "--seed", "x"])).toThrow(
    /^--batch is 0,[^]*\n--seed is x,[^]*\n--out is missing,[^]*\n`npm run train/,
  );
});

test("help names every option with its range and its default", () => {
  expect(parseOptions(["--help"])).toBe("help");
  expect(parseOptions(["-h"])).toBe("help");
  expect(helpText()).toMatch(/^ {2}--batch N +images of one step, 1\.\.256 \(default 32\)$/m);
  expect(helpText()).toMatch(/^ {2}--size XS\|S\|M\|L +size of the network \(default S\)$/m);
  for (const name of ["out", "dataset", "steps", "seed", "schedule", "backend", "snapshots", "overwrite"]) {
    expect(helpText()).toContain(`--${name}`);
  }
});

test("help says which dataset has which sizes, what is written, and how it ends", () => {
  expect(helpText()).toContain(
    "side of the images in pixels; 8, 16, 28, 32 for flowers; 8, 16 for pixelfaces; ",
  );
  expect(helpText()).toMatch(/--snapshots LIST .*beside the last; "" for none \(default 0,100,300\)/);
  for (const word of ["faces.png", "faces.md", "faces-100.safetensors", "Ctrl-C", "130"]) {
    expect(helpText()).toContain(word);
  }
});

test("what the network says and is told are options too", () => {
  const options = parseOptions(
    "--out a.safetensors --schedule cosine --predicts v --weighting vlb --classes --label-dropout 0.2 --zero-snr".split(
      " ",
    ),
  );
  expect(options).toMatchObject({
    choices: { predicts: "v", weighting: "vlb", classes: true, dropout: 0.2, zeroSnr: true },
  });
  expect(() => parseOptions(["--out", "a.safetensors", "--zero-snr"])).toThrow(
    "--predicts is eps, expected v or x0 with --zero-snr",
  );
  expect(() =>
    parseOptions("--out a.safetensors --zero-snr --predicts v --weighting minSnr".split(" ")),
  ).toThrow("--weighting is minSnr, expected simple or vlb with --zero-snr");
});
