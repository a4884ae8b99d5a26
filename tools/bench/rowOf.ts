import type { Measured } from "./measure.ts";
import type { PytorchResult } from "./pytorch.ts";
import type { Engine, Roofline, Row } from "./row.ts";

/** Forward, and backward by the inputs and by the weights. */
const PASSES = 3;

/** What is trained, whoever trains it. */
export interface Task {
  readonly net: string;
  readonly batch: number;
  /** Of the forward pass on one image. */
  readonly flops: number;
}

/** What ran on the adapter whose roofline is given. */
export function measuredRow(
  task: Task,
  engine: Engine,
  { msPerStep, calls, ...measured }: Measured,
  roofline: Roofline,
  device: string,
): Row {
  const { buffers, bindGroups, pipelines, ...counts } = calls;
  const speed = speedOf(task, msPerStep);
  return {
    ...speed,
    engine,
    rooflineShare: speed.gflops / roofline.gflops,
    ...counts,
    creations: buffers + bindGroups + pipelines,
    ...measured,
    device,
  };
}

/** What ran elsewhere, and counted nothing. */
export function pytorchRow(task: Task, { msPerStep, ...result }: PytorchResult): Row {
  return {
    ...speedOf(task, msPerStep),
    engine: "pytorch",
    rooflineShare: null,
    dispatches: null,
    passes: null,
    submits: null,
    uploads: null,
    uploadedBytes: null,
    creations: null,
    readbacks: null,
    jsMs: null,
    gpuBytes: null,
    ...result,
  };
}

/** A step of training in images and operations. */
export function speedOf({ net, batch, flops }: Task, msPerStep: number) {
  const imagesPerSecond = (1000 * batch) / msPerStep;
  return { net, batch, msPerStep, imagesPerSecond, gflops: (PASSES * flops * imagesPerSecond) / 1e9 };
}
