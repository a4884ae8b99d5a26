import { at } from "#math/at.ts";
import type { Calls, CountedDevice } from "./countedDevice.ts";
import { callsPerStep } from "./countedDevice.ts";
import type { Subject } from "./subject.ts";

const STEPS_MAX = 50;
const REPEATS_MAX = 5;

export interface Measured {
  readonly msPerStep: number;
  /** Of a step on the main thread until it first waits. */
  readonly jsMs: number;
  readonly firstStepMs: number;
  /** Per step, what collecting its results costs included. */
  readonly calls: Calls;
  readonly gpuBytes: number;
  readonly steps: number;
  readonly repeats: number;
}

/**
 * Times steps between two waits for the device, nothing read in between, after the first, which compiles; the median of up to five
 * times, each of up to 50 steps: as many as fit in `budgetMs`. Where hardly more than one fits, it is that one.
 */
export async function measure(subject: Subject, device: CountedDevice, budgetMs: number): Promise<Measured> {
  const firstStepMs = await durationOf(subject, 1, []);
  await subject.collect();
  device.forgetPeak();

  let timed = await timing(subject, device, 1, 1);
  const warm = at(timed.durations, 0);
  if (warm < budgetMs / 2) {
    await subject.collect();
    const steps = Math.min(STEPS_MAX, Math.max(1, Math.floor(budgetMs / (REPEATS_MAX * warm))));
    const repeats = Math.min(REPEATS_MAX, Math.max(1, Math.floor(budgetMs / (steps * warm))));
    timed = await timing(subject, device, steps, repeats);
  }
  const before = device.total;
  await subject.collect();
  const collecting = callsPerStep(before, device.total, subject.collectSteps);
  const { durations, js, steps, stepping } = timed;
  return {
    msPerStep: median(durations) / steps,
    jsMs: median(js),
    firstStepMs,
    calls: sumOf(stepping, collecting),
    gpuBytes: device.peakBytes,
    steps,
    repeats: durations.length,
  };
}

async function timing(subject: Subject, device: CountedDevice, steps: number, repeats: number) {
  const durations: number[] = [];
  const js: number[] = [];
  let stepping: Calls | null = null;
  for (let i = 0; i < repeats; i++) {
    // The ring of a captured trainer holds the results of 64 steps.
    if (i > 0) await subject.collect();
    const before = device.total;
    durations.push(await durationOf(subject, steps, js));
    stepping = callsPerStep(before, device.total, steps);
  }
  if (!stepping) throw new RangeError(`repeats = ${repeats} measures nothing`);
  return { durations, js, steps, stepping };
}

/** @param js takes the time that each step keeps the main thread. */
async function durationOf(subject: Subject, steps: number, js: number[]): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < steps; i++) {
    const begun = performance.now();
    const step = subject.step();
    // Heard of below; until then it must not count as one that nobody hears of.
    step.catch(() => undefined);
    // Everything that waits for nothing but itself has run when the event loop comes round.
    await new Promise<void>((resolve) => setImmediate(() => resolve()));
    js.push(performance.now() - begun);
    await step;
  }
  await subject.settle();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2;
}

function sumOf(a: Calls, b: Calls): Calls {
  const names = Object.keys(a) as (keyof Calls)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as Calls;
}
