import type { Denoiser } from "./denoiser.ts";

/** eps_theta with weights that stay as they are while training goes on. */
export interface NetworkDenoiser extends Denoiser {
  /** (x_t [B,H,W,C], t of each image) -> eps_theta(x_t, t) [B,H,W,C]. */
  predictEach(xt: Float32Array, timesteps: ArrayLike<number>): Promise<Float32Array<ArrayBuffer>>;
}
