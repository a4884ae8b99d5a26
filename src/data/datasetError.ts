/** What helps against a file that is not what it should be. */
export const remedy = "Reload the page; if that does not help, rebuild the file with tools/datasets.";

/** A dataset that cannot be used: the message names the file, what was expected, what was found, and what helps. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
}
