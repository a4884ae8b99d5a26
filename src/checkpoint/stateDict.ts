import { at } from "#math/at.ts";
import { CheckpointError } from "./checkpointError.ts";
import type { Tensor } from "./safetensors.ts";

/** One parameter in the flat vector of a network: its name in a state dict, its shape here, and its place. */
export interface Parameter {
  readonly name: string;
  /** What the equal shares of its columns are called there; one name for all of it, mostly. */
  readonly parts: readonly string[];
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

export type Layout = readonly Parameter[];

/**
 * The parameters of a flat vector as PyTorch has them: convolutions [k,k,in,out] here become [out,in,k,k], linear layers
 * [in,out] become [out,in].
 *
 * @throws {RangeError} when the vector is shorter than the layout.
 */
export function toStateDict(layout: Layout, flat: Float32Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const { parts, shape, offset, size } of layout) {
    const values = new Float32Array(size);
    forEachPlace(shape, (here, there) => (values[there] = at(flat, offset + here)));
    // There the channels that come out are the rows: what lies side by side here lies one after the other.
    const share = size / parts.length;
    for (const [i, name] of parts.entries()) {
      tensors.set(name, {
        shape: torchShape(shape, parts.length),
        values: values.slice(i * share, (i + 1) * share),
      });
    }
  }
  return tensors;
}

/**
 * The flat vector of a state dict that holds exactly the layout's tensors.
 *
 * @throws {CheckpointError} naming the first tensor that is missing, unknown or of another shape.
 */
export function fromStateDict(
  layout: Layout,
  tensors: ReadonlyMap<string, Tensor>,
): Float32Array<ArrayBuffer> {
  const names = new Set(layout.flatMap(({ parts }) => parts));
  for (const name of tensors.keys()) {
    if (!names.has(name)) throw new CheckpointError(`tensor "${name}" is not one of this network. ${remedy}`);
  }
  const flat = new Float32Array(layout.reduce((end, { offset, size }) => Math.max(end, offset + size), 0));
  for (const { parts, shape, offset, size } of layout) {
    const values = new Float32Array(size);
    for (const [i, name] of parts.entries()) {
      const tensor = tensors.get(name);
      if (!tensor) throw new CheckpointError(`tensor "${name}" is missing. ${remedy}`);
      const found = tensor.shape.join(", ");
      const expected = torchShape(shape, parts.length).join(", ");
      if (found !== expected) {
        throw new CheckpointError(`tensor "${name}" has shape [${found}], expected [${expected}]. ${remedy}`);
      }
      values.set(tensor.values, (i * size) / parts.length);
    }
    forEachPlace(shape, (here, there) => (flat[offset + here] = at(values, there)));
  }
  return flat;
}

const remedy = "Choose the network size that the file was made with.";

/** The shape there of one of `parts` equal shares of the columns. */
function torchShape(shape: readonly number[], parts: number): readonly number[] {
  const [channelsOut = 1, channelsIn, ...space] = shape.toReversed();
  return [channelsOut / parts, ...(channelsIn === undefined ? [] : [channelsIn, ...space.toReversed()])];
}

/** Calls back with the place of each value here, [space,in,out], and in PyTorch, [out,in,space]. */
function forEachPlace(shape: readonly number[], visit: (here: number, there: number) => void): void {
  const [out = 1, into = 1] = shape.toReversed();
  const space = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  let here = 0;
  for (let k = 0; k < space; k++) {
    for (let i = 0; i < into; i++) {
      for (let o = 0; o < out; o++) visit(here++, (o * into + i) * space + k);
    }
  }
}
