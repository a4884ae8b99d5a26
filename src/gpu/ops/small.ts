import { at } from "#math/at.ts";
import * as tf from "#nn/tf.ts";
import { add } from "#gpu/kernels/add.ts";
import { concat, concatGradient } from "#gpu/kernels/concat.ts";
import { embeddingGradient } from "#gpu/kernels/embeddingGradient.ts";
import { gatherRows } from "#gpu/kernels/gatherRows.ts";
import { imageLoss, imageLossGradient } from "#gpu/kernels/imageLoss.ts";
import { silu, siluGradient } from "#gpu/kernels/silu.ts";
import type { Inputs, Kernel } from "./kernel.ts";
import { at4, given, run, runOne } from "./kernel.ts";

export const siluOp: Kernel = {
  name: "Silu",
  run: (backend, { x }) => {
    const y = backend.empty(given(x).shape);
    backend.launch(silu(sizeOf(x), backend.tiles.threads), [y, given(x)]);
    return [y];
  },
  gradient: {
    saves: { inputs: ["x"] },
    run: (dy, saved) => ({ x: () => runOne("SiluGradient", { dy, x: at(saved, 0) }) }),
  },
};

export const siluGradientOp: Kernel = {
  name: "SiluGradient",
  run: (backend, { dy, x }) => {
    const dx = backend.empty(given(x).shape);
    backend.launch(siluGradient(sizeOf(x), backend.tiles.threads), [dx, given(dy), given(x)]);
    return [dx];
  },
};

export const concatChannelsOp: Kernel = {
  name: "ConcatChannels",
  run: (backend, { a, b }) => {
    const [B, H, W, left] = at4(a);
    const right = at4(b)[3];
    const y = backend.empty([B, H, W, left + right]);
    backend.launch(concat(B * H * W, left, right, backend.tiles.threads), [y, given(a), given(b)]);
    return [y];
  },
  gradient: {
    saves: { inputs: ["a", "b"] },
    run: (dy, saved) => {
      const parts = run("ConcatChannelsGradient", { dy, a: at(saved, 0), b: at(saved, 1) });
      return { a: () => at(parts, 0), b: () => at(parts, 1) };
    },
  },
};

/** dy taken apart; `a` and `b` give their shapes alone. */
export const concatChannelsGradientOp: Kernel = {
  name: "ConcatChannelsGradient",
  run: (backend, { dy, a, b }) => {
    const [B, H, W, left] = at4(a);
    const right = at4(b)[3];
    const [da, db] = [backend.empty(at4(a)), backend.empty(at4(b))];
    backend.launch(concatGradient(B * H * W, left, right, backend.tiles.threads), [da, db, given(dy)]);
    return [da, db];
  },
};

/** The rows of a table by their numbers, [B] -> [B,width]. */
export const embeddingOp: Kernel = {
  name: "Embedding",
  run: (backend, { table, labels }) => {
    const [count, width] = [sizeOf(labels), at(given(table).shape, 1)];
    const rows = backend.empty([count, width]);
    const launch = gatherRows(count, width, backend.tiles.threads);
    backend.launch(launch, [rows, given(table), given(labels)]);
    return [rows];
  },
  gradient: {
    saves: { inputs: ["table", "labels"] },
    run: (dy, saved) => {
      const [table, labels] = [at(saved, 0), at(saved, 1)];
      return { table: () => runOne("EmbeddingGradient", { dy, labels }, { rows: at(table.shape, 0) }) };
    },
  },
};

export const embeddingGradientOp: Kernel = {
  name: "EmbeddingGradient",
  run: (backend, { dy, labels }, { rows }) => {
    const [batch = 1, width = 1] = given(dy).shape;
    const dTable = backend.empty([Number(rows), width]);
    const launch = embeddingGradient(Number(rows), batch, width, backend.tiles.threads);
    backend.launch(launch, [dTable, given(dy), given(labels)]);
    return [dTable];
  },
};

/** [B,H,W,C] twice -> [B]. */
export const imageLossesOp: Kernel = {
  name: "ImageLosses",
  run: (backend, { prediction, wanted }) => {
    const [B] = at4(prediction);
    const losses = backend.empty([B]);
    const launch = imageLoss(B, sizeOf(prediction) / B, backend.tiles.lanes);
    backend.launch(launch, [losses, given(prediction), given(wanted)]);
    return [losses];
  },
  gradient: {
    saves: { inputs: ["prediction", "wanted"] },
    run: (dy, saved) => {
      const gradient = () =>
        runOne<tf.Tensor>("ImageLossesGradient", { dy, prediction: at(saved, 0), wanted: at(saved, 1) });
      return { prediction: gradient, wanted: () => tf.mul(gradient(), -1) };
    },
  },
};

export const imageLossesGradientOp: Kernel = {
  name: "ImageLossesGradient",
  run: (backend, { dy, prediction, wanted }) => {
    const [B] = at4(prediction);
    const dPrediction = backend.empty(at4(prediction));
    const launch = imageLossGradient(B, sizeOf(prediction) / B, backend.tiles.threads);
    backend.launch(launch, [dPrediction, given(prediction), given(wanted), given(dy)]);
    return [dPrediction];
  },
};

/** tfjs' own `Add` for everything but the sum of two tensors of one shape, with which tfjs gathers gradients. */
export function addOp(stock: tf.KernelFunc): Kernel {
  return {
    name: "Add",
    run: (backend, inputs) => {
      if (!isPlain(inputs)) return [stock({ inputs: { ...inputs }, attrs: {}, backend }) as tf.TensorInfo];
      const { a, b } = inputs;
      const y = backend.empty(given(a).shape);
      backend.launch(add(sizeOf(a), 1, backend.tiles.threads), [y, given(a), given(b)], {
        role: { kind: "sum of two" },
      });
      return [y];
    },
  };
}

function isPlain({ a, b }: Inputs): boolean {
  const [left, right] = [given(a), given(b)];
  const isFloat = left.dtype === "float32" && right.dtype === "float32";
  return isFloat && left.shape.join() === right.shape.join() && sizeOf(left) > 0;
}

function sizeOf(tensor: tf.TensorInfo | undefined): number {
  return given(tensor).shape.reduce((product, length) => product * length, 1);
}
