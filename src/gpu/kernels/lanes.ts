import { workgroupGrid } from "./grid.ts";

/**
 * Threads that work on one task together. With 1 each thread has a task of its own and waits at no barrier, which suits an
 * adapter in software; GPUs want many.
 */
export type Lanes = 1 | 64 | 128 | 256;

/** Threads of a workgroup where each has its own task. Small, so that few tasks still occupy all cores. */
const LONERS = 8;

export interface TaskGrid {
  readonly workgroupSize: readonly [number, number, number];
  readonly workgroups: readonly [number, number, number];
}

/** As many workgroups as `count` tasks need; the shader takes the parameter `tasks` and begins with `beginTask`. */
export function taskGrid(count: number, lanes: Lanes): TaskGrid {
  const workgroups = lanes === 1 ? Math.ceil(count / LONERS) : count;
  return {
    workgroupSize: [lanes === 1 ? LONERS : lanes, 1, 1],
    workgroups: workgroupGrid(workgroups),
  };
}

/** WGSL: `task`, and `member`, the number of this thread among those that share it. */
export function beginTask(lanes: Lanes): string {
  return lanes === 1
    ? /* wgsl */ `
  let task = id.x + id.y * groups.x * ${LONERS}u;
  let member = 0u;
  if (task >= params.tasks) { return; }`
    : /* wgsl */ `
  let task = group.x + group.y * groups.x;
  let member = lane;
  if (task >= params.tasks) { return; }`;
}

/** WGSL: `laneSum(value, member)`, the sum over the members of a task, in an order that never changes. */
export function laneSum(lanes: Lanes): string {
  return laneFold(lanes, "laneSum", "terms", (a, b) => `${a} + ${b}`);
}

/** WGSL: `laneMax(value, member)`, the largest value of the members of a task. */
export function laneMax(lanes: Lanes): string {
  return laneFold(lanes, "laneMax", "rivals", (a, b) => `max(${a}, ${b})`);
}

/** WGSL: `laneMin(value, member)`, the smallest value of the members of a task. */
export function laneMin(lanes: Lanes): string {
  return laneFold(lanes, "laneMin", "lowest", (a, b) => `min(${a}, ${b})`);
}

function laneFold(
  lanes: Lanes,
  name: string,
  memory: string,
  fold: (a: string, b: string) => string,
): string {
  if (lanes === 1) return /* wgsl */ `fn ${name}(value: f32, member: u32) -> f32 { return value; }`;
  return /* wgsl */ `
var<workgroup> ${memory}: array<f32, ${lanes}>;
fn ${name}(value: f32, member: u32) -> f32 {
  ${memory}[member] = value;
  for (var n = ${lanes / 2}u; n > 0u; n >>= 1u) {
    workgroupBarrier();
    if (member < n) { ${memory}[member] = ${fold(`${memory}[member]`, `${memory}[member + n]`)}; }
  }
  return workgroupUniformLoad(&${memory}[0]);
}`;
}

/** How the members of a task share an image [pixels, width]: neighbours take neighbouring columns, rows go round. */
export interface Raster {
  readonly rows: number;
  readonly columns: number;
}

export function raster(pixels: number, width: number, lanes: Lanes): Raster {
  const columns = Math.min(width, lanes);
  return { rows: Math.min(pixels, Math.floor(lanes / columns)), columns };
}

/** WGSL: `column`, and `row`, which is beyond all pixels for members that are left over. */
export const beginRaster = /* wgsl */ `
  let column = member % params.columns;
  let row = select(params.pixels, member / params.columns, member < params.rows * params.columns);`;

/** WGSL: `rowSum(value, member, rows, columns)` leaves the sum over each column in its member of row 0. */
export function rowSum(lanes: Lanes): string {
  if (lanes === 1)
    return /* wgsl */ `fn rowSum(value: V, member: u32, rows: u32, columns: u32) -> V { return value; }`;
  return /* wgsl */ `
var<workgroup> rowTerms: array<V, ${lanes}>;
fn rowSum(value: V, member: u32, rows: u32, columns: u32) -> V {
  workgroupBarrier();
  rowTerms[member] = value;
  for (var n = rows; n > 1u; n = (n + 1u) / 2u) {
    workgroupBarrier();
    if (member < (n / 2u) * columns) { rowTerms[member] += rowTerms[member + (n + 1u) / 2u * columns]; }
  }
  return rowTerms[member];
}`;
}
