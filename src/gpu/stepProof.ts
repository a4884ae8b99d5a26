import { at } from "#math/at.ts";
import { integers, normals, streams } from "#math/random.ts";
import { ADAM, adam as composedAdam, warmedUp } from "#nn/adam.ts";
import { average, warmedUpDecay } from "#nn/ema.ts";
import * as tf from "#nn/tf.ts";
import { capture } from "./capture/capture.ts";
import { agree } from "./fastestTiles.ts";
import type { Held } from "./held.ts";
import { hold } from "./held.ts";
import { adam } from "./kernels/adam.ts";
import { drawBatch } from "./kernels/drawBatch.ts";
import { finishStep } from "./kernels/finishStep.ts";
import { gatherRows } from "./kernels/gatherRows.ts";
import { noisedImages } from "./kernels/noisedImages.ts";
import { counter, COUNTERS, recordLength, SCALARS } from "./kernels/trainingRecord.ts";
import { Readback } from "./readback.ts";
import type { WebgpuBackend } from "./webgpuBackend.ts";

/** Nothing is summed up here that rounding could show in. */
const TOLERANCE = 1e-4;
const [SEED, STEP, UPDATES] = [0xfedc_ba98, 7, 3];
const [BATCH, T, IMAGES, SIZE, WIDTH, WEIGHTS, SQUARES] = [6, 10, 9, 48, 8, 128, 5];
const options = { ...ADAM, learningRate: 0.1, warmupSteps: 8, clipNorm: 1, emaDecay: 0.9 };

const numbers = (salt: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(salt + i * i));
const squared = (values: Float32Array) => values.map((value) => value * value);

const bytes = Uint8Array.from({ length: IMAGES * SIZE }, (_, i) => (37 * i) % 256);
const counters = new Uint32Array(COUNTERS);
counters[counter.step] = STEP;
counters[counter.updates] = UPDATES;
counters[counter.seed] = SEED;

/** What a step begins with. Weights of nothing show best how far they are moved. */
const state = {
  counters,
  images: new Uint32Array(bytes.buffer),
  lossShares: squared(numbers(1, T + 1)),
  mix: numbers(2, 4 * (T + 1)),
  allRows: numbers(3, WIDTH * (T + 1)),
  losses: squared(numbers(4, BATCH)),
  squares: squared(numbers(5, SQUARES)),
  gradient: numbers(6, WEIGHTS),
  scalars: new Float32Array(SCALARS),
  ring: new Float32Array(recordLength(BATCH)),
  weights: new Float32Array(WEIGHTS),
  mean: numbers(7, WEIGHTS),
  variance: squared(numbers(8, WEIGHTS)),
  ema: new Float32Array(WEIGHTS),
};

type HeldState = Readonly<Record<keyof typeof state, Held>>;
type Numbers = Readonly<Record<string, Float32Array>>;

/**
 * Runs a training step without a network on a few numbers, its draws and its moves, and compares it with the functions of
 * `src/math` and `src/nn`.
 *
 * @throws {Error} when something differs, or the device refuses a shader.
 */
export async function proveStep(backend: WebgpuBackend): Promise<void> {
  const entries = Object.entries(state).map(
    ([name, values]) => [name, hold(backend, values, [values.length])] as const,
  );
  const held = Object.fromEntries(entries) as HeldState;
  try {
    const [ours, expected] = [await onDevice(backend, held), await onProcessor()];
    for (const [name, wanted] of Object.entries(expected)) {
      if (agree([ours[name] ?? new Float32Array(0)], [wanted], TOLERANCE)) continue;
      throw new Error(`"${name}" of a training step differs from the processor's`);
    }
  } finally {
    for (const one of Object.values(held)) one.dispose();
  }
}

async function onDevice(backend: WebgpuBackend, held: HeldState): Promise<Numbers> {
  const { plan, outputs } = await capture(backend, () => step(backend, held));
  const readback = new Readback(backend.device);
  try {
    plan.replay(1);
    const { ring, weights, ema } = held;
    const places = { ...outputs, ring: ring.place, weights: weights.place, ema: ema.place };
    const read = await readback.read(Object.values(places));
    return Object.fromEntries(Object.keys(places).map((name, i) => [name, at(read, i)]));
  } finally {
    plan.dispose();
    readback.dispose();
  }
}

