import type { Lanes } from "./lanes.ts";
import { beginRaster, beginTask, raster, rowSum, taskGrid } from "./lanes.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/** Vectors that a task sums side by side: 128 bytes of each pixel. */
const COLUMNS_MAX = 8;

/**
 * sums_bc = sum over the pixels of image b: the gradient of one bias per image and channel, and partial sums of that of a bias.
 *
 * Buffers: sums [B,C], x [B,H,W,C].
 */
export function pixelSum(batch: number, pixels: number, channels: number, lanes: Lanes = 128): Launch {
  const { width, element, declarations } = vectorOf(channels);
  const stride = channels / width;
  const { rows, columns } = raster(pixels, Math.min(stride, COLUMNS_MAX), lanes);
  const parts = Math.ceil(stride / columns);
  const { workgroupSize, workgroups } = taskGrid(batch * parts, lanes);
  return {
    shader: shader({
      name: "pixelSum",
      buffers: { sums: write(element), x: read(element) },
      params: {
        tasks: "u32",
        parts: "u32",
        pixels: "u32",
        stride: "u32",
        rows: "u32",
        columns: "u32",
      },
      workgroupSize,
      declarations: declarations + rowSum(lanes),
      body: /* wgsl */ `${beginTask(lanes)}${beginRaster}
  let image = task / params.parts;
  let c = task % params.parts * params.columns + column;
  let isColumn = c < params.stride;
  var sum = V(0);
  for (var p = select(params.pixels, row, isColumn); p < params.pixels; p += params.rows) {
    sum += x[(image * params.pixels + p) * params.stride + c];
  }
  sum = rowSum(sum, member, params.rows, params.columns);
  if (row == 0u && isColumn) { sums[image * params.stride + c] = sum; }`,
    }),
    params: { tasks: batch * parts, parts, pixels, stride, rows, columns },
    workgroups,
  };
}
