import { fused } from "./fused.ts";
import * as tf from "./tf.ts";

/** Mean of (eps - epsHat)^2 over each image, [B,H,W,C] twice -> [B]; their mean is L_simple. DDPM Eq. 14. */
export function imageLosses(epsHat: tf.Tensor4D, eps: tf.Tensor4D): tf.Tensor1D {
  return (
    fused<tf.Tensor1D>("ImageLosses", { epsHat, eps }) ??
    tf.mean<tf.Tensor1D>(tf.square(tf.sub(epsHat, eps)), [1, 2, 3])
  );
}
