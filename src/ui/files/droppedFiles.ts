import type { ChosenFiles } from "./chosenFiles.ts";
import { chosenFiles } from "./chosenFiles.ts";

/** A folder is not searched further than this. */
const ENTRIES_MAX = 1000;

/**
 * What was dropped: a file, or a folder with all that is below it. The list of what was dropped is gone once the event is over, so
 * this reads it before it waits for anything.
 */
export async function droppedFiles({ items, files: list }: DataTransfer): Promise<ChosenFiles | null> {
  const entries = Array.from(items).flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [first] = entries;
  // Files that a program made, and not the disk, are no entries of a file system.
  if (!first) return chosenFiles(list);
  const files: { path: string; file: File }[] = [];
  const waiting = [...entries];
  for (let seen = 0; seen < ENTRIES_MAX; seen++) {
    const entry = waiting.shift();
    if (!entry) break;
    const path = entry.fullPath.replace(/^\//, "");
    if (isFile(entry)) files.push({ path, file: await fileOf(entry) });
    else if (isFolder(entry)) waiting.push(...(await entriesOf(entry)));
  }
  return { source: first.name, isFolder: !isFile(first) || entries.length > 1, files };
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

/** A reader hands out a hundred at a time, and nothing at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (all.length < ENTRIES_MAX) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    all.push(...some);
  }
  return all;
}
