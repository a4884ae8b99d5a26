import { at } from "#math/at.ts";
import type { Label } from "#math/params.ts";

/**
 * Square images as bytes, decoded once: images [N,S,S,C], 0..255, row-major; labels index into classes.
 * The conversion to [-1,1] happens per batch, so that a dataset costs one byte per value.
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

/** What a dataset needs from its surroundings: files by name, and what a browser or Node has to decode and hash them. */
export interface DatasetSource {
  /** `public/data/<name>`, a text or any other file. */
  fetchText(name: string): Promise<string>;
  fetchBytes(name: string): Promise<Uint8Array<ArrayBuffer>>;
  decodePng(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedPng>;
  /** 64 lower-case hexadecimal digits. */
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}

/** A picture as RGBA bytes, 4 per pixel, row-major. */
export interface DecodedPng {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray | Uint8Array;
}

/** A file in `datasets/`: built files are fetched and checked against their manifest; procedural ones are drawn from a seed. */
export interface DatasetPlugin {
  readonly id: string;
  readonly label: Label;
  /** Side of its images in pixels, known before they are loaded. */
  readonly size: number;
  readonly licence: string;
  readonly credit: string;
  /** Place in the menu; the first set is what the page opens with. */
  readonly order: number;
  /** Pictures that show the set at a glance, by index; the first opens the Noise room. */
  readonly highlights: readonly number[];
  load(source: DatasetSource): Promise<Dataset>;
  /** The highlights alone, at once; for a set that takes a second to draw whole. */
  preview?(): Dataset;
}

/** The chosen images as a set of their own, in the order given. */
export function selectImages(dataset: Dataset, indices: readonly number[]): Dataset {
  const { size, channels, images, labels } = dataset;
  const length = size * size * channels;
  const chosen = new Uint8Array(indices.length * length);
  indices.forEach((index, i) =>
    chosen.set(images.subarray(index * length, (index + 1) * length), i * length),
  );
  return {
    ...dataset,
    count: indices.length,
    images: chosen,
    labels: labels && Uint8Array.from(indices, (index) => at(labels, index)),
  };
}

/** Checks a plug-in's type where it is written. */
export function defineDataset(plugin: DatasetPlugin): DatasetPlugin {
  return plugin;
}
