import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import type { ParamSpecs, ParamValues } from "#math/params.ts";
import { normals, streams } from "#math/random.ts";
import { qSample, qSampleWeights } from "#diffusion/forward.ts";
import type { Parameterisation } from "#diffusion/parameterisation.ts";
import type { ReverseFrame, ReverseProcess } from "#diffusion/reverse.ts";
import { readPrediction, reverseProcess, reverseStep } from "#diffusion/reverse.ts";
import type { SamplerPlugin } from "#diffusion/sampler.ts";
import ddim from "#diffusion/samplers/ddim.ts";
import ddpm from "#diffusion/samplers/ddpm.ts";
import dpmSolver from "#diffusion/samplers/dpmSolver.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { dummyModel, dummyNoise, dummySample, sumOfAbsolutes } from "../../fixtures/diffusersDummy.ts";
import { TorchNormal } from "../../fixtures/torchNormal.ts";

const schedule = createSchedule(scheduleById("linear"), 1000);

describe("the published results of diffusers' scheduler tests", () => {
  const all = timesteps(1000, 1000, "leading");
  const ten = timesteps(1000, 10, "leading");

  test("the noise is torch's: manual_seed(0), randn", () => {
    const draw = new TorchNormal(0).draw(768);
    const first = [-1.1258398, -1.1523602, -0.2505786, -0.4338788];
    for (const [i, value] of first.entries()) expect(draw[i]).toBeCloseTo(value, 6);
  });

  test.each<{ parameterisation: Parameterisation; published: number }>([
    { parameterisation: "eps", published: 258.9606 },
    { parameterisation: "v", published: 202.0296 },
  ])("DDPM, 1000 steps, $parameterisation", async ({ parameterisation, published }) => {
    const x0 = await run({ sampler: ddpm, params: { variance: 1 }, timesteps: all, parameterisation });
    expect(Math.abs(sumOfAbsolutes(x0) - published)).toBeLessThan(0.01);
  });

  test.each<{ parameterisation: Parameterisation; betaStart: number; published: number }>([
    { parameterisation: "eps", betaStart: 1e-4, published: 172.0067 },
    { parameterisation: "v", betaStart: 1e-4, published: 52.5302 },
    { parameterisation: "eps", betaStart: 0.01, published: 149.8295 },
  ])(
    "DDIM, 10 leading steps, $parameterisation, first beta $betaStart",
    async ({ parameterisation, betaStart, published }) => {
      const started = createSchedule(scheduleById("linear"), 1000, { betaStart });
      const request = { sampler: ddim, params: { eta: 0 }, timesteps: ten, parameterisation };
      const x0 = await run({ ...request, schedule: started });
      expect(Math.abs(sumOfAbsolutes(x0) - published)).toBeLessThan(0.01);
    },
  );

  test("DDIM, the last two of ten steps from a noised sample", async () => {
    const list = ten.slice(-3);
    const xT = qSample(schedule, at(list, 0), dummySample(), dummyNoise());
    const x0 = await run({ sampler: ddim, params: { eta: 0 }, timesteps: list, parameterisation: "eps", xT });
    expect(Math.abs(sumOfAbsolutes(x0) - 354.5418)).toBeLessThan(0.01);
  });

  test.each<{ parameterisation: Parameterisation; published: number }>([
    { parameterisation: "eps", published: 0.3301 },
    { parameterisation: "v", published: 0.2251 },
  ])("DPM-Solver++ (2M), 10 steps, $parameterisation", async ({ parameterisation, published }) => {
    // Their ten steps end at their t = 0 and not at the picture: np.linspace(0, 999, 11).round(), counted from 1.
    const way = timesteps(1000, 11, "linspace");
    const moves = dpmSolver.moves(schedule, way, {}).slice(0, -1);
    const x = await run({
      sampler: dpmSolver,
      params: {},
      timesteps: way,
      moves,
      parameterisation,
      clipping: "none",
    });
    const mean = sumOfAbsolutes(x) / x.length;
    expect(Math.abs(mean - published)).toBeLessThan(1e-4);
  });

  test("DDPM, the last two of 1000 steps from a noised sample, but for their rounding", async () => {
    const xT = qSample(schedule, 2, dummySample(), dummyNoise());
    const request = { sampler: ddpm, params: { variance: 1 }, timesteps: [2, 1, 0], xT };
    const x0 = await run({ ...request, parameterisation: "eps" });
    // They round alphaBar_2 / alphaBar_1 = 0.99988 to float32 before they subtract it from 1: this costs them 0.021.
    expect(Math.abs(sumOfAbsolutes(x0) - 0.021 - 387.9466)).toBeLessThan(0.01);
  });

  async function run<S extends ParamSpecs>({
    sampler,
    params,
    timesteps: way,
    ...chosen
  }: Way<S> & Partial<ReverseProcess> & Pick<ReverseProcess, "parameterisation">): Promise<Float32Array> {
    const torch = new TorchNormal(0);
    const noise = () => torch.draw(768);
    const frames = await framesOf({
      schedule,
      moves: sampler.moves(chosen.schedule ?? schedule, way, params),
      xT: dummySample(),
      imageLength: 192,
      predict: dummyModel,
      noise,
      clipping: "range",
      ...chosen,
    });
    return at(frames, frames.length - 1).xt;
  }
});

