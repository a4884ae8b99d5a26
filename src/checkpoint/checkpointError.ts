/** What helps against a file that is damaged or was made by another program. */
export const remedy = "Save or download the file again; the network that was there before is untouched.";

/** A checkpoint that cannot be read or written: the message names the tensor or field, the value, and what helps. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}
