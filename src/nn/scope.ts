import { at } from "#math/at.ts";
import type { Tensor } from "./tf.ts";

/** How a parameter begins: uniform in [-bound, bound], or all the same. */
export type Initialiser = { readonly bound: number } | { readonly value: number };

/**
 * One parameter of a network: its name in diffusers' `UNet2DModel` state dict, its shape here and its place in the flat
 * vector of all parameters. Convolutions are [k,k,in,out] here and [out,in,k,k] there; linear layers [in,out] and [out,in].
 */
export interface ParameterSpec {
  readonly name: string;
  /**
   * The names of what lies side by side in it: equal shares of its columns that are parameters of their own in diffusers. One, and
   * that is `name`, where it is one there too.
   */
  readonly parts: readonly string[];
  readonly shape: readonly number[];
  readonly size: number;
  readonly offset: number;
  readonly init: Initialiser;
}

/** All parameters of a network, in the order of the flat vector. */
export type Layout = readonly ParameterSpec[];

/** The parameters as tensors in layout order. */
export type Weights = readonly Tensor[];

/** Picks one parameter out of the weights. */
export type Parameter<T extends Tensor> = (weights: Weights) => T;

/**
 * Where a layer declares its parameters while the network is built: a path such as `down_blocks.0.resnets.0`, and the
 * layout that grows with each declaration.
 */
export class Scope {
  private readonly paths: readonly string[];
  private readonly specs: ParameterSpec[];

  constructor(paths: readonly string[] = [""], specs: ParameterSpec[] = []) {
    this.paths = paths;
    this.specs = specs;
  }

  /** The scope `name` below this one; with several names, one in which parameters of all of them lie side by side. */
  child(...names: readonly string[]): Scope {
    return new Scope(
      names.flatMap((name) => this.namesOf(name)),
      this.specs,
    );
  }

  /** Declares a parameter; the result finds it among the weights. */
  parameter<T extends Tensor>(name: string, shape: T["shape"], init: Initialiser): Parameter<T> {
    const index = this.specs.length;
    const size = shape.reduce((product, length) => product * length, 1);
    const parts = this.namesOf(name);
    this.specs.push({ name: parts.join("|"), parts, shape, size, offset: sizeOf(this.specs), init });
    // The tensor at `index` has the shape declared above: `split` reads the same layout.
    return (weights) => at(weights, index) as T;
  }

  get layout(): Layout {
    return this.specs;
  }

  private namesOf(name: string): string[] {
    return this.paths.map((path) => (path === "" ? name : `${path}.${name}`));
  }
}

/** Length of the flat vector. */
export function sizeOf(layout: Layout): number {
  const last = layout.at(-1);
  return last === undefined ? 0 : last.offset + last.size;
}
