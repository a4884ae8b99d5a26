import type { Lanes } from "./lanes.ts";
import { beginTask, laneSum, taskGrid } from "./lanes.ts";
import { ALIGNMENT, paddedSize } from "./padding.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";

/** Partial sums [splits, size] of one parameter's gradient; `offset` is their place in the buffer of all, a multiple of 64 floats. */
export interface Partials {
  readonly offset: number;
  readonly size: number;
  readonly splits: number;
}

/**
 * One entry [offset, size, splits, floats] per block of 64 floats of the flat gradient, in which each parameter begins a block:
 * where the block's first partial lies, how far it is to the next one, how many there are, and floats that are no padding.
 */
export function gradientBlocks(parameters: readonly Partials[]): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(
    parameters.flatMap(({ offset, size, splits }) =>
      Array.from({ length: paddedSize(size) / ALIGNMENT }, (_, k) => [
        offset + k * ALIGNMENT,
        size,
        splits,
        Math.min(ALIGNMENT, size - k * ALIGNMENT),
      ]).flat(),
    ),
  );
}

/** Vectors of four in a block. */
const PARTS = ALIGNMENT / 4;
/** So many workgroups keep a GPU busy. In software few threads are best, and a power of 2 vectors apart they share cache lines. */
const TASKS_MAX = { alone: 120, together: 1024 };

/** Length of the buffer `squares`: sums that are left to be added. */
export function squaresLength(blocks: number, lanes: Lanes): number {
  return Math.min(lanes === 1 ? TASKS_MAX.alone : TASKS_MAX.together, Math.ceil((blocks * PARTS) / lanes));
}

/**
 * gradient_i = sum over the splits of partial_i, for all parameters at once; padding becomes 0. Beside it the squares of the
 * gradient, summed per task.
 *
 * Buffers: gradient [64 blocks], squares [squaresLength], partials, table [blocks,4] from `gradientBlocks`.
 */
export function gradientSum(blocks: number, lanes: Lanes = 64): Launch {
  const tasks = squaresLength(blocks, lanes);
  const { workgroupSize, workgroups } = taskGrid(tasks, lanes);
  return {
    shader: shader({
      name: "gradientSum",
      buffers: {
        gradient: write("vec4<f32>"),
        squares: write("f32"),
        partials: read("vec4<f32>"),
        table: read("vec4<u32>"),
      },
      params: { tasks: "u32", count: "u32" },
      workgroupSize,
      declarations: /* wgsl */ `
fn partial(i: u32) -> f32 { return partials[i / 4u][i % 4u]; }
${laneSum(lanes)}`,
      body: /* wgsl */ `${beginTask(lanes)}
  var square = 0.0;
  for (var i = task * ${lanes}u + member; i < params.count; i += params.tasks * ${lanes}u) {
    let block = table[i / ${PARTS}u];
    let within = i % ${PARTS}u * 4u;
    var place = block.x + within;
    var sum = vec4f(0);
    if (within < block.w) {
      if (block.y % 4u == 0u) {
        for (var s = 0u; s < block.z; s++) {
          sum += partials[place / 4u];
          place += block.y;
        }
      } else {
        for (var s = 0u; s < block.z; s++) {
          sum += vec4f(partial(place), partial(place + 1u), partial(place + 2u), partial(place + 3u));
          place += block.y;
        }
        sum = select(vec4f(0), sum, vec4u(within) + vec4u(0, 1, 2, 3) < vec4u(block.w));
      }
    }
    gradient[i] = sum;
    square += dot(sum, sum);
  }
  square = laneSum(square, member);
  if (member == 0u) { squares[task] = square; }`,
    }),
    params: { tasks, count: blocks * PARTS },
    workgroups,
  };
}
