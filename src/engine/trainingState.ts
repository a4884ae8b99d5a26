import { initialWeights } from "#nn/parameters.ts";
import type { Layout } from "#nn/scope.ts";
import { sizeOf } from "#nn/scope.ts";
import type { TrainingState } from "#protocol/config.ts";

/** Where a run begins that starts afresh. */
export function initialState(layout: Layout, seed: number): TrainingState {
  const weights = initialWeights(layout, seed);
  const zeros = new Float32Array(weights.length);
  return { step: 0, updates: 0, weights, adamMean: zeros, adamVariance: zeros, ema: weights };
}

/** @throws {RangeError} when the state is one of another network. */
export function checkState(layout: Layout, { weights, adamMean, adamVariance, ema }: TrainingState): void {
  const count = sizeOf(layout);
  for (const [name, { length }] of Object.entries({ weights, adamMean, adamVariance, ema })) {
    if (length !== count) {
      throw new RangeError(`${name} holds ${length} numbers; this network has ${count}`);
    }
  }
}
