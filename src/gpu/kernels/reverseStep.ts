import { streams } from "#math/random.ts";
import { eachIndex, flatGrid } from "./flat.ts";
import type { Lanes } from "./lanes.ts";
import { normalVector } from "./normals.ts";
import { reverseCounter, ROW, rowField } from "./reverseTable.ts";
import type { Launch } from "./shader.ts";
import { read, shader, update, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/**
 * The beginning of a move of a reverse process: its row of the table, and for each image the row that tells the network the time;
 * then the move counts as done.
 *
 * Buffers, as in `reverseTable.ts`: row, rows [B,size], counters, table, timestepRows [moves,size].
 */
export function beginReverseStep(batch: number, size: number, lanes: Lanes = 256): Launch {
  const { width, element } = vectorOf(size);
  return {
    shader: shader({
      name: "beginReverseStep",
      buffers: {
        row: write("vec4<f32>"),
        rows: write(element),
        counters: update("u32"),
        table: read("vec4<f32>"),
        timestepRows: read(element),
      },
      params: { count: "u32", length: "u32" },
      workgroupSize: [lanes, 1, 1],
      body: /* wgsl */ `
  let step = counters[${reverseCounter.step}];
  for (var i = lane; i < params.count; i += ${lanes}u) {
    rows[i] = timestepRows[step * params.length + i % params.length];
  }
  // Nobody may still be about to read the counter.
  ${lanes === 1 ? "" : "storageBarrier();"}
  if (lane > 0u) { return; }
  for (var i = 0u; i < ${ROW / 4}u; i++) { row[i] = table[${ROW / 4}u * step + i]; }
  counters[${reverseCounter.step}] = step + 1u;`,
    }),
    params: { count: (batch * size) / width, length: size / width },
    workgroups: [1, 1, 1],
  };
}

/**
 * x0Hat, not clipped yet, out of x_t and what the network said: `readPrediction` in `diffusion/reverse.ts`.
 *
 * Guided, the network was asked about each image twice, with its class and with none, and its answer is the second plus `guidance`
 * times what the class changes. Ho & Salimans 2022, Eq. 6, with guidance = 1 + w.
 *
 * Buffers: x0Hat, x [B,H,W,C], prediction [B,H,W,C] (guided: [2B,H,W,C], those with a class first), row. `count` is B H W C.
 */
export function predictX0(count: number, isGuided: boolean, threads?: number): Launch {
  const { width, element } = vectorOf(count);
  const { workgroupSize, workgroups } = flatGrid(count / width, threads);
  return {
    shader: shader({
      name: "predictX0",
      buffers: {
        x0Hat: write(element),
        x: read(element),
        prediction: read(element),
        row: read("vec4<f32>"),
      },
      params: { count: "u32" },
      workgroupSize,
      body: /* wgsl */ `
  ${eachIndex} {
    ${
      isGuided
        ? /* wgsl */ `let free = prediction[params.count + i];
    let said = free + ${rowField.guidance} * (prediction[i] - free);`
        : /* wgsl */ `let said = prediction[i];`
    }
    x0Hat[i] = ${rowField.x0FromXt} * x[i] + ${rowField.x0FromPrediction} * said;
  }`,
    }),
    params: { count: count / width },
    workgroups,
  };
}

/** What a move is beside its size. */
export interface ReverseStepOptions {
  readonly clipping: "none" | "range" | "dynamic";
  /** The network is asked about each image twice: x holds all of them once more behind themselves. */
  readonly isGuided: boolean;
  readonly threads?: number;
}

/**
 * The end of a move: x0Hat is clipped, epsHat made to follow it, and x taken from t to s as `reverseStep` in
 * `diffusion/reverse.ts` does, z drawn from the stream of the samples where the sampler wants any. DDPM Alg. 2 with any sampler's
 * weights.
 *
 * Buffers: x [B,H,W,C] (x_t, becomes x_s; guided [2B,H,W,C]), xt, epsHat [B,H,W,C] (of this move, to be shown), x0Hat (becomes the
 * clipped one), x0HatBefore [B,H,W,C] (becomes this x0Hat), row and counters as in `reverseTable.ts`, and with dynamic clipping
 * bounds [B] from `dynamicBounds`. `count` is B H W C.
 */
export function reverseStep(
  count: number,
  imageLength: number,
  { clipping, isGuided, threads }: ReverseStepOptions,
): Launch {
  const vector = vectorOf(count, imageLength);
  const { width, element } = vector;
  const { workgroupSize, workgroups } = flatGrid(count / width, threads);
  const clipped = {
    none: "x0Hat[i]",
    range: "clamp(x0Hat[i], V(-1), V(1))",
    dynamic: "clamp(x0Hat[i] / bounds[i / params.length], V(-1), V(1))",
  }[clipping];
  return {
    shader: shader({
      name: "reverseStep",
      buffers: {
        x: update(element),
        xt: write(element),
        x0Hat: update(element),
        x0HatBefore: update(element),
        epsHat: write(element),
        row: read("vec4<f32>"),
        counters: read("u32"),
        ...(clipping === "dynamic" ? { bounds: read("f32") } : {}),
      },
      params: { count: "u32", ...(clipping === "dynamic" ? { length: "u32" } : {}) },
      workgroupSize,
      declarations: vector.declarations + normalVector(vector),
      body: /* wgsl */ `
  let seed = counters[${reverseCounter.seed}];
  ${eachIndex} {
    let before = x[i];
    let guess = ${clipped};
    var noise = V(0);
    if (${rowField.z} > 0.0) { noise = normalVector(i, u32(${rowField.t}), seed, ${streams.sample}); }
    xt[i] = before;
    x0Hat[i] = guess;
    epsHat[i] = ${rowField.epsFromXt} * before + ${rowField.epsFromX0} * guess;
    let after = ${rowField.xt} * before + ${rowField.x0Hat} * guess
      + ${rowField.x0HatBefore} * x0HatBefore[i] + ${rowField.z} * noise;
    x0HatBefore[i] = guess;
    x[i] = after;
    ${isGuided ? "x[params.count + i] = after;" : ""}
  }`,
    }),
    params: { count: count / width, ...(clipping === "dynamic" ? { length: imageLength / width } : {}) },
    workgroups,
  };
}
