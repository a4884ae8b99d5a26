import type { Partials } from "#gpu/kernels/gradientSum.ts";
import type { Access, Launch } from "#gpu/kernels/shader.ts";
import type { BufferView } from "./slot.ts";

export interface Binding extends BufferView {
  readonly access: Access;
}

/** One recorded dispatch. */
export interface Step {
  /** The tfjs kernel, or the shader of ours. */
  readonly name: string;
  readonly code: string;
  /** Storage buffers from binding 0 on. */
  readonly bindings: readonly Binding[];
  /** Content of the uniform buffer that is bound after them; empty when there is none. */
  readonly params: ArrayBuffer;
  readonly workgroups: readonly [number, number, number];
  /** The same work with one more buffer to read, whose values are added to those of binding 0. */
  readonly withAddend: (() => Launch) | null;
  readonly role: Role;
}

/** What a pass over the steps may want to know of one; `plain` where there is nothing to know. */
export type Role =
  | { readonly kind: "plain" }
  /** Binding 0 becomes the sum of bindings 1 and 2, which have its shape. */
  | { readonly kind: "sum of two" }
  /** Binding 0 becomes the sum of the `splits` arrays that lie one after the other in binding 1. */
  | { readonly kind: "sum of partials"; readonly splits: number }
  /** Binding 0, a part of an arena, becomes a copy of binding 1. */
  | { readonly kind: "gather" }
  /** Binding 0 becomes the sums of the parts of the arena in binding 2, which lie there as binding 3 says. */
  | { readonly kind: "gradient sum"; readonly parts: readonly Partials[] };

export function reads({ access }: Binding): boolean {
  return access !== "write";
}

export function writes({ access }: Binding): boolean {
  return access !== "read";
}
