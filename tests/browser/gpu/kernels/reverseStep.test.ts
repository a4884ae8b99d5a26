import { beforeAll, expect, test } from "vitest";
import { conversionWeights } from "#diffusion/parameterisation.ts";
import type { ReverseProcess } from "#diffusion/reverse.ts";
import { reverseProcess, reverseStep as composedStep } from "#diffusion/reverse.ts";
import { samplerById } from "#diffusion/samplers/index.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import cosine from "#diffusion/schedules/cosine.ts";
import linear from "#diffusion/schedules/linear.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { capture } from "#gpu/capture/capture.ts";
import { beginReverseStep, reverseStep } from "#gpu/kernels/reverseStep.ts";
import { REVERSE_COUNTERS, reverseCounter, reverseTable, ROW } from "#gpu/kernels/reverseTable.ts";
import { gpuTiles, softwareTiles } from "#gpu/tiles.ts";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";
import * as tf from "#nn/tf.ts";
import { timestepRows } from "#nn/timestepEmbedding.ts";
import { Buffers } from "../../../fixtures/buffers.ts";
import { useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

const SEED = 0xdead_beef;

const SIZE = 10;

interface Case {
  readonly id: string;
  readonly params: Readonly<Record<string, number>>;
  readonly schedule: Schedule;
  readonly clip: boolean;
  /** Images, and numbers in each. */
  readonly B: number;
  readonly D: number;
}

/** A process on the processor, and the buffers of the same one on the GPU. */
function begin({ id, params, schedule, clip, B, D }: Case, predict: ReverseProcess["predict"]) {
  const sampler = samplerById(id);
  const visited = timesteps(schedule.T, Math.min(schedule.T, 20), "trailing");
  const count = B * D;
  const xT = normals(SEED, streams.sample, 0, count);
  const rows = visited.slice(0, -1).map((t, k) => ({
    t,
    toX0: conversionWeights(schedule, t, "eps", "x0"),
    toEps: conversionWeights(schedule, t, "x0", "eps"),
    weights: sampler.weights(schedule, t, at(visited, k + 1), params),
    clip,
  }));
  const counters = new Uint32Array(REVERSE_COUNTERS);
  counters[reverseCounter.seed] = SEED;
  const buffers = new Buffers(gpu.backend, {
    counters,
    table: reverseTable(rows),
    timestepRows: timestepRows(visited, SIZE),
    row: ROW,
    rows: B * SIZE,
    x: xT,
    xt: count,
    x0Hat: count,
    epsHat: count,
    z: count,
  });
  const process = reverseProcess({
    schedule,
    params,
    timesteps: visited,
    xT,
    clip,
    sampler,
    parameterisation: "eps",
    predict,
    noise: (t) => normals(SEED, streams.sample, t, count),
  });
  return { buffers, process, steps: rows.length };
}

test.each<Case>([
  { id: "ddpm", params: { variance: 1 }, schedule: createSchedule(cosine, 1000), clip: true, B: 2, D: 12 },
  { id: "ddpm", params: { variance: 2 }, schedule: createSchedule(linear, 100), clip: false, B: 3, D: 35 },
  { id: "ddim", params: { eta: 0 }, schedule: createSchedule(cosine, 200), clip: true, B: 1, D: 9 },
  { id: "ddim", params: { eta: 0.5 }, schedule: createSchedule(linear, 10), clip: true, B: 5, D: 64 },
])("$id, clip $clip, $B images of $D numbers: every frame is the processor's", async (setting) => {
  const { schedule, B, D } = setting;
  const tiles = B % 2 === 0 ? softwareTiles : gpuTiles;
  /** Wrong enough for x0Hat to leave [-1, 1]. */
  const guess = (xt: Float32Array, t: number) => {
    const alphaCumprod = at(schedule.alphasCumprod, t);
    return xt.map(
      (value, i) =>
        (0.9 * (value - Math.sqrt(alphaCumprod) * Math.sin(i))) / Math.sqrt(1 - alphaCumprod) +
        0.1 * Math.cos(3 * i),
    );
  };
  const { buffers, process, steps } = begin(setting, guess);
  let taken = 0;
  for await (const { t, weights, xt, x0Hat, epsHat, z } of process) {
    if (t === 0) break;
    taken++;
    // Each step begins where the processor's does, so that rounding does not add up.
    buffers.set("x", xt);
    buffers.set("eps", guess(xt, t));
    buffers.run(beginReverseStep(B, SIZE, tiles.lanes));
    buffers.run(reverseStep(B * D, tiles.threads));
    const expected = { xt, x0Hat, epsHat, z, x: composedStep(weights, xt, x0Hat, z) };
    for (const [name, wanted] of Object.entries(expected)) {
      // Near pure noise x_0 is what large terms leave of each other, and float32 keeps seven digits of them.
      const lost = name === "x0Hat" ? 1e-6 * conversionWeights(schedule, t, "eps", "x0").xt : 0;
      expect(await buffers.error(name, wanted), `${name} at t = ${t}`).toBeLessThan(1e-5 + lost);
    }
    const row = timestepRows([t], SIZE);
    expect(await buffers.floats("rows")).toEqual(
      Float32Array.from({ length: B * SIZE }, (_, i) => at(row, i % SIZE)),
    );
  }
  expect(taken).toBe(steps);
  expect(at(await buffers.words("counters"), reverseCounter.step)).toBe(steps);
  buffers.dispose();
});

test("a captured step, replayed, goes all the way down: nothing but its buffers changes", async () => {
  const setting: Case = {
    id: "ddpm",
    params: { variance: 1 },
    schedule: createSchedule(linear, 100),
    clip: true,
    B: 2,
    D: 48,
  };
  const { buffers, process, steps } = begin(setting, (xt) => xt.map((value) => 0.5 * value));
  const { plan } = await capture(gpu.backend, () => {
    buffers.run(beginReverseStep(setting.B, SIZE, 1));
    const eps = tf.mul(buffers.tensor("x"), 0.5);
    buffers.run(reverseStep(setting.B * setting.D), { eps });
    return {};
  });
  for (let k = 0; k < steps; k++) plan.replay(1);

  let x0 = new Float32Array(0);
  for await (const { xt } of process) x0 = xt;
  expect(await buffers.error("x", x0)).toBeLessThan(1e-5);
  plan.dispose();
  buffers.dispose();
});
