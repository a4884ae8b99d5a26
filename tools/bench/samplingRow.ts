import { samplerById } from "#diffusion/samplers/index.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { reverse } from "#engine/reverse.ts";
import { normals, streams } from "#math/random.ts";
import { resolveParams } from "#math/params.ts";
import { callsPerStep } from "./countedDevice.ts";
import type { Net } from "./nets.ts";
import { nets } from "./nets.ts";
import type { OpenDevice } from "./openDevice.ts";
import type { SamplingRow } from "./row.ts";
import { trainerOf, trainerOrder } from "./trainingSubject.ts";

export interface Sampling {
  readonly sampler: "ddim" | "ddpm";
  readonly images: number;
  readonly steps: number;
}

/** 64 images by both samplers, or what an adapter in software does in a minute. */
export function samplings(engine: "stock" | "captured", isSoftware: boolean): readonly Sampling[] {
  if (!isSoftware) {
    return [
      { sampler: "ddim", images: 64, steps: 50 },
      { sampler: "ddpm", images: 64, steps: 1000 },
    ];
  }
  if (engine === "stock") return [{ sampler: "ddim", images: 4, steps: 5 }];
  return [
    { sampler: "ddim", images: 64, steps: 50 },
    { sampler: "ddpm", images: 16, steps: 100 },
  ];
}

/** The page's own choice. */
export function sampledNet(): Net {
  const net = nets.find(({ name }) => name === "S");
  if (!net) throw new Error("there is no net S");
  return net;
}

/** One reverse process with an untrained network, from x_T to x_0 on the CPU, with no look at what is between. */
export async function samplingRow(
  net: Pick<Net, "name" | "config">,
  engine: "stock" | "captured",
  { backend, counted }: OpenDevice,
  { sampler: id, images, steps }: Sampling,
): Promise<SamplingRow> {
  const order = trainerOrder(net.config, images);
  const { schedule } = order;
  const trainer = trainerOf(engine, backend, order);
  const denoiser = trainer.denoiser("ema");
  const { imageSize, imageChannels } = net.config;
  const length = images * imageSize ** 2 * imageChannels;
  const xT = normals(1, streams.sample, 0, length);
  const sampler = samplerById(id);
  const moves = (visited: readonly number[]) =>
    sampler.moves(schedule, visited, resolveParams(sampler.params, {}));
  const whole = {
    schedule,
    moves: moves(timesteps(schedule.T, steps, "trailing")),
    imageLength: length / images,
    seed: 1,
    clipping: "range",
    condition: null,
    isShown: () => false,
  } as const;
  // The first process compiles.
  for await (const _ of reverse(denoiser, { ...whole, moves: moves([1, 0]), xT: xT.slice() }));

  const before = counted.total;
  const start = performance.now();
  let x0: Float32Array | null = null;
  for await (const frame of reverse(denoiser, { ...whole, xT })) x0 = frame?.xt ?? null;
  if (!x0?.every(Number.isFinite)) throw new Error("the reverse process did not end in images");
  const seconds = (performance.now() - start) / 1000;
  const calls = callsPerStep(before, counted.total, steps);
  denoiser.dispose();
  trainer.dispose();
  return {
    net: net.name,
    engine,
    sampler: id,
    images,
    steps,
    seconds,
    msPerStep: (1000 * seconds) / steps,
    imagesPerSecond: images / seconds,
    dispatches: calls.dispatches,
    submits: calls.submits,
    uploads: calls.uploads,
    creations: calls.buffers + calls.bindGroups + calls.pipelines,
    readbacks: calls.readbacks,
  };
}
