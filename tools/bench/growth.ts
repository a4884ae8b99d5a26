import type { UnetConfig } from "#nn/config.ts";
import { sizeOf } from "#nn/scope.ts";
import { createUnet } from "#nn/unet.ts";
import { measure } from "./measure.ts";
import type { OpenDevice } from "./openDevice.ts";
import type { GrowthRow } from "./row.ts";
import { speedOf } from "./rowOf.ts";
import { samplingRow } from "./samplingRow.ts";
import { trainerOrder, trainingSubject } from "./trainingSubject.ts";
import { unetFlops } from "./unetFlops.ts";

/** One training step to be timed: `base`, changed along one axis. */
interface Point {
  readonly axis: GrowthRow["axis"];
  readonly value: number;
  readonly config: UnetConfig;
  readonly batch: number;
}

/** Between S and M of the page, in a shape that every side and width here can have. */
const base: UnetConfig = {
  imageSize: 16,
  imageChannels: 3,
  channels: [24, 48],
  layers: 1,
  groups: 8,
  zeroInit: true,
  classes: null,
};
const BASE_BATCH = 8;
const BUDGET_MS = 1_000;
const SAMPLED_IMAGES = 4;

const trainingPoints: readonly Point[] = [
  ...[1, 2, 4, 8, 16, 32].map((value) => ({ axis: "batch" as const, value, config: base, batch: value })),
  ...[8, 16, 24, 32, 48, 64].map((value) => ({
    axis: "width" as const,
    value,
    config: { ...base, channels: [value, 2 * value] },
    batch: BASE_BATCH,
  })),
  ...[8, 12, 16, 20, 24, 28, 32].map((value) => ({
    axis: "resolution" as const,
    value,
    config: { ...base, imageSize: value },
    batch: BASE_BATCH,
  })),
];

/** Timesteps of a whole reverse process; the cost of a training step does not depend on T. */
const sampledTimesteps: readonly number[] = [10, 50, 100, 200];

/** How the cost of a captured step grows, on one device: another size compiles nothing new. */
export async function measureGrowth(
  opened: OpenDevice,
  report: (line: string) => void,
): Promise<GrowthRow[]> {
  const { backend, counted } = opened;
  const rows: GrowthRow[] = [];
  for (const { axis, value, config, batch } of trainingPoints) {
    report(`growth: ${axis} ${value}`);
    const subject = trainingSubject("captured", backend, trainerOrder(config, batch));
    const { msPerStep, gpuBytes } = await measure(subject, counted, BUDGET_MS);
    subject.dispose();
    const { gflops } = speedOf({ net: "", batch, flops: unetFlops(config) }, msPerStep);
    const parameters = sizeOf(createUnet(config).layout);
    rows.push({ axis, value, parameters, milliseconds: msPerStep, gflops, gpuBytes });
  }
  const parameters = sizeOf(createUnet(base).layout);
  for (const T of sampledTimesteps) {
    report(`growth: T ${T}`);
    counted.forgetPeak();
    const sampling = { sampler: "ddpm", images: SAMPLED_IMAGES, steps: T } as const;
    const { seconds } = await samplingRow({ name: "base", config: base }, "captured", opened, sampling);
    const gflops = (T * SAMPLED_IMAGES * unetFlops(base)) / seconds / 1e9;
    rows.push({
      axis: "T",
      value: T,
      parameters,
      milliseconds: 1000 * seconds,
      gflops,
      gpuBytes: counted.peakBytes,
    });
  }
  return rows;
}
