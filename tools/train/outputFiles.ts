import { basename } from "node:path";
import { prepareWhole, whatIsAt } from "../wholeFile.ts";

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
 * Makes the folder, and tries the longest of the names: a run must not find out at its end that it cannot be written.
 *
 * @param snapshots steps of the snapshots; at step 0 there is a sheet alone.
 * @throws {Error} naming the first file that is there already, or that cannot be written.
 */
export async function prepareFiles(
  files: OutputFiles,
  snapshots: readonly number[],
  overwrite: boolean,
): Promise<void> {
  const paths = [files.weights, files.sheet, files.card];
  for (const step of snapshots) {
    paths.push(files.snapshotSheet(step));
    if (step > 0) paths.push(files.snapshotWeights(step));
  }
  for (const path of paths) {
    const found = await whatIsAt(path);
    if (found === "folder") throw new Error(`${path} is a folder. Choose another --out.`);
    if (found === "file" && !overwrite) {
      throw new Error(`${path} is there already. Choose another --out, or add --overwrite.`);
    }
  }
  await prepareWhole(paths.reduce((longest, path) => (path.length > longest.length ? path : longest)));
}

/** As a card beside it links to it; Markdown ends a link at a bracket. */
export function linkTo(path: string): string {
  return encodeURIComponent(basename(path)).replaceAll("(", "%28").replaceAll(")", "%29");
}
