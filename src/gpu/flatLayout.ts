import { at } from "#math/at.ts";
import type { Layout } from "#nn/scope.ts";
import { sizeOf } from "#nn/scope.ts";
import { paddedSize } from "./kernels/padding.ts";

/**
 * Where the parameters lie in the flat vectors of the GPU: in layout order, each from a place on that a binding can begin at.
 * Elsewhere flat vectors have no gaps.
 */
export interface FlatLayout {
  readonly layout: Layout;
  /** Of each parameter, in floats. */
  readonly offsets: readonly number[];
  /** In floats, gaps included. */
  readonly size: number;
}

export function flatLayout(layout: Layout): FlatLayout {
  let size = 0;
  const offsets = layout.map((spec) => {
    const offset = size;
    size += paddedSize(spec.size);
    return offset;
  });
  return { layout, offsets, size };
}

/** A flat vector with gaps, which hold zeros. */
export function spread(
  { layout, offsets, size }: FlatLayout,
  packed: Float32Array,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(size);
  for (const [i, spec] of layout.entries()) {
    result.set(packed.subarray(spec.offset, spec.offset + spec.size), at(offsets, i));
  }
  return result;
}

/** A flat vector without gaps. */
export function pack({ layout, offsets }: FlatLayout, flat: Float32Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(sizeOf(layout));
  for (const [i, spec] of layout.entries()) {
    result.set(flat.subarray(at(offsets, i), at(offsets, i) + spec.size), spec.offset);
  }
  return result;
}
