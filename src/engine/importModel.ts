import { boundedLines } from "#checkpoint/boundedLines.ts";
import { FolderError } from "#checkpoint/diffusers/folderError.ts";
import type { ModelFiles } from "#protocol/modelFiles.ts";
import type { Context } from "./context.ts";
import { loadReader } from "./fileCode.ts";
import type { ImportedRun } from "./importedRun.ts";

/**
 * The model in files as a run at rest, or what is wrong with them, one line each. Nothing of the device is touched, and no run knows
 * of it.
 */
export async function importModel(
  files: ModelFiles,
  load: Context["load"],
): Promise<ImportedRun | { readonly problems: string[] }> {
  try {
    const { importedRun } = await loadReader();
    return await importedRun(files, load);
  } catch (error) {
    if (error instanceof FolderError) return { problems: [...error.problems] };
    return { problems: boundedLines([error instanceof Error ? error.message : String(error)]) };
  }
}
