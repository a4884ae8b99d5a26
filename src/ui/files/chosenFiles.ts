import { isModelPath, MODEL_BYTES_MAX, MODEL_FILES_MAX } from "#protocol/modelFiles.ts";
import type { ModelFiles } from "#protocol/modelFiles.ts";

/** Files that somebody chose or dropped, none of them read yet. */
export interface ChosenFiles {
  /** What to call them: the file's name or the folder's. */
  readonly source: string;
  readonly isFolder: boolean;
  readonly files: readonly { readonly path: string; readonly file: File }[];
  /** Whether there is more in the folder than was searched. */
  readonly isCut?: boolean;
}

/** Why files are not even read. */
export interface Unread {
  readonly reason: "kind" | "empty" | "several" | "many" | "large";
  readonly source: string;
}

const SINGLE = /\.(zip|safetensors)$/i;

/** Whether a file may be a model, or a part of one. */
export function isWanted(path: string): boolean {
  return SINGLE.test(path) || isModelPath(path);
}

/** Of a list that an input has. A folder's files come with their paths. */
export function chosenFiles(list: Iterable<File>): ChosenFiles | null {
  const files = Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
  const [first] = files;
  if (!first) return null;
  const [top = "", ...below] = first.path.split("/");
  return { source: top, isFolder: below.length > 0 || files.length > 1, files };
}

/**
 * The parts of a model in a folder, or else the one file that is a model, or why there is nothing to be read; their sizes are known
 * without reading them.
 */
export function readableFiles({ source, isFolder, files, isCut }: ChosenFiles): ChosenFiles | Unread {
  if (isCut) return { reason: "many", source };
  const parts = files.filter(({ path }) => isFolder && isModelPath(path));
  const singles = files.filter(({ path }) => SINGLE.test(path));
  if (parts.length === 0 && singles.length > 1) return { reason: "several", source };
  const kept = parts.length > 0 ? parts : singles;
  if (kept.length === 0) return { reason: isFolder ? "empty" : "kind", source };
  if (kept.length > MODEL_FILES_MAX) return { reason: "many", source };
  if (kept.reduce((sum, { file }) => sum + file.size, 0) > MODEL_BYTES_MAX)
    return { reason: "large", source };
  return { source, isFolder, files: kept };
}

/** @throws {DOMException} when a file has gone, or must not be read. */
export function readFiles({ files }: ChosenFiles): Promise<ModelFiles> {
  return Promise.all(
    files.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}
