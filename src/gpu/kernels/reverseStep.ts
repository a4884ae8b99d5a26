import { streams } from "#math/random.ts";
import { eachIndex, flatGrid } from "./flat.ts";
import type { Lanes } from "./lanes.ts";
import { normalVector } from "./normals.ts";
import { reverseCounter, rowField } from "./reverseTable.ts";
import type { Launch } from "./shader.ts";
import { read, shader, update, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/**
 * The beginning of a step of a reverse process: its row of the table, and for each image the row that tells the network the time;
 * then the step counts as done.
 *
 * Buffers, as in `reverseTable.ts`: row, rows [B,size], counters, table, timestepRows [steps,size].
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
  row[0] = table[2u * step];
  row[1] = table[2u * step + 1u];
  counters[${reverseCounter.step}] = step + 1u;`,
    }),
    params: { count: (batch * size) / width, length: size / width },
    workgroups: [1, 1, 1],
  };
}

/**
 * The end of a step, once the network has seen x and said eps: what `diffusion/reverse.ts` does with `readPrediction` and
 * `reverseStep`, z drawn from the stream of the samples where the sampler wants any. DDPM Alg. 2 with any sampler's weights.
 *
 * Buffers: x [B,H,W,C] (x_t, becomes x_s), xt, x0Hat, epsHat, z [B,H,W,C] (of this step, to be shown), eps [B,H,W,C] from the
 * network, row and counters as in `reverseTable.ts`. `count` is B H W C.
 */
export function reverseStep(count: number, threads?: number): Launch {
  const vector = vectorOf(count);
  const { width, element } = vector;
  const { workgroupSize, workgroups } = flatGrid(count / width, threads);
  return {
    shader: shader({
      name: "reverseStep",
      buffers: {
        x: update(element),
        xt: write(element),
        x0Hat: write(element),
        epsHat: write(element),
        z: write(element),
        eps: read(element),
        row: read("vec4<f32>"),
        counters: read("u32"),
      },
      params: { count: "u32" },
      workgroupSize,
      declarations: vector.declarations + normalVector(vector),
      body: /* wgsl */ `
  let seed = counters[${reverseCounter.seed}];
  ${eachIndex} {
    let before = x[i];
    let seen = eps[i];
    let unclipped = ${rowField.x0FromXt} * before + ${rowField.x0FromEps} * seen;
    let guess = select(unclipped, clamp(unclipped, V(-1), V(1)), ${rowField.isClipped} != 0.0);
    var noise = V(0);
    if (${rowField.z} > 0.0) { noise = normalVector(i, u32(${rowField.t}), seed, ${streams.sample}); }
    xt[i] = before;
    x0Hat[i] = guess;
    // Where nothing was clipped, what the network said stays as it is.
    epsHat[i] = seen + ${rowField.epsFromX0} * (guess - unclipped);
    z[i] = noise;
    x[i] = ${rowField.xt} * before + ${rowField.x0Hat} * guess + ${rowField.z} * noise;
  }`,
    }),
    params: { count: count / width },
    workgroups,
  };
}
