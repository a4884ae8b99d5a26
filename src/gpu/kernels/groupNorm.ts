import type { Lanes } from "./lanes.ts";
import { beginRaster, beginTask, laneSum, raster, taskGrid } from "./lanes.ts";
import type { Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { siluFunctions } from "./silu.ts";
import type { Vector } from "./vector.ts";
import { vectorOf } from "./vector.ts";

export interface GroupNormShape {
  readonly batch: number;
  /** H W. */
  readonly pixels: number;
  readonly channels: number;
  /** Divides `channels`. */
  readonly groups: number;
}

export interface GroupNormOptions {
  /** Ends in SiLU. */
  readonly silu: boolean;
}

export const groupNormParams = {
  tasks: "u32",
  groupCount: "u32",
  pixels: "u32",
  stride: "u32",
  span: "u32",
  rows: "u32",
  columns: "u32",
  size: "f32",
} as const satisfies Record<string, ParamType>;

/** One task per image and group; vectors of four where the channels of a group allow it. */
export function groupNormTasks({ batch, pixels, channels, groups }: GroupNormShape, lanes: Lanes) {
  const perGroup = channels / groups;
  const vector: Vector = vectorOf(perGroup);
  const span = perGroup / vector.width;
  return {
    vector,
    grid: taskGrid(batch * groups, lanes),
    params: {
      tasks: batch * groups,
      groupCount: groups,
      pixels,
      stride: channels / vector.width,
      span,
      ...raster(pixels, span, lanes),
      size: pixels * perGroup,
    },
  };
}

/** WGSL: `channel`, the first vector of this group in a pixel, and `first`, its first vector in the image; pixels are `stride` apart. */
export const beginGroup = /* wgsl */ `
  let channel = task % params.groupCount * params.span;
  let first = task / params.groupCount * params.pixels * params.stride + channel;`;

/** WGSL: loops over this member's part of the group. */
export const eachColumn = `for (var c = column; c < params.span; c += params.columns)`;
export const eachRow = `for (var p = row; p < params.pixels; p += params.rows)`;

/**
 * y = gamma (x - mean) / sqrt(variance + epsilon) + beta over each group of channels of each image, and then SiLU if wanted.
 * Wu & He 2018, Eq. 1. The variance is the mean square distance from the mean, so nothing cancels.
 *
 * Buffers: y [B,H,W,C], statistics [B,G,2] (mean, 1 / sqrt(variance + epsilon)), x [B,H,W,C], gamma [C], beta [C].
 */
export function groupNorm(
  shape: GroupNormShape,
  epsilon: number,
  options: GroupNormOptions,
  lanes: Lanes = 128,
): Launch {
  const { vector, grid, params } = groupNormTasks(shape, lanes);
  const { element } = vector;
  return {
    shader: shader({
      name: options.silu ? "groupNormSilu" : "groupNorm",
      buffers: {
        y: write(element),
        statistics: write("f32"),
        x: read(element),
        gamma: read(element),
        beta: read(element),
      },
      params: { ...groupNormParams, epsilon: "f32" },
      workgroupSize: grid.workgroupSize,
      declarations: vector.declarations + siluFunctions + laneSum(lanes),
      body: /* wgsl */ `${beginTask(lanes)}${beginGroup}${beginRaster}
  var sum = V(0);
  ${eachColumn} {
    ${eachRow} { sum += x[first + p * params.stride + c]; }
  }
  let mean = laneSum(total(sum), member) / params.size;

  var squares = V(0);
  ${eachColumn} {
    ${eachRow} {
      let distance = x[first + p * params.stride + c] - mean;
      squares += distance * distance;
    }
  }
  let scale = inverseSqrt(laneSum(total(squares), member) / params.size + params.epsilon);
  if (member == 0u) {
    statistics[2u * task] = mean;
    statistics[2u * task + 1u] = scale;
  }

  ${eachColumn} {
    let slope = gamma[channel + c] * scale;
    let shift = beta[channel + c];
    ${eachRow} {
      let i = first + p * params.stride + c;
      let z = (x[i] - mean) * slope + shift;
      y[i] = ${options.silu ? "silu(z)" : "z"};
    }
  }`,
    }),
    params: { ...params, epsilon },
    workgroups: grid.workgroups,
  };
}
