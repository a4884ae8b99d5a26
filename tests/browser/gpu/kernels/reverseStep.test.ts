import { beforeAll, expect, test } from "vitest";
import type { Clipping } from "#diffusion/clipping.ts";
import { DYNAMIC_QUANTILE } from "#diffusion/clipping.ts";
import { qSampleWeights } from "#diffusion/forward.ts";
import type { Parameterisation } from "#diffusion/parameterisation.ts";
import { conversionWeights, mixWeights } from "#diffusion/parameterisation.ts";
import type { ReverseProcess } from "#diffusion/reverse.ts";
import { reverseProcess, reverseStep as composedStep } from "#diffusion/reverse.ts";
import { samplerById } from "#diffusion/samplers/index.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import cosine from "#diffusion/schedules/cosine.ts";
import linear from "#diffusion/schedules/linear.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { capture } from "#gpu/capture/capture.ts";
import { dynamicBounds } from "#gpu/kernels/dynamicBounds.ts";
import { beginReverseStep, predictX0, reverseStep } from "#gpu/kernels/reverseStep.ts";
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
  readonly said: Parameterisation;
  readonly clipping: Clipping;
  /** Images, and numbers in each. */
  readonly B: number;
  readonly D: number;
}

/** A process on the processor, and the buffers of the same one on the GPU. */
function begin(
  { id, params, schedule, said, clipping, B, D }: Case,
  predict: ReverseProcess["predict"],
  guidance = 1,
) {
  const sampler = samplerById(id);
  const visited = timesteps(schedule.T, Math.min(schedule.T, 20), "trailing");
  const moves = sampler.moves(schedule, visited, params);
  const count = B * D;
  const xT = normals(SEED, streams.sample, 0, count);
  const rows = moves.map(({ t, weights }) => ({
    t,
    toX0: conversionWeights(schedule, t, said, "x0"),
    toEps: conversionWeights(schedule, t, "x0", "eps"),
    weights,
    guidance,
  }));
  const counters = new Uint32Array(REVERSE_COUNTERS);
  counters[reverseCounter.seed] = SEED;
  const asked = guidance === 1 ? 1 : 2;
  const buffers = new Buffers(gpu.backend, {
    counters,
    table: reverseTable(rows),
    timestepRows: timestepRows(
      moves.map(({ t }) => t),
      SIZE,
    ),
    row: ROW,
    rows: B * SIZE,
    x: Float32Array.from({ length: asked * count }, (_, i) => at(xT, i % count)),
    xt: count,
    x0Hat: count,
    x0HatBefore: new Float32Array(count),
    epsHat: count,
    prediction: asked * count,
    bounds: B,
  });
  const process = reverseProcess({
    schedule,
    moves,
    xT,
    imageLength: D,
    clipping,
    parameterisation: said,
    predict,
    noise: (t) => normals(SEED, streams.sample, t, count),
  });
  return { buffers, process, steps: rows.length };
}

