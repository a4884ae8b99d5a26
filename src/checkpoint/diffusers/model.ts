/** The shape of a network, in the terms that diffusers' `UNet2DModel` and the page share. */
export interface UnetShape {
  /** Side of the images in pixels. */
  readonly imageSize: number;
  readonly imageChannels: 1 | 3;
  /** Width at each resolution, each half as fine as the one before; attention at the last. */
  readonly channels: readonly number[];
  /** Residual blocks at each resolution on the way down. */
  readonly layers: number;
  /** Groups of each GroupNorm. */
  readonly groups: number;
  /** Classes that a picture may be asked for, without the null class of classifier-free guidance; null where it cannot. */
  readonly classes: number | null;
}

/** What the network's output stands for: the noise, the clean image, or v = sqrt(alphaBar) eps - sqrt(1 - alphaBar) x_0. */
export type Prediction = "eps" | "x0" | "v";

/** A network and the process that it reverses, without its weights: what diffusers' configuration files say. */
export interface DiffusersModel {
  readonly unet: UnetShape;
  /** beta_0 .. beta_T, each in (0, 1]; entry 0 is the clean image and unused. */
  readonly betas: Float64Array;
  readonly prediction: Prediction;
  /** Whether sampling keeps the guess of the clean image inside [-1, 1]. */
  readonly clip: boolean;
}
