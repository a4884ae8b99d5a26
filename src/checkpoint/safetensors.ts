import { CheckpointError, remedy } from "./checkpointError.ts";
import { fromFloat16, toFloat16 } from "./float16.ts";
import type { Dtype, TensorPlace } from "./safetensorsHeader.ts";
import { bytesPerValue, parseHeader, writeHeader } from "./safetensorsHeader.ts";
import { shown } from "./shown.ts";

/** Numbers in row-major order with their shape. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a safetensors file holds: tensors by name, and texts by name. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The largest network of the page takes 12.3 MB in 32 bits. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * A safetensors file: 8 bytes length of the header, little-endian; the header, JSON; the tensors one after the other.
 * https://github.com/huggingface/safetensors
 *
 * @throws {CheckpointError} when a number is not finite, or too large for 16 bits.
 * @throws {RangeError} when a shape is not that of its values, or a name is not free.
 */
export function writeSafetensors({ tensors, metadata }: TensorFile, dtype: Dtype): Uint8Array<ArrayBuffer> {
  const places = new Map<string, TensorPlace>();
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (size !== values.length) {
      throw new RangeError(
        `tensor ${shown(name)}: shape [${shape.join(", ")}] has ${size} values, not ${values.length}`,
      );
    }
    places.set(name, { dtype, shape, begin: end, size });
    end += size * bytesPerValue[dtype];
  }
  const header = writeHeader(places, metadata);
  const bytes = new Uint8Array(header.length + end);
  bytes.set(header);
  let rest = bytes.subarray(header.length);
  for (const [name, { values }] of tensors) rest = writeValues(name, values, rest, dtype);
  return bytes;
}

/**
 * The tensors and texts of a safetensors file, stricter than the format's own library: no key twice, no hole and no overlap
 * between tensors, 16 or 32 bits, finite numbers alone.
 *
 * @throws {CheckpointError} naming the tensor, the value that is wrong and what was expected.
 */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length > FILE_BYTES_MAX) {
    throw new CheckpointError(
      `the file has ${bytes.length} bytes, expected at most ${FILE_BYTES_MAX}. Choose a smaller network's file.`,
    );
  }
  const { places, metadata, dataStart } = parseHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, bytes.length - dataStart);
  const tensors = new Map<string, Tensor>();
  for (const [name, place] of places) {
    tensors.set(name, { shape: place.shape, values: readValues(name, view, place) });
  }
  return { tensors, metadata };
}

/** Writes at the start of `bytes`; returns what is left of them. */
function writeValues(
  name: string,
  values: Float32Array,
  bytes: Uint8Array<ArrayBuffer>,
  dtype: Dtype,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let end = 0;
  for (const [i, value] of values.entries()) {
    const legal = legalValue(name, i, value, dtype);
    if (dtype === "F32") view.setFloat32(end, legal, true);
    else view.setUint16(end, toFloat16(legal), true);
    end += bytesPerValue[dtype];
  }
  return bytes.subarray(end);
}

function legalValue(name: string, i: number, value: number, dtype: Dtype): number {
  const what = () => `tensor ${shown(name)}: value ${i} is ${value}`;
  if (!Number.isFinite(value)) {
    throw new CheckpointError(
      `${what()}; a network that has diverged is not saved. Train again with a lower learning rate.`,
    );
  }
  if (dtype === "F16" && !Number.isFinite(fromFloat16(toFloat16(value)))) {
    throw new CheckpointError(
      `${what()}, outside the range of 16 bits, -65504..65504. Save the network in 32 bits.`,
    );
  }
  return value;
}

function readValues(name: string, view: DataView, { dtype, begin, size }: TensorPlace): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const value =
      dtype === "F32"
        ? view.getFloat32(begin + 4 * i, true)
        : fromFloat16(view.getUint16(begin + 2 * i, true));
    if (!Number.isFinite(value)) {
      throw new CheckpointError(
        `tensor ${shown(name)}: value ${i} is ${value}, expected finite numbers. ${remedy}`,
      );
    }
    values[i] = value;
  }
  return values;
}
