import { eachIndex, flatGrid } from "./flat.ts";
import type { Launch } from "./shader.ts";
import { read, shader, update } from "./shader.ts";
import { scalar } from "./trainingRecord.ts";

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * One step of Adam on flat vectors, and of the average of the weights, in place, on the clipped gradient g:
 *
 *     m += (1 - beta1) (g - m)      v += (1 - beta2) (g^2 - v)
 *     w -= learningRate m / (spread sqrt(v) + epsilon)      ema += emaShare (w - ema)
 *
 * Kingma & Ba 2015, Algorithm 1. A step that is not applied writes nothing: 0 times NaN would still be NaN.
 *
 * Buffers: weights, mean, variance, ema, gradient [count each], scalars from `finishStep`; `count` is a multiple of 4.
 */
export function adam(count: number, { beta1, beta2, epsilon }: AdamOptions, threads?: number): Launch {
  const { workgroupSize, workgroups } = flatGrid(count / 4, threads);
  const element = "vec4<f32>";
  return {
    shader: shader({
      name: "adam",
      buffers: {
        weights: update(element),
        mean: update(element),
        variance: update(element),
        ema: update(element),
        gradient: read(element),
        scalars: read("f32"),
      },
      params: { count: "u32", meanShare: "f32", varianceShare: "f32", epsilon: "f32" },
      workgroupSize,
      body: /* wgsl */ `
  if (scalars[${scalar.isApplied}] == 0.0) { return; }
  let clip = scalars[${scalar.clip}];
  let learningRate = scalars[${scalar.learningRate}];
  let spread = scalars[${scalar.spread}];
  let emaShare = scalars[${scalar.emaShare}];
  ${eachIndex} {
    let g = clip * gradient[i];
    let m = mix(mean[i], g, params.meanShare);
    let v = mix(variance[i], g * g, params.varianceShare);
    let w = weights[i] - learningRate * m / (spread * sqrt(v) + params.epsilon);
    mean[i] = m;
    variance[i] = v;
    weights[i] = w;
    ema[i] = mix(ema[i], w, emaShare);
  }`,
    }),
    params: { count: count / 4, meanShare: 1 - beta1, varianceShare: 1 - beta2, epsilon },
    workgroups,
  };
}
