import { fused } from "./fused.ts";
import * as tf from "./tf.ts";

/** Mean of (wanted - prediction)^2 over each image, [B,H,W,C] twice -> [B]; their mean is L_simple. DDPM Eq. 14. */
export function imageLosses(prediction: tf.Tensor4D, wanted: tf.Tensor4D): tf.Tensor1D {
  return (
    fused<tf.Tensor1D>("ImageLosses", { prediction, wanted }) ??
    tf.mean<tf.Tensor1D>(tf.square(tf.sub(prediction, wanted)), [1, 2, 3])
  );
}