describe("reverseProcess", () => {
  const x0 = Float32Array.of(-0.9, 0.1, 0.6);
  const process: ReverseProcess = {
    schedule,
    moves: ddpm.moves(schedule, [1000, 600, 200, 0], { variance: 1 }),
    imageLength: 3,
    parameterisation: "x0",
    xT: normals(1, streams.sample, 1000, 3),
    predict: () => x0,
    noise: (t: number) => normals(1, streams.sample, t, 3),
    clipping: "none",
  };

  test("yields a frame at each timestep and ends at t = 0 with x_0 and nothing left to remove", async () => {
    const frames = await framesOf(process);
    expect(frames.map(({ t, s }) => [t, s])).toEqual([
      [1000, 600],
      [600, 200],
      [200, 0],
      [0, 0],
    ]);
    const last = at(frames, 3);
    expect(last.xt).toEqual(x0);
    expect(last.x0Hat).toEqual(x0);
    expect([...last.epsHat, ...last.z]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("each frame's own numbers lead to the next frame", async () => {
    const frames = await framesOf(process);
    const nothing = new Float32Array(3);
    const led = frames
      .slice(0, -1)
      .map(({ weights, xt, x0Hat, z }) => reverseStep(weights, xt, x0Hat, nothing, z));
    expect(led).toEqual(frames.slice(1).map(({ xt }) => xt));
  });

  test("draws no noise where the sampler adds none", async () => {
    const asked: number[] = [];
    const noise = (t: number) => {
      asked.push(t);
      return process.noise(t);
    };
    await framesOf({ ...process, noise });
    expect(asked).toEqual([1000, 600]);
    await framesOf({ ...process, moves: ddim.moves(schedule, [1000, 600, 200, 0], { eta: 0 }), noise });
    expect(asked).toEqual([1000, 600]);
  });

  test("goes on when the receiver has moved a frame's arrays away, and waits for a prediction", async () => {
    const predict = (xt: Float32Array) => Promise.resolve(xt.map(Math.tanh));
    const kept = await framesOf({ ...process, predict });
    const moved: Float32Array[] = [];
    for await (const frame of reverseProcess({ ...process, xT: process.xT.slice(), predict })) {
      const arrays = [frame.xt, frame.x0Hat, frame.epsHat, frame.z];
      moved.push(structuredClone(frame.xt, { transfer: arrays.map(({ buffer }) => buffer) }));
      expect(frame.x0Hat.length).toBe(0);
    }
    expect(moved).toEqual(kept.map(({ xt }) => xt));
  });

  test("from a frozen x_t takes the same way as the process that it branched from", async () => {
    const frames = await framesOf(process);
    const branch = await framesOf({ ...process, moves: process.moves.slice(1), xT: at(frames, 1).xt });
    expect(branch).toEqual(frames.slice(1));
  });

  test("hands a sampler that looks back the x0Hat of the move before, clipped as it was", async () => {
    const halves = { xt: 0, x0Hat: 0.5, x0HatBefore: 0.5, z: 0 };
    const moves = [900, 500, 100].map((t, k) => ({
      t,
      s: [500, 100, 0][k] ?? 0,
      weights: halves,
      isCorrection: false,
    }));
    const said = [2, 0.5, -0.25];
    let k = 0;
    const predict = (xt: Float32Array) => xt.map(() => said[k] ?? 0);
    const means: (number | undefined)[] = [];
    const looking = { ...process, moves, clipping: "range", xT: process.xT.slice() } as const;
    for await (const { xt } of reverseProcess({ ...looking, predict: (xt) => predict(xt) })) {
      means.push(xt[0]);
      k++;
    }
    // Clipped, 2 is 1.
    expect(means.slice(1)).toEqual([0.5, 0.75, 0.125]);
  });
});

describe("readPrediction", () => {
  const x0 = Float32Array.of(-0.9, 0.1, 0.6, 1);
  const eps = normals(2, streams.noise, 0, 4);

  test("finds x_0 and eps again in a perfect prediction", () => {
    const xt = qSample(schedule, 300, x0, eps);
    const guess = readPrediction(schedule, 300, xt, eps, "eps", "none", 4);
    for (const [i, value] of x0.entries()) expect(guess.x0Hat[i]).toBeCloseTo(value, 5);
    for (const [i, value] of eps.entries()) expect(guess.epsHat[i]).toBeCloseTo(value, 5);
  });

  test("clips x0Hat and makes epsHat follow, so that both still explain x_t", () => {
    const xt = qSample(schedule, 900, x0, eps);
    const wild = eps.map((value) => value * 3);
    const { x0Hat, epsHat } = readPrediction(schedule, 900, xt, wild, "eps", "range", 4);
    const weights = qSampleWeights(schedule, 900);
    expect(Math.max(...x0Hat.map(Math.abs))).toBe(1);
    for (const [i, value] of xt.entries()) {
      expect(weights.x0 * at(x0Hat, i) + weights.eps * at(epsHat, i)).toBeCloseTo(value, 6);
    }
  });
});

async function framesOf(process: ReverseProcess): Promise<ReverseFrame[]> {
  const frames: ReverseFrame[] = [];
  for await (const frame of reverseProcess(process)) frames.push(frame);
  return frames;
}

interface Way<S extends ParamSpecs> {
  readonly sampler: SamplerPlugin<S>;
  readonly params: ParamValues<S>;
  readonly timesteps: readonly number[];
}
