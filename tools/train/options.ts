import type { ChoiceKey, ChoiceSpec, Choices } from "#store/choices.ts";
import { choiceSpecs, defaultChoices } from "#store/choices.ts";
import { imageSizes } from "#store/imageSize.ts";
import { OptionError, readCommandLine } from "../commandLine.ts";

/** What one training run is asked for; all that is left out is as on the page. */
export interface TrainOptions {
  /** Dataset, network, schedule and optimiser. */
  readonly choices: Choices;
  /** Where the checkpoint goes; its other files stand beside it. */
  readonly out: string;
  readonly overwrite: boolean;
  readonly backend: "auto" | "webgpu" | "cpu";
  /** Bits of a stored weight. */
  readonly bits: 16 | 32;
  /** Steps at which weights and samples are kept on the way, ascending; the last step always is. */
  readonly snapshots: readonly number[];
  /** Steps of the reverse process that draws samples. */
  readonly sampleSteps: number;
}

const helpHint = "`npm run train -- --help` lists the options.";

/** The page's choices that are options here. */
const choiceOptions: Readonly<Record<string, { readonly key: ChoiceKey; readonly text: string }>> = {
  dataset: { key: "data", text: "what the network learns to draw" },
  size: { key: "net", text: "size of the network" },
  "image-size": { key: "px", text: `side of the images in pixels; ${sizesText()}` },
  steps: { key: "budget", text: "training steps" },
  batch: { key: "batch", text: "images of one step" },
  seed: { key: "seed", text: "of weights, batches, timesteps and noise" },
  "learning-rate": { key: "lr", text: "of Adam" },
  warmup: { key: "warmup", text: "steps over which the learning rate rises" },
  "clip-norm": { key: "clipNorm", text: "largest norm of the gradient" },
  ema: { key: "ema", text: "decay of the averaged weights" },
  schedule: { key: "schedule", text: "noise schedule" },
  T: { key: "T", text: "timesteps" },
  predicts: { key: "predicts", text: "what the network says of a noisy picture" },
  weighting: { key: "weighting", text: "how much a mistake counts at each t" },
  "label-dropout": { key: "dropout", text: "with --classes, share of the pictures without theirs" },
};

/** The page's choices that are on when they are named. */
const flagOptions: Readonly<Record<string, { readonly key: ChoiceKey; readonly text: string }>> = {
  classes: { key: "classes", text: "tell the network the class of each picture" },
  "zero-snr": { key: "zeroSnr", text: "leave nothing of the picture at the last timestep; needs v or x0" },
};

const ownSpecs = {
  backend: { kind: "option", values: ["auto", "webgpu", "cpu"], default: "auto" },
  bits: { kind: "option", values: ["16", "32"], default: "16" },
  "sample-steps": { kind: "whole", min: 1, max: 1000, default: 50 },
} as const satisfies Readonly<Record<string, ChoiceSpec>>;

const SNAPSHOTS: readonly number[] = [0, 100, 300];

const afterOptions = `
Beside faces.safetensors come faces.png, 64 samples of the network, and faces.md, its model card; for a snapshot
faces-100.safetensors and faces-100.png, at step 0 the samples alone.

Ctrl-C ends the training after the step in hand and writes the files for it; a second one ends the program at once.

Exit status: 0 when the files are written, 1 when the run failed or diverged, 2 for options that cannot be obeyed, 130
when it was stopped before there was anything to write.
`;

/** All options, as `--help` prints them. */
export function helpText(): string {
  const rows = [
    ["--out FILE", "the checkpoint to write, .safetensors; needed"],
    ...Object.entries(choiceOptions).map(([name, { key, text }]) => rowOf(name, choiceSpecs[key], text)),
    ...Object.entries(flagOptions).map(([name, { text }]): readonly [string, string] => [`--${name}`, text]),
    rowOf("backend", ownSpecs.backend, "the device; auto takes the first that works"),
    rowOf("bits", ownSpecs.bits, "of a stored weight"),
    [
      "--snapshots LIST",
      `steps whose weights and samples are kept, beside the last; "" for none (default ${SNAPSHOTS.join(",")})`,
    ],
    rowOf("sample-steps", ownSpecs["sample-steps"], "steps of DDIM that draw the samples, at most T"),
    ["--overwrite", "replace the files of an earlier run"],
    ["-h, --help", "print this"],
  ];
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  const lines = rows.map(([name = "", text = ""]) => `  ${name.padEnd(width)}  ${text}`);
  return ["Usage: npm run train -- --out FILE [options]", "", ...lines, afterOptions].join("\n");
}

/**
 * The options of a command line, or "help".
 *
 * @throws {OptionError} naming every value that is wrong.
 */
