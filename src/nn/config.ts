/** Nominal parameter counts: 50 thousand, 0.3, 1 and 3 million. */
export type ModelSize = "XS" | "S" | "M" | "L";

/** Everything that decides a network's shape. */
export interface UnetConfig {
  /** Side of the images in pixels. */
  readonly imageSize: number;
  readonly imageChannels: 1 | 3;
  /** Width at each resolution, each half as fine as the one before; attention at the last. */
  readonly channels: readonly number[];
  /** Residual blocks at each resolution on the way down; one more on the way up. */
  readonly layers: number;
  /** Groups of each GroupNorm. */
  readonly groups: number;
  /** Last convolution of each residual block and of the network start at zero. */
  readonly zeroInit: boolean;
  /** Classes that the network can be told, beside "none", which comes after them; null where it is never told any. */
  readonly classes: number | null;
}

/** What a size stands for. */
export type Widths = Pick<UnetConfig, "channels" | "layers" | "groups">;

/** Up to this side one halving ends at 4 to 8 pixels; above it, two do. */
const ONE_HALVING_MAX = 16;

const twoResolutions: Readonly<Record<ModelSize, Widths>> = {
  XS: { channels: [8, 16], layers: 1, groups: 4 },
  S: { channels: [24, 40], layers: 1, groups: 8 },
  M: { channels: [32, 64], layers: 2, groups: 8 },
  L: { channels: [56, 112], layers: 2, groups: 8 },
};

const threeResolutions: Readonly<Record<ModelSize, Widths>> = {
  XS: { channels: [8, 8, 16], layers: 1, groups: 4 },
  S: { channels: [16, 32, 32], layers: 1, groups: 8 },
  M: { channels: [32, 48, 48], layers: 2, groups: 8 },
  L: { channels: [48, 72, 96], layers: 2, groups: 8 },
};

/**
 * A network of about the nominal size whose coarsest resolution is 4 to 8 pixels.
 *
 * @param widths of a network that came from a file, instead of those of the size.
 * @throws {RangeError} when the side is not a multiple of 4 in 8..32, or cannot be halved as often as the widths ask.
 */
export function unetConfig(
  modelSize: ModelSize,
  imageSize: number,
  imageChannels: 1 | 3,
  zeroInit: boolean,
  classes: number | null = null,
  widths: Widths = widthsOf(modelSize, imageSize),
): UnetConfig {
  if (!(imageSize >= 8 && imageSize <= 32 && imageSize % 4 === 0)) {
    throw new RangeError(`imageSize = ${imageSize} is not a multiple of 4 in 8..32`);
  }
  const halvings = widths.channels.length - 1;
  if (imageSize % 2 ** halvings !== 0) {
    throw new RangeError(`imageSize = ${imageSize} cannot be halved ${halvings} times`);
  }
  return { imageSize, imageChannels, zeroInit, classes, ...widths };
}

/** The widths that a size stands for at this side. */
export function widthsOf(modelSize: ModelSize, imageSize: number): Widths {
  return (imageSize <= ONE_HALVING_MAX ? twoResolutions : threeResolutions)[modelSize];
}
