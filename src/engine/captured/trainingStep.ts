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
export type Batch = { readonly x0: tf.Tensor; readonly xt: tf.Tensor; readonly prediction: tf.Tensor };

/**
 * DDPM Algorithm 1 on the memory of a run: draws a batch, differentiates its loss, moves the weights and leaves a record in the ring.
 * Nothing is read and nothing waits, so that it can be captured. The caller runs it within a tidy, and disposes `prediction`.
 */
export function trainingStep(
  backend: WebgpuBackend,
  order: TrainerOrder,
  flat: FlatLayout,
  memory: TrainingMemory,
): Batch {
  const { unet, config } = order;
  const { timesteps, shares, labels, rows, x0, wanted, xt } = draw(backend, order, memory);
  const parameters = viewParameters(backend, flat, memory.weights.tensor);
  let prediction: tf.Tensor4D = wanted;
  const { value: losses, grads } = tf.valueAndGrads((...weights: tf.Tensor[]) => {
    prediction = tf.keep(unet.forward(weights, xt, rows, labels));
    return imageLosses(prediction, wanted);
  })(parameters, shares);

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
  backend.launch(finish, [scalars, counters, ring, squares, losses, shares, timesteps]);
  backend.launch(adam(flat.size, ADAM, threads), [weights, mean, variance, ema, gradient, scalars]);
  for (const { dataId } of [gradient, squares]) backend.disposeData(dataId);
  return { x0, xt, prediction };
}

/** x_0 ~ q(x_0), t ~ Uniform(1..T), eps ~ N(0, I), x_t, what the network is to say, and what it is told of time and class. */
function draw(
  backend: WebgpuBackend,
  { unet, config, dataset, schedule, split }: TrainerOrder,
  memory: TrainingMemory,
) {
  const { counters, images, mix, lossShares, imageLabels, timestepRows } = memory;
  const { imageSize, imageChannels } = unet.config;
  const B = config.batch;
  const { threads } = backend.tiles;
  const made = <T extends tf.Tensor>(...shape: readonly number[]) => backend.adopt(backend.empty(shape)) as T;

  const [timesteps, indices, shares] = [made(B), made(B), made<tf.Tensor1D>(B)];
  const { classes } = unet.config;
  const labels = classes === null ? null : made<tf.Tensor1D>(B);
  const dropout = classes === null ? null : { share: config.labelDropout, none: classes };
  const drawn = [timesteps, indices, shares, lossShares.tensor, counters.tensor];
  if (labels) drawn.push(labels, imageLabels.tensor);
  backend.launch(drawBatch(B, schedule.T, split.train.length, dropout), drawn);

  const image = () => made<tf.Tensor4D>(B, imageSize, imageSize, imageChannels);
  const [x0, wanted, xt] = [image(), image(), image()];
  const noised = noisedImages(B, imageSize * imageSize * dataset.channels, threads);
  backend.launch(noised, [x0, wanted, xt, images.tensor, indices, timesteps, mix.tensor, counters.tensor]);

  const rows = made<tf.Tensor2D>(B, unet.timestepChannels);
  backend.launch(gatherRows(B, unet.timestepChannels, threads), [rows, timestepRows.tensor, timesteps]);
  return { timesteps, shares, labels, rows, x0, wanted, xt };
}
