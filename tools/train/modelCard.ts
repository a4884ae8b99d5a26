import type { DatasetPlugin } from "#data/dataset.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import type { DeviceInfo } from "#protocol/event.ts";
import type { EventOf } from "./engineSession.ts";
import { duration } from "./progressLine.ts";
import { LOSS_STEPS } from "./runRecord.ts";

/** Everything that a model card says. */
export interface CardFacts {
  readonly command: string;
  /** Of this program's source. */
  readonly commit: string;
  readonly dataset: Pick<DatasetPlugin, "label" | "licence" | "credit">;
  readonly started: EventOf<"started">;
  readonly device: Pick<DeviceInfo, "backend" | "name" | "isSoftware">;
  readonly step: number;
  readonly seconds: number;
  readonly trainingLoss: number | null;
  readonly validation: { readonly step: number; readonly loss: number } | null;
  readonly sampleSteps: number;
  readonly weights: {
    readonly file: string;
    readonly bits: number;
    readonly bytes: number;
    readonly sha256: string;
  };
  readonly sheet: string;
  readonly snapshots: readonly {
    readonly step: number;
    readonly sheet: string;
    readonly weights: string | null;
  }[];
}

/** What stands beside a trained network: how it was made, how good it is, and what may be done with it. In Markdown. */
export function modelCard(facts: CardFacts): string {
  const { started, device, dataset, weights } = facts;
  const { config, channels } = started;
  const side = config.imageSize;
  const rows: readonly (readonly [string, string])[] = [
    [
      "dataset",
      `${config.dataset}, ${side} x ${side} x ${channels}: ${started.trainCount} images, ${started.validationCount} held out`,
    ],
    ["its licence", `${dataset.licence}; ${dataset.credit}`],
    ["network", `${config.modelSize}, ${started.parameterCount} parameters, averaged weights`],
    ["schedule", scheduleText(config)],
    ["says", sayingText(config)],
    [
      "training",
      `${facts.step} of ${config.steps} steps, batch ${config.batch}, Adam ${config.learningRate} after ${config.warmupSteps} steps, ` +
        `gradient norm at most ${config.clipNorm}, EMA ${config.emaDecay}`,
    ],
    ["seed", String(config.seed)],
    ["loss", lossText(facts)],
    ["time", `${duration(facts.seconds)} (${(facts.step / facts.seconds).toPrecision(3)} steps/s)`],
    ["device", `${device.name} (${device.backend}${device.isSoftware ? ", in software" : ""})`],
    ["commit", facts.commit],
    ["file", `${weights.bits}-bit, ${weights.bytes} bytes, SHA-256 ${weights.sha256}`],
  ];
  return (
    [
      `# ${dataset.label.en}, ${config.modelSize}, ${facts.step} steps`,
      `[${decodeURIComponent(weights.file)}](${weights.file}) holds a network that this program trained by itself:`,
      ["```sh", facts.command, "```"].join("\n"),
      ["| what | value |", "| --- | --- |", ...rows.map(([what, value]) => `| ${what} | ${value} |`)].join(
        "\n",
      ),
      `## Samples`,
      `The averaged weights, ${facts.sampleSteps} steps of DDIM, the first 64 samples of one seed; none was picked.`,
      `![64 samples](${facts.sheet})`,
      ...facts.snapshots.map(({ step, sheet, weights: file }) =>
        [
          `The same noises after ${step} steps${file === null ? "" : ` ([weights](${file}))`}:`,
          `![64 samples](${sheet})`,
        ].join("\n\n"),
      ),
      "",
    ]
      .join("\n\n")
      .trimEnd() + "\n"
  );
}

function scheduleText({ schedule: { id, T, zeroTerminalSnr } }: TrainingConfig): string {
  return `${id}, T = ${T}${zeroTerminalSnr ? ", zero terminal SNR" : ""}`;
}

function sayingText({ parameterisation, lossWeighting, conditional, labelDropout }: TrainingConfig): string {
  const told = conditional ? `; told the class of all but ${labelDropout} of the images` : "";
  return `${parameterisation}, mistakes weighed ${lossWeighting}${told}`;
}

function lossText({ step, trainingLoss, validation }: CardFacts): string {
  const training =
    trainingLoss === null
      ? "not known"
      : `${trainingLoss.toFixed(4)}, mean of the last ${Math.min(LOSS_STEPS, step)} steps`;
  const heldOut =
    validation === null
      ? ""
      : `; held out ${validation.loss.toFixed(4)}, raw weights, at step ${validation.step}`;
  return training + heldOut;
}
