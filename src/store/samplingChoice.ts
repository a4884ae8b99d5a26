import type { SampleRequest } from "#protocol/config.ts";
import type { Choices } from "./choices.ts";
import { sampleRequestOf } from "./engineChoice.ts";
import type { TrainingSession } from "./session.ts";

/** Whether there is a network that has learnt anything, here or where its files came from. */
export function hasNetwork(training: TrainingSession | null): training is TrainingSession {
  return training !== null && training.status !== "lost" && hasLearnt(training);
}

/** Whether something would be gone with a run. */
export function hasLearnt({ step, source }: TrainingSession): boolean {
  return step > 0 || source !== null;
}

/** The denoiser that is there to be used: without a network the exact optimum stands in. */
export function availableDenoiser(
  { denoiser }: Choices,
  training: TrainingSession | null,
): Choices["denoiser"] {
  return hasNetwork(training) ? denoiser : "exact";
}

/**
 * The reverse process that the choices describe, from pure noise. A network brings its own data and schedule, and one that was never
 * told classes is asked for none.
 */
export function currentSampleRequest(choices: Choices, training: TrainingSession | null): SampleRequest {
  const denoiser = availableDenoiser(choices, training);
  const request = sampleRequestOf({ ...choices, denoiser });
  if (denoiser === "exact" || !hasNetwork(training)) return request;
  const { dataset, imageSize, schedule, conditional } = training.config;
  const label = conditional ? request.label : null;
  return { ...request, dataset, imageSize, schedule, label, steps: Math.min(choices.steps, schedule.T) };
}

/** Whether two requests differ in nothing but the x_t that one of them branches from. */
export function isSameProcess(a: SampleRequest, b: SampleRequest): boolean {
  return JSON.stringify({ ...a, start: null }) === JSON.stringify({ ...b, start: null });
}
