import type { FlatLayout } from "#gpu/flatLayout.ts";
import { adam } from "#gpu/kernels/adam.ts";
import { drawBatch } from "#gpu/kernels/drawBatch.ts";
import { finishStep } from "#gpu/kernels/finishStep.ts";
import { gatherRows } from "#gpu/kernels/gatherRows.ts";
import { noisedImages } from "#gpu/kernels/noisedImages.ts";
import { joinGradients, viewParameters } from "#gpu/ops/gradient.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import { ADAM } from "#nn/adam.ts";
import { imageLosses } from "#nn/loss.ts";
import * as tf from "#nn/tf.ts";
import type { TrainerOrder } from "../trainer.ts";
import type { TrainingMemory } from "./trainingMemory.ts";
import { RING_STEPS } from "./trainingMemory.ts";

/** What a training step leaves of its batch; [B,H,W,C] each. */
export type Batch = {
  readonly x0: tf.Tensor;
  readonly xt: tf.Tensor4D;
  readonly eps: tf.Tensor4D;
  readonly epsHat: tf.Tensor;
};

/**
 * DDPM Algorithm 1 on the memory of a run: draws a batch, differentiates L_simple, moves the weights and leaves a record in the ring.
 * Nothing is read and nothing waits, so that it can be captured. The caller runs it within a tidy, and disposes `epsHat`.
 */
export function trainingStep(
  backend: WebgpuBackend,
  order: TrainerOrder,
  flat: FlatLayout,
  memory: TrainingMemory,
): Batch {
  const { unet, config } = order;
  const { timesteps, rows, x0, eps, xt } = draw(backend, order, memory);
  const parameters = viewParameters(backend, flat, memory.weights.tensor);
  let epsHat: tf.Tensor = eps;
  const { value: losses, grads } = tf.valueAndGrads((...weights: tf.Tensor[]) => {
    const prediction = unet.forward(weights, xt, rows);
    epsHat = tf.keep(prediction);
    return imageLosses(prediction, eps);
  })(parameters, tf.tensor1d(new Float32Array(config.batch).fill(1 / config.batch)));

  const { gradient, squares, squareCount } = joinGradients(backend, flat, grads);
  const [weights, mean, variance, ema, scalars, counters, ring] = [
    memory.weights.tensor,
    memory.mean.tensor,
    memory.variance.tensor,
    memory.ema.tensor,
    memory.scalars.tensor,
    memory.counters.tensor,
    memory.ring.tensor,
  ];
  const { lanes, threads } = backend.tiles;
  const finish = finishStep(config.batch, squareCount, RING_STEPS, { ...config, ...ADAM }, lanes);
  backend.launch(finish, [scalars, counters, ring, squares, losses, timesteps]);
  backend.launch(adam(flat.size, ADAM, threads), [weights, mean, variance, ema, gradient, scalars]);
  return { x0, xt, eps, epsHat };
}

/** x_0 ~ q(x_0), t ~ Uniform(1..T), eps ~ N(0, I), x_t, and the rows that tell the network the time. */
function draw(
  backend: WebgpuBackend,
  { unet, config, dataset, schedule, split }: TrainerOrder,
  memory: TrainingMemory,
) {
  const { counters, images, noising, timestepRows } = memory;
  const { imageSize, imageChannels } = unet.config;
  const B = config.batch;
  const { threads } = backend.tiles;
  const made = <T extends tf.Tensor>(...shape: readonly number[]) => backend.adopt(backend.empty(shape)) as T;

  const [timesteps, indices] = [made(B), made(B)];
  const chosen = drawBatch(B, schedule.T, split.train.length);
  backend.launch(chosen, [timesteps, indices, counters.tensor]);

  const image = () => made<tf.Tensor4D>(B, imageSize, imageSize, imageChannels);
  const [x0, eps, xt] = [image(), image(), image()];
  const noised = noisedImages(B, imageSize * imageSize * dataset.channels, threads);
  backend.launch(noised, [x0, eps, xt, images.tensor, indices, timesteps, noising.tensor, counters.tensor]);

  const rows = made<tf.Tensor2D>(B, unet.timestepChannels);
  backend.launch(gatherRows(B, unet.timestepChannels, threads), [rows, timestepRows.tensor, timesteps]);
  return { timesteps, rows, x0, eps, xt };
}
