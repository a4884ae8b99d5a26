import { eachIndex, flatGrid } from "./flat.ts";
import type { Lanes } from "./lanes.ts";
import { beginTask, laneSum, taskGrid } from "./lanes.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/**
 * loss_b = mean (wanted - prediction)^2 over each image of `size` numbers: the terms of L_simple. DDPM Eq. 14.
 *
 * Buffers: losses [B], prediction, wanted [B,H,W,C].
 */
export function imageLoss(batch: number, size: number, lanes: Lanes = 256): Launch {
  const { width, element, declarations } = vectorOf(size);
  const { workgroupSize, workgroups } = taskGrid(batch, lanes);
  return {
    shader: shader({
      name: "imageLoss",
      buffers: { losses: write("f32"), prediction: read(element), wanted: read(element) },
      params: { tasks: "u32", length: "u32", size: "f32" },
      workgroupSize,
      declarations: declarations + laneSum(lanes),
      body: /* wgsl */ `${beginTask(lanes)}
  var sum = V(0);
  for (var i = member; i < params.length; i += ${lanes}u) {
    let at = task * params.length + i;
    let distance = prediction[at] - wanted[at];
    sum += distance * distance;
  }
  let loss = laneSum(total(sum), member) / params.size;
  if (member == 0u) { losses[task] = loss; }`,
    }),
    params: { tasks: batch, length: size / width, size },
    workgroups,
  };
}

/** dPrediction = 2 (prediction - wanted) dLosses_b / size. Buffers: dPrediction, prediction, wanted [B,H,W,C], dLosses [B]. */
export function imageLossGradient(batch: number, size: number, threads?: number): Launch {
  const { width, element } = vectorOf(size);
  const { workgroupSize, workgroups } = flatGrid((batch * size) / width, threads);
  return {
    shader: shader({
      name: "imageLossGradient",
      buffers: {
        dPrediction: write(element),
        prediction: read(element),
        wanted: read(element),
        dLosses: read("f32"),
      },
      params: { count: "u32", length: "u32", slope: "f32" },
      workgroupSize,
      body: /* wgsl */ `
  ${eachIndex} {
    dPrediction[i] = (prediction[i] - wanted[i]) * (params.slope * dLosses[i / params.length]);
  }`,
    }),
    params: { count: (batch * size) / width, length: size / width, slope: 2 / size },
    workgroups,
  };
}