/** As a captured training step has it, but for the network. */
function step(backend: WebgpuBackend, held: HeldState) {
  const { lanes, threads } = backend.tiles;
  const made = (length: number) => backend.adopt(backend.empty([length]));
  const of = (...names: readonly (keyof typeof state)[]) => names.map((name) => held[name].tensor);

  const [timesteps, indices, shares] = [made(BATCH), made(BATCH), made(BATCH)];
  const drawn = [timesteps, indices, shares, ...of("lossShares", "counters")];
  backend.launch(drawBatch(BATCH, T, IMAGES), drawn);
  const [x0, target, xt] = [made(BATCH * SIZE), made(BATCH * SIZE), made(BATCH * SIZE)];
  const noised = [x0, target, xt, ...of("images"), indices, timesteps, ...of("mix", "counters")];
  backend.launch(noisedImages(BATCH, SIZE, threads), noised);
  const rows = made(BATCH * WIDTH);
  backend.launch(gatherRows(BATCH, WIDTH, threads), [rows, ...of("allRows"), timesteps]);

  const record = [...of("scalars", "counters", "ring", "squares", "losses"), shares, timesteps];
  backend.launch(finishStep(BATCH, SQUARES, 1, options, lanes), record);
  const moved = of("weights", "mean", "variance", "ema", "gradient", "scalars");
  backend.launch(adam(WEIGHTS, ADAM, threads), moved);
  return { x0, target, xt, rows };
}

async function onProcessor(): Promise<Numbers> {
  const { mix, allRows, lossShares, losses, squares, gradient } = state;
  const timesteps = integers(SEED, streams.timestep, STEP, BATCH, T).map((i) => i + 1);
  const indices = integers(SEED, streams.batch, STEP, BATCH, IMAGES);
  const eps = normals(SEED, streams.noise, STEP, BATCH * SIZE);
  const x0 = eps.map((_, i) => at(bytes, at(indices, Math.floor(i / SIZE)) * SIZE + (i % SIZE)) / 127.5 - 1);
  const mixed = (first: number) =>
    x0.map((clean, i) => {
      const row = 4 * at(timesteps, Math.floor(i / SIZE)) + first;
      return at(mix, row) * clean + at(mix, row + 1) * at(eps, i);
    });
  const rows = [...timesteps].flatMap((t) => [...allRows.subarray(t * WIDTH, (t + 1) * WIDTH)]);

  const loss = losses.reduce((sum, value, i) => sum + at(lossShares, at(timesteps, i)) * value, 0);
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const { weights, ema } = await moved(gradient.map((value) => value * Math.min(1, options.clipNorm / norm)));
  const ring = Float32Array.of(STEP + 1, loss, norm, 1, ...timesteps, ...losses);
  return { x0, target: mixed(2), xt: mixed(0), rows: Float32Array.from(rows), ring, weights, ema };
}

/** By the ops of `src/nn`, whoever runs them. */
async function moved(
  clipped: Float32Array,
): Promise<{ readonly weights: Float32Array; readonly ema: Float32Array }> {
  const n = UPDATES + 1;
  const tensors = tf.tidy(() => {
    const [weights, mean, variance, ema] = [state.weights, state.mean, state.variance, state.ema].map(
      (values) => tf.tensor1d(values),
    ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const rate = warmedUp(options.learningRate, n, options.warmupSteps);
    const next = composedAdam({ weights, mean, variance }, tf.tensor1d(clipped), rate, n);
    return [next.weights, average(ema, next.weights, warmedUpDecay(options.emaDecay, n))];
  });
  const [weights, ema] = await Promise.all(tensors.map((tensor) => tensor.data<"float32">()));
  for (const tensor of tensors) tensor.dispose();
  if (!weights || !ema) throw new RangeError("the device returned less than was asked for");
  return { weights, ema };
}
