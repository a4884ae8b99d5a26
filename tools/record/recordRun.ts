import { writeFileSync } from "node:fs";
import type { EngineEvent } from "../../src/protocol/event.ts";
import { EngineHarness } from "../../tests/fixtures/engineHarness.ts";
import { writeEventLog } from "../../tests/fixtures/eventLog.ts";
import { tinyConfig, tinyRequest } from "../../tests/fixtures/tinyRun.ts";

/** A small run on real data, from the first step to samples of the trained network. */
const config = {
  ...tinyConfig,
  zeroInit: true,
  schedule: { id: "linear", T: 1000, params: {} },
  batch: 8,
  learningRate: 3e-3,
  steps: 40,
  validateEvery: 10,
  sampleEvery: 10,
  sampleCount: 16,
  sampleSteps: 5,
};

/**
 * Runs the real engine on the CPU and writes what it said, without checkpoints, which the page does not draw.
 *
 * @param path of the recording to write.
 */
export async function recordRun(path: string): Promise<void> {
  const engine = new EngineHarness();
  engine.send({ type: "open", backends: ["cpu"], dataUrl: "data/" });
  engine.send({ type: "train", run: 1, config, state: null, paused: false });
  await engine.next("paused");
  while (engine.all("sampled").length < 5) await engine.next("sampled", engine.events.length);
  const request = {
    ...tinyRequest,
    denoiser: "ema",
    imageSize: 8,
    schedule: config.schedule,
    steps: 5,
    count: 16,
  } as const;
  engine.send({ type: "sample", run: 2, request });
  await engine.next("finished");
  await engine.close();
  const kept = engine.events.filter((event: EngineEvent) => event.type !== "checkpointed");
  writeFileSync(path, writeEventLog(thinned(kept)));
}

/** One dissection for each snapshot is enough to show the room at rest. */
function thinned(events: readonly EngineEvent[]): EngineEvent[] {
  return events.filter(
    (event, i) => event.type !== "dissected" || !events.slice(i + 1, i + 40).some(isDissected),
  );
}

function isDissected({ type }: EngineEvent): boolean {
  return type === "dissected";
}
