import { streams } from "#math/random.ts";
import { eachIndex, flatGrid } from "./flat.ts";
import { normalVector } from "./normals.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { counter } from "./trainingRecord.ts";
import { vectorOf } from "./vector.ts";

/**
 * x_0 = bytes / 127.5 - 1, eps ~ N(0, I), x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) eps and what a network is to say of it,
 * another such sum, for each image of the batch of this step, as `trainingBatch` makes them. DDPM Eq. 4.
 *
 * Buffers: x0, wanted, xt [B,H,W,C], images (bytes, four in a word, lowest first; [count, size]), indices, timesteps [B], table
 * [T+1,4] (weights of x_0 and eps in x_t, then in what is wanted), counters from `trainingRecord.ts`.
 *
 * @param size H W C.
 */
export function noisedImages(batch: number, size: number, threads?: number): Launch {
  const vector = vectorOf(size);
  const { width, element } = vector;
  const { workgroupSize, workgroups } = flatGrid((batch * size) / width, threads);
  return {
    shader: shader({
      name: "noisedImages",
      buffers: {
        x0: write(element),
        wanted: write(element),
        xt: write(element),
        images: read("u32"),
        indices: read("u32"),
        timesteps: read("u32"),
        table: read("vec4<f32>"),
        counters: read("u32"),
      },
      params: { count: "u32", length: "u32" },
      workgroupSize,
      declarations:
        vector.declarations +
        normalVector(vector) +
        (width === 4
          ? /* wgsl */ `
fn bytes(i: u32) -> V { return V((vec4u(images[i]) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u)); }`
          : /* wgsl */ `
fn bytes(i: u32) -> V { return V((images[i / 4u] >> (i % 4u * 8u)) & 255u); }`),
      body: /* wgsl */ `
  let step = counters[${counter.step}];
  let seed = counters[${counter.seed}];
  ${eachIndex} {
    let image = i / params.length;
    let clean = bytes(indices[image] * params.length + i % params.length) / 127.5 - 1.0;
    let noise = normalVector(i, step, seed, ${streams.noise});
    let mix = table[timesteps[image]];
    x0[i] = clean;
    xt[i] = mix.x * clean + mix.y * noise;
    wanted[i] = mix.z * clean + mix.w * noise;
  }`,
    }),
    params: { count: (batch * size) / width, length: size / width },
    workgroups,
  };
}
