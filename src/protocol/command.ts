import * as v from "valibot";
import { evaluationRequest, sampleRequest, trainingConfig, trainingState } from "./config.ts";
import { exportedWeights, exportFormats, modelFiles } from "./modelFiles.ts";

/** Names one training run, reverse process, evaluation, import or export; the client counts it up, and events of older runs are dropped. */
export const runId = v.pipe(v.number(), v.integer(), v.minValue(1));
export type RunId = v.InferOutput<typeof runId>;

export const backendNames = ["webgpu", "webgl", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

/** What the page may ask of the engine, in the imperative. */
export const engineCommand = v.variant("type", [
  /** Chooses a backend by training a tiny convolution on each candidate in turn. Always the first command. */
  v.object({ type: v.literal("open"), backends: v.array(v.picklist(backendNames)), dataUrl: v.string() }),
  /** Starts a run, or continues one from `state`. `paused` prepares everything and waits for `resume` or `step`. */
  v.object({
    type: v.literal("train"),
    run: runId,
    config: trainingConfig,
    state: v.nullable(trainingState),
    paused: v.boolean(),
  }),
  v.object({ type: v.literal("pause"), run: runId }),
  v.object({ type: v.literal("resume"), run: runId, steps: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  /** One training step, then paused. */
  v.object({ type: v.literal("step"), run: runId }),
  /** Ends a training run and frees its memory; its network is gone. */
  v.object({ type: v.literal("discard"), run: runId }),
  v.object({ type: v.literal("sample"), run: runId, request: sampleRequest }),
  /** Estimates the likelihood of held-out images under the network as it is now. */
  v.object({ type: v.literal("evaluate"), run: runId, request: evaluationRequest }),
  /** Writes the network of a training run as it is now; its training goes on. */
  v.object({
    type: v.literal("export"),
    run: runId,
    /** Whose network. */
    training: runId,
    weights: v.picklist(exportedWeights),
    format: v.picklist(exportFormats),
  }),
  /** Reads a model from files; `train` with what comes of it takes it into use, under the same id. */
  v.object({ type: v.literal("import"), run: runId, source: v.string(), files: modelFiles }),
  /** Ends a reverse process or an evaluation. */
  v.object({ type: v.literal("cancel"), run: runId }),
  /** The last `denoised` or `dissected` frame has been taken in; the next may come. */
  v.object({ type: v.literal("acknowledge"), run: runId }),
]);
export type EngineCommand = v.InferOutput<typeof engineCommand>;
