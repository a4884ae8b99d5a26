import { at } from "#math/at.ts";
import { CheckpointError } from "./checkpointError.ts";
import type { Tensor } from "./safetensors.ts";
import { shown } from "./shown.ts";

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

/** A row for each class, looked up and not multiplied: its rows are rows in PyTorch too. */
const TABLE = "class_embedding.weight";

/**
 * The parameters of a flat vector as PyTorch has them: convolutions [k,k,in,out] here become [out,in,k,k], linear layers
 * [in,out] become [out,in], and the table of the classes [classes,embedding] stays.
 *
 * @throws {RangeError} when the vector is shorter than the layout.
 */
export function toStateDict(layout: Layout, flat: Float32Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const parameter of layout) {
    const { parts, offset, size } = parameter;
    const values = new Float32Array(size);
    forEachPlace(parameter, (here, there) => (values[there] = at(flat, offset + here)));
    // There the channels that come out are the rows: what lies side by side here lies one after the other.
    const share = size / parts.length;
    for (const [i, name] of parts.entries()) {
      tensors.set(name, {
        shape: torchShape(parameter),
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
    if (!names.has(name)) {
      throw new CheckpointError(`tensor ${shown(name)} is not one of this network. ${remedy}`);
    }
  }
  for (const parameter of layout) {
    for (const name of parameter.parts) requireShape(name, tensors, torchShape(parameter));
  }
  // Only now is it certain that the vector is no larger than the file.
  const flat = new Float32Array(layout.reduce((end, { offset, size }) => Math.max(end, offset + size), 0));
  for (const parameter of layout) {
    const { parts, offset, size } = parameter;
    const values = new Float32Array(size);
    for (const [i, name] of parts.entries()) {
      values.set(tensors.get(name)?.values ?? [], (i * size) / parts.length);
    }
    forEachPlace(parameter, (here, there) => (flat[offset + here] = at(values, there)));
  }
  return flat;
}

const remedy = "Choose the network size that the file was made with.";

function requireShape(name: string, tensors: ReadonlyMap<string, Tensor>, expected: readonly number[]): void {
  const tensor = tensors.get(name);
  if (!tensor) throw new CheckpointError(`tensor ${shown(name)} is missing. ${remedy}`);
  if (tensor.shape.join() !== expected.join()) {
    const found = tensor.shape.join(", ");
    throw new CheckpointError(
      `tensor ${shown(name)} has shape [${found}], expected [${expected.join(", ")}]. ${remedy}`,
    );
  }
}

/** The shape there of one of the equal shares of the columns. */
function torchShape({ name, parts, shape }: Parameter): readonly number[] {
  if (name === TABLE) return shape;
  const [channelsOut = 1, channelsIn, ...space] = shape.toReversed();
  return [
    channelsOut / parts.length,
    ...(channelsIn === undefined ? [] : [channelsIn, ...space.toReversed()]),
  ];
}

/** Calls back with the place of each value here, [space,in,out], and in PyTorch, [out,in,space]. */
function forEachPlace({ name, shape, size }: Parameter, visit: (here: number, there: number) => void): void {
  const [out = 1, into = 1] = name === TABLE ? [size] : shape.toReversed();
  const space = size / (out * into);
  let here = 0;
  for (let k = 0; k < space; k++) {
    for (let i = 0; i < into; i++) {
      for (let o = 0; o < out; o++) visit(here++, (o * into + i) * space + k);
    }
  }
}
