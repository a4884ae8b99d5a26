import { eachIndex, flatGrid } from "./flat.ts";
import type { Lanes } from "./lanes.ts";
import { beginTask, laneSum, taskGrid } from "./lanes.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/**
 * loss_b = mean (eps - epsHat)^2 over each image of `size` numbers: the terms of L_simple. DDPM Eq. 14.
 *
 * Buffers: losses [B], epsHat, eps [B,H,W,C].
 */
export function imageLoss(batch: number, size: number, lanes: Lanes = 256): Launch {
  const { width, element, declarations } = vectorOf(size);
  const { workgroupSize, workgroups } = taskGrid(batch, lanes);
  return {
    shader: shader({
      name: "imageLoss",
      buffers: { losses: write("f32"), epsHat: read(element), eps: read(element) },
      params: { tasks: "u32", length: "u32", size: "f32" },
      workgroupSize,
      declarations: declarations + laneSum(lanes),
      body: /* wgsl */ `${beginTask(lanes)}
  var sum = V(0);
  for (var i = member; i < params.length; i += ${lanes}u) {
    let at = task * params.length + i;
    let distance = epsHat[at] - eps[at];
    sum += distance * distance;
  }
  let loss = laneSum(total(sum), member) / params.size;
  if (member == 0u) { losses[task] = loss; }`,
    }),
    params: { tasks: batch, length: size / width, size },
    workgroups,
  };
}

/** dEpsHat = 2 (epsHat - eps) dLosses_b / size. Buffers: dEpsHat, epsHat, eps [B,H,W,C], dLosses [B]. */
export function imageLossGradient(batch: number, size: number, threads?: number): Launch {
  const { width, element } = vectorOf(size);
  const { workgroupSize, workgroups } = flatGrid((batch * size) / width, threads);
  return {
    shader: shader({
      name: "imageLossGradient",
      buffers: { dEpsHat: write(element), epsHat: read(element), eps: read(element), dLosses: read("f32") },
      params: { count: "u32", length: "u32", slope: "f32" },
      workgroupSize,
      body: /* wgsl */ `
  ${eachIndex} {
    dEpsHat[i] = (epsHat[i] - eps[i]) * (params.slope * dLosses[i / params.length]);
  }`,
    }),
    params: { count: (batch * size) / width, length: size / width, slope: 2 / size },
    workgroups,
  };
}
