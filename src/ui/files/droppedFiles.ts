import type { ChosenFiles } from "./chosenFiles.ts";
import { chosenFiles, isWanted } from "./chosenFiles.ts";

/** A folder with more files and folders in it is not searched to its end. */
const ENTRIES_MAX = 5000;

/**
 * What was dropped: a file, or a folder with what may be parts of a model below it; null if nothing was. The list of what was dropped is
 * gone once the event is over, so this reads it before there is anything to wait for.
 *
 * @throws {DOMException} when a file or a folder has gone, or must not be read.
 */
export function droppedFiles({ items, files }: DataTransfer): ChosenFiles | Promise<ChosenFiles> | null {
  const entries = Array.from(items).flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [first, ...others] = entries;
  // Files that a program made, and not the disk, are no entries of a file system.
  if (!first) return chosenFiles(files);
  const isFolder = others.length > 0 || !isFile(first);
  return search(entries).then((found) => ({ source: first.name, isFolder, ...found }));
}

/** Level by level, so that a model is found before what lies deeper. */
async function search(entries: readonly FileSystemEntry[]): Promise<Pick<ChosenFiles, "files" | "isCut">> {
  const files: { path: string; file: File }[] = [];
  const found = [...entries];
  // What a folder holds is found meanwhile, and looked at in its turn.
  for (const entry of found) {
    const path = entry.fullPath.replace(/^\//, "");
    if (isFolder(entry)) found.push(...(await entriesOf(entry, ENTRIES_MAX - found.length)));
    else if (isFile(entry) && isWanted(path)) files.push({ path, file: await fileOf(entry) });
    if (found.length > ENTRIES_MAX) return { files: [], isCut: true };
  }
  return { files };
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** All of a folder, or more than `max`. A reader hands out a hundred at a time, and nothing at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry, max: number): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (all.length <= max) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    all.push(...some);
  }
  return all;
}
