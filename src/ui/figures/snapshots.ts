import type { Snapshot } from "#store/session.ts";
import type { Picture } from "./PixelCanvas.tsx";

/** The newest samples that existed at `step`, or null before the first ones. Snapshots are ordered by step. */
export function snapshotAt(snapshots: readonly Snapshot[], step: number): Snapshot | null {
  return snapshots.findLast((snapshot) => snapshot.step <= step) ?? null;
}

/** The samples nearest to `step`, or null where none lie within `reach` of it. */
export function snapshotNear(snapshots: readonly Snapshot[], step: number, reach: number): Snapshot | null {
  let best: Snapshot | null = null;
  for (const snapshot of snapshots) {
    const distance = Math.abs(snapshot.step - step);
    if (distance <= reach && (!best || distance < Math.abs(best.step - step))) best = snapshot;
  }
  return best;
}

/** One sample of a snapshot at its k-th timestep, out of frames [K,B,H,W,C]; null where the snapshot has no such sample. */
export function pictureOf(snapshot: Snapshot, k: number, sample: number): Picture | null {
  const { frames, count, size, channels, timesteps } = snapshot;
  if (k < 0 || k >= timesteps.length || sample < 0 || sample >= count) return null;
  const length = size * size * channels;
  const from = (k * count + sample) * length;
  return { pixels: frames.subarray(from, from + length), size, channels };
}
