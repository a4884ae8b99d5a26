import type { Lanes } from "./lanes.ts";
import { laneSum } from "./lanes.ts";
import type { Launch } from "./shader.ts";
import { read, shader, update, write } from "./shader.ts";
import { counter, recordLength, scalar } from "./trainingRecord.ts";

export interface StepOptions {
  readonly learningRate: number;
  readonly warmupSteps: number;
  /** Longest gradient that is taken as it is. */
  readonly clipNorm: number;
  /** Adam's decays of the mean and of the variance. */
  readonly beta1: number;
  readonly beta2: number;
  readonly emaDecay: number;
}

/**
 * The end of a training step but for the weights: loss and norm of the gradient, whether both are finite, and with n the steps
 * that moved the weights, this one among them,
 *
 *     clip = min(1, clipNorm / norm)                       learningRate = warmed-up rate / (1 - beta1^n)
 *     emaShare = max(1 - emaDecay, 9 / (10 + n))           spread = 1 / sqrt(1 - beta2^n)
 *
 * Kingma & Ba 2015, Algorithm 1; the warm-ups of `nn/adam.ts` and `nn/ema.ts`.
 *
 * Buffers, as in `trainingRecord.ts`: scalars, counters, ring, squares [squareCount] from `gradientSum`, losses,
 * shares, timesteps [B]; the loss is the sum of the images' losses times their shares.
 */
export function finishStep(
  batch: number,
  squareCount: number,
  capacity: number,
  { learningRate, warmupSteps, clipNorm, beta1, beta2, emaDecay }: StepOptions,
  lanes: Lanes = 256,
): Launch {
  return {
    shader: shader({
      name: "finishStep",
      buffers: {
        scalars: write("f32"),
        counters: update("u32"),
        ring: update("f32"),
        squares: read("f32"),
        losses: read("f32"),
        shares: read("f32"),
        timesteps: read("u32"),
      },
      params: {
        batch: "u32",
        squareCount: "u32",
        capacity: "u32",
        recordLength: "u32",
        learningRate: "f32",
        warmupSteps: "f32",
        clipNorm: "f32",
        logBeta1: "f32",
        logBeta2: "f32",
        emaShare: "f32",
      },
      workgroupSize: [lanes, 1, 1],
      declarations: /* wgsl */ `
${laneSum(lanes)}

// By its bits: a shader may be compiled as if there were no NaN.
fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }

// 1 - e^x for x <= 0. Near 0 by its series, as the subtraction would cancel.
fn complement(x: f32) -> f32 {
  if (x < -0.5) { return 1.0 - exp(max(x, -87.0)); }
  return -x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0 * (1.0 + x / 7.0 * (1.0 + x / 8.0)))))));
}`,
      body: /* wgsl */ `
  let member = lane;
  var square = 0.0;
  for (var i = member; i < params.squareCount; i += ${lanes}u) { square += squares[i]; }
  var lossSum = 0.0;
  for (var i = member; i < params.batch; i += ${lanes}u) { lossSum += shares[i] * losses[i]; }
  let norm = sqrt(laneSum(square, member));
  let loss = laneSum(lossSum, member);

  let step = counters[${counter.step}];
  let record = step % params.capacity * params.recordLength;
  for (var i = member; i < params.batch; i += ${lanes}u) {
    ring[record + 4u + i] = f32(timesteps[i]);
    ring[record + 4u + params.batch + i] = losses[i];
  }
  // Nobody may still be about to read the counters.
  ${lanes === 1 ? "" : "storageBarrier();"}
  if (member > 0u) { return; }

  let isApplied = isFinite(loss) && isFinite(norm);
  let updates = counters[${counter.updates}] + u32(isApplied);
  let n = f32(updates);
  let warmth = min(1.0, n / max(params.warmupSteps, 1.0));
  scalars[${scalar.clip}] = params.clipNorm / max(norm, params.clipNorm);
  scalars[${scalar.learningRate}] = params.learningRate * warmth / complement(n * params.logBeta1);
  scalars[${scalar.spread}] = inverseSqrt(complement(n * params.logBeta2));
  scalars[${scalar.emaShare}] = max(params.emaShare, 9.0 / (10.0 + n));
  scalars[${scalar.isApplied}] = f32(isApplied);
  counters[${counter.step}] = step + 1u;
  counters[${counter.updates}] = updates;
  ring[record] = f32(step + 1u);
  ring[record + 1u] = loss;
  ring[record + 2u] = norm;
  ring[record + 3u] = f32(isApplied);`,
    }),
    params: {
      batch,
      squareCount,
      capacity,
      recordLength: recordLength(batch),
      learningRate,
      warmupSteps,
      clipNorm,
      logBeta1: Math.log(beta1),
      logBeta2: Math.log(beta2),
      emaShare: 1 - emaDecay,
    },
    workgroups: [1, 1, 1],
  };
}
