import { CHANCES, streams } from "#math/random.ts";
import { eachIndex, flatGrid } from "./flat.ts";
import { philoxFunctions } from "./philox.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { counter } from "./trainingRecord.ts";

/** How images lose their labels, so that a network learns to do without: a share, and what stands for none. */
export interface LabelDropout {
  /** In 0..1. */
  readonly share: number;
  readonly none: number;
}

/**
 * t ~ Uniform(1..T) and the place of an image among `images` for each image of the batch of this step, as `trainingBatch` draws
 * them, and how much its loss counts in that of the batch. DDPM Alg. 1.
 *
 * Buffers: timesteps, indices, shares [B], lossShares [T+1] (the weight of t over B), counters from `trainingRecord.ts`; with
 * dropout labels [B], imageLabels [images] too.
 */
export function drawBatch(
  batch: number,
  T: number,
  images: number,
  dropout: LabelDropout | null = null,
): Launch {
  const { workgroupSize, workgroups } = flatGrid(batch);
  return {
    shader: shader({
      name: "drawBatch",
      buffers: {
        timesteps: write("u32"),
        indices: write("u32"),
        shares: write("f32"),
        lossShares: read("f32"),
        counters: read("u32"),
        ...(dropout ? { labels: write("u32"), imageLabels: read("u32") } : {}),
      },
      params: { count: "u32", T: "u32", images: "u32", ...(dropout ? { dropped: "u32", none: "u32" } : {}) },
      workgroupSize,
      declarations: philoxFunctions,
      body: /* wgsl */ `
  let step = counters[${counter.step}];
  let seed = counters[${counter.seed}];
  ${eachIndex} {
    let t = 1u + integerBelow(params.T, randomWords(i / 4u, step, seed, ${streams.timestep})[i % 4u]);
    let index = integerBelow(params.images, randomWords(i / 4u, step, seed, ${streams.batch})[i % 4u]);
    timesteps[i] = t;
    indices[i] = index;
    shares[i] = lossShares[t];
    ${
      dropout
        ? /* wgsl */ `let chance = integerBelow(${CHANCES}u, randomWords(i / 4u, step, seed, ${streams.dropout})[i % 4u]);
    labels[i] = select(imageLabels[index], params.none, chance < params.dropped);`
        : ""
    }
  }`,
    }),
    params: {
      count: batch,
      T,
      images,
      ...(dropout ? { dropped: Math.round(dropout.share * CHANCES), none: dropout.none } : {}),
    },
    workgroups,
  };
}
