import type { Lanes } from "./lanes.ts";
import { taskGrid } from "./lanes.ts";
import type { ParamType } from "./shader.ts";
import { vectorOf } from "./vector.ts";

export interface AttentionShape {
  readonly batch: number;
  /** Pixels of an image. */
  readonly tokens: number;
  readonly channels: number;
}

/** Tokens that a task treats at once, against all tokens of the image. */
export const ROWS = 4;

/** What fits into the workgroup memory that every device has. */
const TOGETHER_MAX = 256;

export const attentionParams = {
  tasks: "u32",
  tokens: "u32",
  blocks: "u32",
  width: "u32",
  part: "u32",
  scale: "f32",
} as const satisfies Record<string, ParamType>;

/**
 * One task per image and four tokens. `room` are the sizes of arrays in workgroup memory.
 *
 * @throws {RangeError} when threads that work together are given more than 256 tokens or channels.
 */
export function attentionTasks({ batch, tokens, channels }: AttentionShape, lanes: Lanes) {
  if (lanes > 1 && Math.max(tokens, channels) > TOGETHER_MAX) {
    throw new RangeError(
      `attention of ${tokens} tokens and ${channels} channels; at most 256 each are legal`,
    );
  }
  const vector = vectorOf(channels);
  const blocks = Math.ceil(tokens / ROWS);
  const width = channels / vector.width;
  return {
    vector,
    room: { tokens: powerOfTwo(tokens), channels: powerOfTwo(channels) },
    grid: taskGrid(batch * blocks, lanes),
    params: {
      tasks: batch * blocks,
      tokens,
      blocks,
      width,
      part: batch * tokens * width,
      scale: 1 / Math.sqrt(channels),
    },
  };
}

/** So that few shaders serve all sizes. */
function powerOfTwo(size: number): number {
  return Math.max(64, 2 ** Math.ceil(Math.log2(size)));
}

/** WGSL: `image`, the number of its first token in the batch, and `token`, the first of this task in the image. */
export const beginTokens = /* wgsl */ `
  let image = task / params.blocks * params.tokens;
  let token = task % params.blocks * ${ROWS}u;`;
