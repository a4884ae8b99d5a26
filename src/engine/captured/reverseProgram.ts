import { DYNAMIC_QUANTILE } from "#diffusion/clipping.ts";
import type { Parameterisation } from "#diffusion/parameterisation.ts";
import { conversionWeights } from "#diffusion/parameterisation.ts";
import type { Captured } from "#gpu/capture/capture.ts";
import { capture } from "#gpu/capture/capture.ts";
import type { Place } from "#gpu/capture/plan.ts";
import { hold } from "#gpu/held.ts";
import { dynamicBounds } from "#gpu/kernels/dynamicBounds.ts";
import { beginReverseStep, predictX0, reverseStep } from "#gpu/kernels/reverseStep.ts";
import { reverseTable, ROW } from "#gpu/kernels/reverseTable.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import type * as tf from "#nn/tf.ts";
import { timestepRows } from "#nn/timestepEmbedding.ts";
import type { Unet } from "#nn/unet.ts";
import type { Condition, ReverseOrder } from "../reverse.ts";
import { isAskedTwice } from "../reverse.ts";

/** What a move leaves to be looked at; [B,H,W,C] each. */
type Seen = { readonly xt: tf.Tensor; readonly x0Hat: tf.Tensor; readonly epsHat: tf.Tensor };

/** One move of a reverse process, captured; each replay makes the next one. */
export interface ReverseProgram {
  readonly captured: Captured<Seen>;
  /** Where x_t lies, and after a replay x_s; [B,H,W,C]. */
  readonly x: Place;
  dispose(): void;
}

/** @param parameters the network's, as parts of a vector whose weights may change between two replays. */
export async function captureReverse(
  backend: WebgpuBackend,
  unet: Unet,
  parameterisation: Parameterisation,
  parameters: () => tf.Tensor[],
  order: ReverseOrder,
): Promise<ReverseProgram> {
  const { moves, xT, seed, imageLength, clipping, condition } = order;
  const { imageSize, imageChannels, classes } = unet.config;
  const batch = xT.length / imageLength;
  const image = [batch, imageSize, imageSize, imageChannels];
  const isGuided = isAskedTwice(condition, classes);
  // A guided network is asked about each image twice, with its class and with none.
  const asked = isGuided ? 2 * batch : batch;
  const visited = moves.map(({ t }) => t);
  const width = unet.timestepChannels;
  const held = {
    x: hold(backend, repeated(xT, asked / batch), [asked, ...image.slice(1)]),
    x0HatBefore: hold(backend, new Float32Array(xT.length), image),
    counters: hold(backend, Uint32Array.of(0, seed), [2]),
    table: hold(backend, tableOf(order, parameterisation), [visited.length, ROW]),
    rows: hold(backend, timestepRows(visited, width), [visited.length, width]),
    labels: hold(backend, Uint32Array.from(toldClasses(condition, batch, classes ?? 0, isGuided)), [asked]),
  };
  const dispose = () => {
    for (const one of Object.values(held)) one.dispose();
  };
  const captured = await capture(backend, () => {
    const { lanes, threads } = backend.tiles;
    const made = (...shape: readonly number[]) => backend.adopt(backend.empty(shape));
    const [row, rows] = [made(ROW), made(asked, width)];
    const { x, x0HatBefore, counters, table, labels } = held;
    const begin = beginReverseStep(asked, width, lanes);
    backend.launch(begin, [row, rows, counters.tensor, table.tensor, held.rows.tensor]);
    const [images, classNumbers] = [x.tensor as tf.Tensor4D, labels.tensor as tf.Tensor1D];
    const prediction = unet.forward(parameters(), images, rows as tf.Tensor2D, classNumbers);
    const [xt, x0Hat, epsHat] = [made(...image), made(...image), made(...image)];
    backend.launch(predictX0(xT.length, isGuided, threads), [x0Hat, x.tensor, prediction, row]);
    const bounds = clipping === "dynamic" ? [made(batch)] : [];
    for (const bound of bounds) {
      backend.launch(dynamicBounds(batch, imageLength, DYNAMIC_QUANTILE, lanes), [bound, x0Hat]);
    }
    const end = reverseStep(xT.length, imageLength, { clipping, isGuided, threads });
    const inputs = [row, counters.tensor, ...bounds];
    backend.launch(end, [x.tensor, xt, x0Hat, x0HatBefore.tensor, epsHat, ...inputs]);
    return { xt, x0Hat, epsHat };
  }).catch((error: unknown) => {
    dispose();
    throw error;
  });
  return {
    captured,
    x: { ...held.x.place, size: xT.byteLength },
    dispose: () => {
      captured.plan.dispose();
      dispose();
    },
  };
}

/** One row for each move. */
function tableOf(
  { schedule, moves, condition }: ReverseOrder,
  parameterisation: Parameterisation,
): Float32Array<ArrayBuffer> {
  return reverseTable(
    moves.map(({ t, weights }) => ({
      t,
      toX0: conversionWeights(schedule, t, parameterisation, "x0"),
      toEps: conversionWeights(schedule, t, "x0", "eps"),
      weights,
      guidance: condition?.guidance ?? 1,
    })),
  );
}

/** What the network is told of each image that it is asked about. */
function toldClasses(
  condition: Condition | null,
  batch: number,
  classes: number,
  isGuided: boolean,
): readonly number[] {
  const none = Array.from({ length: batch }, () => classes);
  const told = condition && condition.guidance !== 0 ? [...condition.labels] : none;
  return isGuided ? [...told, ...none] : told;
}

function repeated(images: Float32Array, times: number): Float32Array<ArrayBuffer> {
  const all = new Float32Array(times * images.length);
  for (let k = 0; k < times; k++) all.set(images, k * images.length);
  return all;
}
