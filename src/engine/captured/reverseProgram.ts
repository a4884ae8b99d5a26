import { conversionWeights } from "#diffusion/parameterisation.ts";
import type { Captured } from "#gpu/capture/capture.ts";
import { capture } from "#gpu/capture/capture.ts";
import type { Held } from "#gpu/held.ts";
import { hold } from "#gpu/held.ts";
import { beginReverseStep, reverseStep } from "#gpu/kernels/reverseStep.ts";
import { reverseTable, ROW } from "#gpu/kernels/reverseTable.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import { at } from "#math/at.ts";
import type * as tf from "#nn/tf.ts";
import { timestepRows } from "#nn/timestepEmbedding.ts";
import type { Unet } from "#nn/unet.ts";
import type { ReverseOrder } from "../reverse.ts";

/** What a step leaves to be looked at; [B,H,W,C] each. */
type Seen = {
  readonly xt: tf.Tensor;
  readonly x0Hat: tf.Tensor;
  readonly epsHat: tf.Tensor;
  readonly z: tf.Tensor;
};

/** One step of a reverse process, captured; each replay takes the next one. */
export interface ReverseProgram {
  readonly captured: Captured<Seen>;
  /** x_t, and after a replay x_s; [B,H,W,C]. */
  readonly x: Held;
  dispose(): void;
}

/** @param parameters the network's, as parts of a vector whose weights may change between two replays. */
export async function captureReverse(
  backend: WebgpuBackend,
  unet: Unet,
  parameters: () => tf.Tensor[],
  order: ReverseOrder,
): Promise<ReverseProgram> {
  const { timesteps, xT, seed } = order;
  const { imageSize, imageChannels } = unet.config;
  const batch = xT.length / (imageSize * imageSize * imageChannels);
  const image = [batch, imageSize, imageSize, imageChannels];
  const visited = timesteps.slice(0, -1);
  const width = unet.timestepChannels;
  const held = {
    x: hold(backend, xT, image),
    counters: hold(backend, Uint32Array.of(0, seed), [2]),
    table: hold(backend, tableOf(order), [visited.length, ROW]),
    rows: hold(backend, timestepRows(visited, width), [visited.length, width]),
  };
  const captured = await capture(backend, () => {
    const { lanes, threads } = backend.tiles;
    const made = (...shape: readonly number[]) => backend.adopt(backend.empty(shape));
    const [row, rows] = [made(ROW), made(batch, width)];
    const { x, counters, table } = held;
    const begin = beginReverseStep(batch, width, lanes);
    backend.launch(begin, [row, rows, counters.tensor, table.tensor, held.rows.tensor]);
    const eps = unet.forward(parameters(), x.tensor as tf.Tensor4D, rows as tf.Tensor2D);
    const [xt, x0Hat, epsHat, z] = [made(...image), made(...image), made(...image), made(...image)];
    const end = reverseStep(xT.length, threads);
    backend.launch(end, [x.tensor, xt, x0Hat, epsHat, z, eps, row, counters.tensor]);
    return { xt, x0Hat, epsHat, z };
  });
  return {
    captured,
    x: held.x,
    dispose: () => {
      captured.plan.dispose();
      for (const one of Object.values(held)) one.dispose();
    },
  };
}

/** One row for each step t -> s. */
function tableOf({ schedule, sampler, params, timesteps, clip }: ReverseOrder): Float32Array<ArrayBuffer> {
  const rows = timesteps.slice(0, -1).map((t, k) => ({
    t,
    toX0: conversionWeights(schedule, t, "eps", "x0"),
    toEps: conversionWeights(schedule, t, "x0", "eps"),
    weights: sampler.weights(schedule, t, at(timesteps, k + 1), params),
    clip,
  }));
  return reverseTable(rows);
}