test.each<Case>([
  {
    id: "ddpm",
    params: { variance: 1 },
    schedule: createSchedule(cosine, 1000),
    said: "eps",
    clipping: "range",
    B: 2,
    D: 12,
  },
  {
    id: "ddpm",
    params: { variance: 2 },
    schedule: createSchedule(linear, 100),
    said: "v",
    clipping: "none",
    B: 3,
    D: 35,
  },
  {
    id: "ddim",
    params: { eta: 0 },
    schedule: createSchedule(cosine, 200),
    said: "x0",
    clipping: "dynamic",
    B: 1,
    D: 90,
  },
  {
    id: "ddim",
    params: { eta: 0.5 },
    schedule: createSchedule(linear, 10),
    said: "eps",
    clipping: "dynamic",
    B: 5,
    D: 64,
  },
  {
    id: "heun",
    params: {},
    schedule: createSchedule(cosine, 50, {}, true),
    said: "v",
    clipping: "range",
    B: 2,
    D: 9,
  },
  {
    id: "dpmSolver",
    params: {},
    schedule: createSchedule(linear, 100),
    said: "v",
    clipping: "range",
    B: 3,
    D: 8,
  },
])(
  "$id of $said, clipping $clipping, $B images of $D numbers: every frame is the processor's",
  async (setting) => {
    const { schedule, said, clipping, B, D } = setting;
    const tiles = B % 2 === 0 ? softwareTiles : gpuTiles;
    /** Wrong enough for x0Hat to leave [-1, 1]. */
    const guess = (xt: Float32Array, t: number) => {
      const { x0, eps } = qSampleWeights(schedule, t);
      const mix = mixWeights(schedule, t, said);
      return xt.map((value, i) => {
        const [picture, seen] = [1.4 * Math.sin(i), eps === 0 ? 0 : (value - 1.4 * x0 * Math.sin(i)) / eps];
        return mix.x0 * picture + mix.eps * (0.9 * seen + 0.1 * Math.cos(3 * i));
      });
    };
    const { buffers, process, steps } = begin(setting, guess);
    let taken = 0;
    let before = new Float32Array(B * D);
    for await (const { t, weights, xt, x0Hat, epsHat, z } of process) {
      if (t === 0) break;
      taken++;
      // Each move begins where the processor's does, so that rounding does not add up.
      buffers.set("x", xt);
      buffers.set("x0HatBefore", before);
      buffers.set("prediction", guess(xt, t));
      buffers.run(beginReverseStep(B, SIZE, tiles.lanes));
      buffers.run(predictX0(B * D, false, tiles.threads));
      if (clipping === "dynamic") buffers.run(dynamicBounds(B, D, DYNAMIC_QUANTILE, tiles.lanes));
      buffers.run(reverseStep(B * D, D, { clipping, isGuided: false, threads: tiles.threads }));
      const x = composedStep(weights, xt, x0Hat, before, z);
      const expected = { xt, x0Hat, epsHat, x, x0HatBefore: x0Hat };
      for (const [name, wanted] of Object.entries(expected)) {
        // Near pure noise x_0 is what large terms leave of each other, and float32 keeps seven digits of them.
        const large = Math.abs(conversionWeights(schedule, t, said, "x0").xt);
        const lost = name.startsWith("x0Hat") ? 1e-6 * large : 0;
        const stretched = 1e-6 * Math.abs(weights.x0HatBefore) * large;
        expect(await buffers.error(name, wanted), `${name} at t = ${t}`).toBeLessThan(
          1e-5 + lost + stretched,
        );
      }
      const row = timestepRows([t], SIZE);
      expect(await buffers.floats("rows")).toEqual(
        Float32Array.from({ length: B * SIZE }, (_, i) => at(row, i % SIZE)),
      );
      before = x0Hat.slice();
    }
    expect(taken).toBe(steps);
    expect(at(await buffers.words("counters"), reverseCounter.step)).toBe(steps);
    buffers.dispose();
  },
);

test("guided, the answer without a class is left behind by so many times what the class changes", async () => {
  const setting: Case = {
    id: "ddim",
    params: { eta: 0 },
    schedule: createSchedule(cosine, 100),
    said: "x0",
    clipping: "none",
    B: 2,
    D: 6,
  };
  const { buffers } = begin(setting, (xt) => xt, 3);
  const [told, free] = [0.5, 0.2];
  buffers.set(
    "prediction",
    Float32Array.from({ length: 24 }, (_, i) => (i < 12 ? told : free)),
  );
  buffers.run(beginReverseStep(2, SIZE, 1));
  buffers.run(predictX0(12, true));
  buffers.run(reverseStep(12, 6, { clipping: "none", isGuided: true }));
  expect(await buffers.error("x0Hat", new Float32Array(12).fill(free + 3 * (told - free)))).toBeLessThan(
    1e-6,
  );
  const x = await buffers.floats("x");
  // Both halves go on as one.
  expect(x.slice(12)).toEqual(x.slice(0, 12));
  buffers.dispose();
});

test("a captured move, replayed, goes all the way down: nothing but its buffers changes", async () => {
  const setting: Case = {
    id: "ddpm",
    params: { variance: 1 },
    schedule: createSchedule(linear, 100),
    said: "eps",
    clipping: "range",
    B: 2,
    D: 48,
  };
  const { buffers, process, steps } = begin(setting, (xt) => xt.map((value) => 0.5 * value));
  const { plan } = await capture(gpu.backend, () => {
    buffers.run(beginReverseStep(setting.B, SIZE, 1));
    const prediction = tf.mul(buffers.tensor("x"), 0.5);
    buffers.run(predictX0(setting.B * setting.D, false), { prediction });
    buffers.run(reverseStep(setting.B * setting.D, setting.D, { clipping: "range", isGuided: false }));
    return {};
  });
  for (let k = 0; k < steps; k++) plan.replay(1);

  let x0 = new Float32Array(0);
  for await (const { xt } of process) x0 = xt;
  expect(await buffers.error("x", x0)).toBeLessThan(1e-5);
  plan.dispose();
  buffers.dispose();
});
