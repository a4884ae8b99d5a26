import { MODEL_BYTES_MAX, MODEL_FILES_MAX } from "#protocol/modelFiles.ts";
import type { ModelFiles } from "#protocol/modelFiles.ts";

/** Files that somebody chose or dropped, none of them read yet. */
export interface ChosenFiles {
  /** What to call them: the file's name or the folder's. */
  readonly source: string;
  readonly isFolder: boolean;
  readonly files: readonly { readonly path: string; readonly file: File }[];
}

/** Why files are not even read. */
export interface Unread {
  readonly reason: "kind" | "empty" | "many" | "large";
  readonly source: string;
}

const SINGLE = /\.(zip|safetensors)$/i;
const IN_FOLDER = /\.(json|safetensors)$/i;

/** Of a list that an input has. A folder's files come with their paths. */
export function chosenFiles(list: Iterable<File>): ChosenFiles | null {
  const files = Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
  const [first] = files;
  if (!first) return null;
  const [top = "", ...below] = first.path.split("/");
  return { source: top, isFolder: below.length > 0 || files.length > 1, files };
}

/** What may be parts of a model, or why there is nothing to be read; their sizes are known without reading them. */
export function readableFiles({ source, isFolder, files }: ChosenFiles): ChosenFiles | Unread {
  const kept = files.filter(({ path }) => (isFolder ? IN_FOLDER : SINGLE).test(path));
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
