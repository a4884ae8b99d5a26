import { eachIndex, flatGrid } from "./flat.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/** WGSL over `V`: x sigmoid(x) and its derivative. An exponential beyond 2^127 would be infinite, which WGSL need not know. */
export const siluFunctions = /* wgsl */ `
fn sigmoid(x: V) -> V { return V(1) / (V(1) + exp(-max(x, V(-87)))); }
fn silu(x: V) -> V { return x * sigmoid(x); }
fn siluSlope(x: V) -> V {
  let s = sigmoid(x);
  return s * (V(1) + x * (V(1) - s));
}`;

/** y = x sigmoid(x) over `count` numbers. Buffers: y, x. */
export function silu(count: number, threads?: number): Launch {
  const { width, element, declarations } = vectorOf(count);
  const { workgroupSize, workgroups } = flatGrid(count / width, threads);
  return {
    shader: shader({
      name: "silu",
      buffers: { y: write(element), x: read(element) },
      params: { count: "u32" },
      workgroupSize,
      declarations: declarations + siluFunctions,
      body: `${eachIndex} { y[i] = silu(x[i]); }`,
    }),
    params: { count: count / width },
    workgroups,
  };
}

/** dx = dy (sigmoid(x) + x sigmoid(x) (1 - sigmoid(x))). Buffers: dx, dy, x. */
export function siluGradient(count: number, threads?: number): Launch {
  const { width, element, declarations } = vectorOf(count);
  const { workgroupSize, workgroups } = flatGrid(count / width, threads);
  return {
    shader: shader({
      name: "siluGradient",
      buffers: { dx: write(element), dy: read(element), x: read(element) },
      params: { count: "u32" },
      workgroupSize,
      declarations: declarations + siluFunctions,
      body: `${eachIndex} { dx[i] = dy[i] * siluSlope(x[i]); }`,
    }),
    params: { count: count / width },
    workgroups,
  };
}
