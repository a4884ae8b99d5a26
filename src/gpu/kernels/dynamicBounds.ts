import type { Lanes } from "./lanes.ts";
import { beginTask, laneMin, laneSum, taskGrid } from "./lanes.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";

/**
 * max(1, quantile of |x|) of each image, the quantile interpolated between its neighbours: `dynamicBound` in
 * `diffusion/clipping.ts`. Saharia et al. 2022, Sec. 2.3.
 *
 * The bits of floats that are not negative rise with their values, so the k-th smallest is found bit by bit, from the highest: a
 * bit is set where no more than k values lie below.
 *
 * Buffers: bounds [B], x0Hat [B,size].
 */
export function dynamicBounds(batch: number, size: number, quantile: number, lanes: Lanes = 256): Launch {
  const { workgroupSize, workgroups } = taskGrid(batch, lanes);
  const place = quantile * (size - 1);
  return {
    shader: shader({
      name: "dynamicBounds",
      buffers: { bounds: write("f32"), x0Hat: read("f32") },
      params: { tasks: "u32", size: "u32", below: "f32", share: "f32" },
      workgroupSize,
      declarations: laneSum(lanes) + laneMin(lanes),
      body: /* wgsl */ `${beginTask(lanes)}
  let first = task * params.size;
  // The highest bit is the sign's.
  var found = 0u;
  for (var bit = 0x40000000u; bit > 0u; bit >>= 1u) {
    let candidate = found | bit;
    var fewer = 0.0;
    for (var i = member; i < params.size; i += ${lanes}u) {
      if (bitcast<u32>(abs(x0Hat[first + i])) < candidate) { fewer += 1.0; }
    }
    if (laneSum(fewer, member) <= params.below) { found = candidate; }
  }
  let lower = bitcast<f32>(found);
  var notAbove = 0.0;
  var next = 0x1p127f;
  for (var i = member; i < params.size; i += ${lanes}u) {
    let value = abs(x0Hat[first + i]);
    if (value <= lower) { notAbove += 1.0; } else { next = min(next, value); }
  }
  let isTied = laneSum(notAbove, member) > params.below + 1.0;
  let upper = select(laneMin(next, member), lower, isTied);
  if (member == 0u) { bounds[task] = max(1.0, lower + params.share * (upper - lower)); }`,
    }),
    params: { tasks: batch, size, below: Math.floor(place), share: place % 1 },
    workgroups,
  };
}