export function parseOptions(args: readonly string[]): TrainOptions | "help" {
  const values = readCommandLine(args, {
    texts: ["out", "snapshots", ...Object.keys(choiceOptions), ...Object.keys(ownSpecs)],
    flags: ["overwrite", ...Object.keys(flagOptions)],
    hint: helpHint,
  });
  if (values["help"]) return "help";
  const complaints: string[] = [];
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  const read = (name: string, spec: ChoiceSpec): string | number | boolean => {
    const given = text(name);
    if (given === undefined) return spec.default;
    const value = legalValue(given, spec);
    if (value === undefined) complaints.push(`--${name} is ${given}, expected ${describe(spec)}`);
    return value ?? spec.default;
  };

  const chosen: Record<string, unknown> = {};
  for (const [name, { key }] of Object.entries(choiceOptions)) chosen[key] = read(name, choiceSpecs[key]);
  for (const [name, { key }] of Object.entries(flagOptions)) chosen[key] = values[name] === true;
  // Each value has passed the check of its own row.
  const choices = { ...defaultChoices(), ...chosen } as Choices;
  const sizes = imageSizes(choices.data);
  if (!sizes.includes(choices.px)) {
    complaints.push(`--image-size is ${choices.px}, expected ${listOf(sizes)} for ${choices.data}`);
  }
  if (choices.zeroSnr && choices.predicts === "eps") {
    complaints.push(
      "--predicts is eps, expected v or x0 with --zero-snr, where the last timestep is nothing but eps",
    );
  }
  if (choices.zeroSnr && choices.weighting === "minSnr") {
    complaints.push(
      "--weighting is minSnr, expected simple or vlb with --zero-snr, where min-SNR counts the last timestep for nothing",
    );
  }
  const sampleSteps = Number(read("sample-steps", ownSpecs["sample-steps"]));
  if (sampleSteps > choices.T && text("sample-steps") !== undefined) {
    complaints.push(`--sample-steps is ${sampleSteps}, expected at most T, ${choices.T}`);
  }
  const out = text("out") ?? "";
  if (!/[^/\\]\.safetensors$/.test(out)) {
    complaints.push(
      `--out is ${out || "missing"}, expected a name and .safetensors, such as faces.safetensors`,
    );
  }
  const snapshots = parseSnapshots(text("snapshots"), choices.budget, complaints);
  const backend = read("backend", ownSpecs.backend) as TrainOptions["backend"];
  const bits = read("bits", ownSpecs.bits) === "16" ? 16 : 32;
  if (complaints.length > 0) throw new OptionError([...complaints, helpHint].join("\n"));
  return {
    choices,
    out,
    overwrite: values["overwrite"] === true,
    backend,
    bits,
    snapshots,
    sampleSteps: Math.min(sampleSteps, choices.T),
  };
}

/** Ascending. Those that nobody asked for are left out from the last step on. */
function parseSnapshots(given: string | undefined, steps: number, complaints: string[]): readonly number[] {
  if (given === undefined) return SNAPSHOTS.filter((step) => step < steps);
  const spec = { ...choiceSpecs.budget, min: 0, max: steps - 1 };
  const texts = given.split(",").filter((text) => text !== "");
  const values = texts.map((text) => legalValue(text, spec));
  if (values.includes(undefined)) {
    complaints.push(
      `--snapshots is ${given}, expected ${describe(spec)} each, with commas between; the last step is always kept`,
    );
  }
  return [...new Set(values.map(Number))].toSorted((a, b) => a - b);
}

/** The value a text stands for, or undefined when it is not legal. */
function legalValue(text: string, spec: ChoiceSpec): string | number | undefined {
  if (spec.kind === "option") return spec.values.includes(text) ? text : undefined;
  const pattern = spec.kind === "whole" ? /^\d+$/ : /^\d*\.?\d+(e[+-]?\d+)?$/i;
  const number = pattern.test(text) ? Number(text) : Number.NaN;
  return spec.kind !== "flag" && number >= spec.min && number <= spec.max ? number : undefined;
}

function describe(spec: ChoiceSpec): string {
  switch (spec.kind) {
    case "option":
      return listOf(spec.values);
    case "flag":
      return "true or false";
    case "whole":
      return `a whole number in ${spec.min}..${spec.max}`;
    case "real":
      return `a number in ${spec.min}..${spec.max}`;
  }
}

function listOf(values: readonly string[]): string {
  return values.join(", ").replace(/, ([^,]*)$/, " or $1");
}

function rowOf(name: string, spec: ChoiceSpec, text: string): readonly [string, string] {
  const value = spec.kind === "option" ? spec.values.join("|") : "N";
  const range = spec.kind === "whole" || spec.kind === "real" ? `, ${spec.min}..${spec.max}` : "";
  return [`--${name} ${value}`, `${text}${range} (default ${String(spec.default)})`];
}

function sizesText(): string {
  return choiceSpecs.data.values.map((id) => `${imageSizes(id).join(", ")} for ${id}`).join("; ");
}
