import type { ChosenFiles } from "./chosenFiles.ts";

/** Networks in `public/models` that this program trained itself, by the dataset that they draw. */
export const shippedModels = ["pixelfaces", "digits", "flowers"] as const;
export type ShippedModel = (typeof shippedModels)[number];

const FOLDER = "models/";

/** Whether a model came with the page: no file that is chosen has a slash in what it is called. */
export function isShipped(source: string): boolean {
  return source.startsWith(FOLDER);
}

/**
 * A network that came with the page, fetched from where the page came from.
 *
 * @throws {Error} when it cannot be had.
 */
export async function shippedModel(name: ShippedModel): Promise<ChosenFiles> {
  const file = `${name}.safetensors`;
  const source = FOLDER + file;
  const response = await fetch(new URL(source, document.baseURI)).catch(() => null);
  if (!response?.ok) {
    const reason = response ? `the server answered ${response.status}` : "the server did not answer";
    throw new Error(
      `${source} could not be fetched: ${reason}. Try again when the page's server can be reached.`,
    );
  }
  return {
    source,
    isFolder: false,
    files: [{ path: file, file: new File([await response.blob()], file) }],
  };
}
