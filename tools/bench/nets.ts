import type { UnetConfig } from "#nn/config.ts";
import { unetConfig } from "#nn/config.ts";

/** A network to be measured. */
export interface Net {
  readonly name: string;
  readonly config: UnetConfig;
  readonly batch: number;
  /** What is left of it for tfjs' kernels and for ours without capture on an adapter in software, where more would take minutes. */
  readonly slowBatch: number;
}

/** So small that what is asked of the device shows beside what it computes: 280,177 parameters, 31 MFLOP forward an image. */
const small: UnetConfig = {
  imageSize: 16,
  imageChannels: 1,
  channels: [16, 32, 32],
  layers: 1,
  groups: 8,
  zeroInit: true,
  classes: null,
};

/** As large as the small networks of papers: 1,624,323 parameters, 728 MFLOP forward an image. */
const reference: UnetConfig = {
  imageSize: 32,
  imageChannels: 3,
  channels: [32, 64, 64],
  layers: 2,
  groups: 8,
  zeroInit: true,
  classes: null,
};

export const nets: readonly Net[] = [
  { name: "280k", config: small, batch: 8, slowBatch: 8 },
  { name: "XS", config: unetConfig("XS", 16, 3, true), batch: 32, slowBatch: 32 },
  { name: "S", config: unetConfig("S", 16, 3, true), batch: 32, slowBatch: 8 },
  { name: "M", config: unetConfig("M", 16, 3, true), batch: 32, slowBatch: 2 },
  { name: "L", config: unetConfig("L", 16, 3, true), batch: 32, slowBatch: 1 },
  { name: "reference", config: reference, batch: 32, slowBatch: 1 },
];
