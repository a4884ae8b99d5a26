import type { Parameterisation } from "#diffusion/parameterisation.ts";
import type { ReverseFrame } from "#diffusion/reverse.ts";
import type { ReverseOrder } from "./reverse.ts";

/** The class of each image of a batch, [B]; null where they are of no class in particular. */
export type Labels = Int32Array | null;

/** Whoever looks at x_t and says what is noise: a network, or the exact optimum. */
export interface Denoiser {
  /** What `predict` returns. */
  readonly parameterisation: Parameterisation;
  /** (x_t [B,H,W,C], one t for all, classes) -> prediction [B,H,W,C]. One that knows no classes ignores them. */
  predict(xt: Float32Array, t: number, labels?: Labels): Promise<Float32Array>;
  /** Takes a whole reverse process on its own device, where it can; see `reverse`. */
  reverse?(order: ReverseOrder): AsyncGenerator<ReverseFrame | null, void>;
  /** Exact optimum: how many training pictures were still in play for each image of the last prediction; [B]. */
  readonly picturesInPlay: Float32Array<ArrayBuffer> | null;
  /** Frees what it holds; a second time does nothing. */
  dispose(): void;
}
