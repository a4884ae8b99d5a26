import * as v from "valibot";

/** Which weights of a network are written, and as what: a folder of diffusers in a zip, or one file. */
export const exportedWeights = ["ema", "raw"] as const;
export const exportFormats = ["diffusers", "safetensors"] as const;
export type ExportedWeights = (typeof exportedWeights)[number];
export type ExportFormat = (typeof exportFormats)[number];

/** A model of this many bytes in this many files is looked at, not a larger one. */
export const MODEL_BYTES_MAX = 128 * 1024 * 1024;
export const MODEL_FILES_MAX = 100;

/** The files of diffusers' folder that are read (`docs/diffusers.md`); whatever else is in it stays where it is. */
const FOLDER_PATH =
  /(^|\/)(model_index\.json|noise_and_back\.json|scheduler\/scheduler_config\.json|unet\/(config\.json|diffusion_pytorch_model\.safetensors))$/;

/** Whether a file in a folder may be part of a model. */
export function isModelPath(path: string): boolean {
  return FOLDER_PATH.test(path);
}

/** Bytes that own a plain buffer, so that they can be moved between threads. */
export const bytes = v.custom<Uint8Array<ArrayBuffer>>(
  (input) => input instanceof Uint8Array && input.buffer instanceof ArrayBuffer,
  "expected a Uint8Array",
);

/** The files of a model: the contents of a folder by path, or one zip of it, or one `.safetensors`. */
export const modelFiles = v.pipe(
  v.array(v.object({ path: v.pipe(v.string(), v.minLength(1), v.maxLength(512)), bytes })),
  v.minLength(1),
  v.maxLength(MODEL_FILES_MAX),
  v.check(
    (files) => files.reduce((sum, { bytes: { length } }) => sum + length, 0) <= MODEL_BYTES_MAX,
    `the files have more than ${MODEL_BYTES_MAX} bytes`,
  ),
);
export type ModelFiles = v.InferOutput<typeof modelFiles>;
