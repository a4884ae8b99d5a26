import { streams } from "#math/random.ts";
import { eachIndex, flatGrid } from "./flat.ts";
import { philoxFunctions } from "./philox.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { counter } from "./trainingRecord.ts";

/**
 * t ~ Uniform(1..T) and the place of an image among `images` for each image of the batch of this step, as `trainingBatch` draws
 * them. DDPM Alg. 1.
 *
 * Buffers: timesteps, indices [B], counters from `trainingRecord.ts`.
 */
export function drawBatch(batch: number, T: number, images: number): Launch {
  const { workgroupSize, workgroups } = flatGrid(batch);
  return {
    shader: shader({
      name: "drawBatch",
      buffers: { timesteps: write("u32"), indices: write("u32"), counters: read("u32") },
      params: { count: "u32", T: "u32", images: "u32" },
      workgroupSize,
      declarations: philoxFunctions,
      body: /* wgsl */ `
  let step = counters[${counter.step}];
  let seed = counters[${counter.seed}];
  ${eachIndex} {
    timesteps[i] = 1u + integerBelow(params.T, randomWords(i / 4u, step, seed, ${streams.timestep})[i % 4u]);
    indices[i] = integerBelow(params.images, randomWords(i / 4u, step, seed, ${streams.batch})[i % 4u]);
  }`,
    }),
    params: { count: batch, T, images },
    workgroups,
  };
}
