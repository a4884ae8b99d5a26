import { DIMENSION_MAX } from "./grid.ts";

const WORKGROUP = 64;

/**
 * A grid for work on each element alone: one thread an element, or at most `threads` that go round. A software adapter pays
 * for each thread and wants few of them.
 */
export function flatGrid(count: number, threads = WORKGROUP * DIMENSION_MAX) {
  const workgroups = Math.ceil(Math.min(count, threads) / WORKGROUP);
  return {
    workgroupSize: [WORKGROUP, 1, 1],
    workgroups: [Math.min(workgroups, DIMENSION_MAX), 1, 1],
  } as const;
}

/** WGSL: the head of a loop over the indices `i` of this thread, of `params.count` in all. */
export const eachIndex = /* wgsl */ `for (var i = id.x; i < params.count; i += groups.x * ${WORKGROUP}u)`;
