/** Workgroups in one dimension of a dispatch at most, on every device. */
export const DIMENSION_MAX = 65535;

/** So many workgroups, or a few more, in two dimensions, and that `depth` times. */
export function workgroupGrid(count: number, depth = 1): [number, number, number] {
  const rows = Math.ceil(count / DIMENSION_MAX);
  return [Math.ceil(count / rows), rows, depth];
}
