import type { DenoisedFrame, SamplingSession } from "#store/session.ts";

/** The timesteps of a reverse process by falling t, those still to come included; a branch's trunk comes first. */
export function timestepsOf({ frames, start }: SamplingSession): number[] {
  const first = start.timesteps[0] ?? 0;
  return [...frames.map(({ t }) => t).filter((t) => t > first), ...start.timesteps];
}

/** The visited frame nearest to t, or null before the first one has come. */
export function frameNearest({ frames }: SamplingSession, t: number): DenoisedFrame | null {
  return nearestBy(frames, (frame) => frame.t, t);
}

/** The timestep nearest to t at which the process is or will be known. */
export function timestepNearest(process: SamplingSession, t: number): number {
  return nearestBy(timestepsOf(process), (other) => other, t) ?? t;
}

function nearestBy<E>(elements: readonly E[], place: (element: E) => number, target: number): E | null {
  let best: E | null = null;
  let distance = Infinity;
  for (const element of elements) {
    const d = Math.abs(place(element) - target);
    if (d < distance) {
      best = element;
      distance = d;
    }
  }
  return best;
}
