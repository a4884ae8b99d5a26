import { existsSync } from "node:fs";
import { access, constants, mkdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** The files of one run: `faces.safetensors` and beside it `faces.png`, `faces.md`, `faces-100.safetensors`, `faces-100.png`. */
export interface OutputFiles {
  readonly weights: string;
  readonly sheet: string;
  readonly card: string;
  snapshotWeights(step: number): string;
  snapshotSheet(step: number): string;
}

export function outputFiles(out: string): OutputFiles {
  const stem = out.replace(/\.safetensors$/, "");
  return {
    weights: out,
    sheet: `${stem}.png`,
    card: `${stem}.md`,
    snapshotWeights: (step) => `${stem}-${step}.safetensors`,
    snapshotSheet: (step) => `${stem}-${step}.png`,
  };
}

/**
 * Makes the folder, so that a run does not find out at its end that it cannot be written.
 *
 * @throws {Error} when a file is there already, or the folder cannot be made or written to.
 */
export async function prepareFiles({ weights }: OutputFiles, overwrite: boolean): Promise<void> {
  if (existsSync(weights) && !overwrite) {
    throw new Error(`${weights} is there already. Choose another --out, or add --overwrite.`);
  }
  const folder = dirname(weights);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${folder} cannot be written to: ${reason}. Choose another --out.`, { cause });
  }
}

/** Whole or not at all: the bytes go to a file beside, which then takes the name. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.part`;
  await writeFile(part, content);
  await rename(part, path);
}

/** As a card beside it links to it; Markdown ends a link at a bracket. */
export function linkTo(path: string): string {
  return encodeURIComponent(basename(path)).replaceAll("(", "%28").replaceAll(")", "%29");
}
