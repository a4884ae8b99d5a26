/** A function cannot be captured; the message names the op that stands in the way, and why it does. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}
