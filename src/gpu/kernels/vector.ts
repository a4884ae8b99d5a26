import type { ElementType } from "./shader.ts";

/** The unit in which a shader moves numbers: four at once where their count allows it. */
export interface Vector {
  readonly width: 1 | 4;
  readonly element: ElementType & ("f32" | "vec4<f32>");
  /** WGSL: the type `V`, and `total`, the sum of its components. */
  readonly declarations: string;
}

const single: Vector = {
  width: 1,
  element: "f32",
  declarations: /* wgsl */ `
alias V = f32;
fn total(v: V) -> f32 { return v; }`,
};

const quad: Vector = {
  width: 4,
  element: "vec4<f32>",
  declarations: /* wgsl */ `
alias V = vec4<f32>;
fn total(v: V) -> f32 { return dot(v, V(1)); }`,
};

/** The widest vector that divides every count. */
export function vectorOf(...counts: readonly number[]): Vector {
  return counts.every((count) => count % 4 === 0) ? quad : single;
}
