import { at } from "#math/at.ts";
import type * as tf from "#nn/tf.ts";
import type { FlatLayout } from "../flatLayout.ts";
import type { Partials } from "#gpu/kernels/gradientSum.ts";
import { gradientBlocks, gradientSum, squaresLength } from "#gpu/kernels/gradientSum.ts";
import { ALIGNMENT } from "#gpu/kernels/padding.ts";
import { partialSum } from "#gpu/kernels/partialSum.ts";
import type { WebgpuBackend } from "../webgpuBackend.ts";

/** The gradient by all parameters as one flat vector, and sums of its squares. */
export interface FlatGradient {
  readonly gradient: tf.TensorInfo;
  readonly squares: tf.TensorInfo;
  readonly squareCount: number;
}

/** The parameters as parts of a flat vector; the caller disposes them before it. */
export function viewParameters(
  backend: WebgpuBackend,
  { layout, offsets }: FlatLayout,
  flat: tf.TensorInfo,
): tf.Tensor[] {
  return layout.map(({ shape }, i) => backend.adopt(backend.view(flat, at(offsets, i), shape)));
}

/** Joins the gradients by the parameters, given in layout order; the caller disposes what it gets. */
export function joinGradients(
  backend: WebgpuBackend,
  { layout, offsets, size }: FlatLayout,
  gradients: readonly tf.TensorInfo[],
): FlatGradient {
  const arena = backend.empty([size]);
  const parts = layout.map((spec, i): Partials => ({ offset: at(offsets, i), size: spec.size, splits: 1 }));
  for (const [i, part] of parts.entries()) {
    const place = backend.view(arena, part.offset, [part.size]);
    backend.launch(partialSum(part.size, 1), [place, at(gradients, i)], { role: { kind: "gather" } });
    backend.disposeData(place.dataId);
  }
  const blocks = size / ALIGNMENT;
  const table = backend.makeTensorInfo([blocks, 4], "int32", new Int32Array(gradientBlocks(parts).buffer));
  const squareCount = squaresLength(blocks, backend.tiles.sumLanes);
  const [gradient, squares] = [backend.empty([size]), backend.empty([squareCount])];
  backend.launch(gradientSum(blocks, backend.tiles.sumLanes), [gradient, squares, arena, table], {
    role: { kind: "gradient sum", parts },
  });
  for (const { dataId } of [arena, table]) backend.disposeData(dataId);
  return { gradient, squares, squareCount };
}
