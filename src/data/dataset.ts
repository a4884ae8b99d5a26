import type { Label } from "#math/params.ts";

/**
 * Square images as bytes, decoded once: images [N,S,S,C], 0..255, row-major; labels index into classes.
 * `toUnit` conversions happen per batch, so that a dataset costs one byte per value.
 */
export interface Dataset {
  readonly id: string;
  readonly count: number;
  readonly size: number;
  readonly channels: 1 | 3;
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer> | null;
  readonly classes: readonly string[];
}

/** What a dataset needs from its surroundings: bytes by name, and what decodes a PNG into grey or RGB bytes. */
export interface DatasetSource {
  /** Fetches `public/data/<name>`. */
  fetchBytes(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Decodes to RGBA bytes, 4 per pixel. */
  decodePng(bytes: Uint8Array<ArrayBuffer>): Promise<{ width: number; height: number; rgba: Uint8ClampedArray | Uint8Array }>;
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}

/** A file in `datasets/`: built files are fetched and checked against their manifest; procedural ones are drawn from a seed. */
export interface DatasetPlugin {
  readonly id: string;
  readonly label: Label;
  readonly licence: string;
  readonly credit: string;
  /** Pictures that show the set at a glance, by index; the first opens the Noise room. */
  readonly highlights: readonly number[];
  load(source: DatasetSource): Promise<Dataset>;
}

/** Checks a plug-in's type where it is written. */
export function defineDataset(plugin: DatasetPlugin): DatasetPlugin {
  return plugin;
}
