import { at } from "#math/at.ts";
import { attention } from "#nn/attention.ts";
import { initialWeights, split } from "#nn/parameters.ts";
import { residualBlock } from "#nn/residualBlock.ts";
import { Scope } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { capture } from "./capture/capture.ts";
import type { Plan } from "./capture/plan.ts";
import type { TrialResult } from "./fastestTiles.ts";
import { hold } from "./held.ts";
import { switchKernels } from "./ops/register.ts";
import { Readback } from "./readback.ts";
import type { Tiles } from "./tiles.ts";
import type { WebgpuBackend } from "./webgpuBackend.ts";

/** Enough to fill a graphics card for a moment. */
const shape = { batch: 16, size: 16, channels: 32, embedding: 64, groups: 8 } as const;
/** A timing is worth something from here on: browsers round their clocks. */
const TIMING_MS = 10;
const ROUNDS = 3;

/** A residual block with attention and its gradient by everything, to be run in one variant of the kernels after the other. */
export class TileTrial {
  private readonly backend: WebgpuBackend;
  private readonly readback: Readback;
  private readonly scope = new Scope();
  private readonly block;
  private readonly attend;
  private readonly x;
  private readonly time;
  private readonly weights;

  constructor(backend: WebgpuBackend) {
    const { batch, size, channels, embedding, groups } = shape;
    this.backend = backend;
    this.readback = new Readback(backend.device);
    const widths = { channelsIn: channels, channelsOut: channels, embedding, groups, zeroInit: false };
    this.block = residualBlock(this.scope.child("block"), widths);
    this.attend = attention(this.scope.child("attention"), channels, groups);
    const numbers = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * i));
    this.x = hold(backend, numbers(batch * size * size * channels), [batch, size, size, channels]);
    this.time = hold(backend, numbers(batch * embedding), [batch, embedding]);
    const flat = initialWeights(this.scope.layout, 1);
    this.weights = hold(backend, flat, [flat.length]);
  }

  /** What tfjs' own kernels give. */
  async composed(): Promise<Float32Array[]> {
    switchKernels(false);
    try {
      const tensors = Object.values(tf.tidy(() => this.gradient()));
      const values = await Promise.all(tensors.map((tensor) => tensor.data<"float32">()));
      for (const tensor of tensors) tensor.dispose();
      return values;
    } finally {
      switchKernels(true);
    }
  }

  /** @throws {Error} when the device refuses a shader or a dispatch. */
  async run(tiles: Tiles): Promise<TrialResult> {
    const { backend, readback } = this;
    const { device } = backend;
    backend.tiles = tiles;
    // A fault of a variant is no fault of the device.
    device.pushErrorScope("validation");
    const tried = await this.tryOut(readback).catch((error: unknown) => error);
    const fault = await device.popErrorScope();
    if (fault) throw new Error(fault.message);
    if (tried instanceof Error) throw tried;
    return tried as TrialResult;
  }

  dispose(): void {
    for (const held of [this.x, this.time, this.weights]) held.dispose();
    this.readback.dispose();
  }

  private async tryOut(readback: Readback): Promise<TrialResult> {
    const { plan, outputs } = await capture(this.backend, () => this.gradient());
    try {
      plan.replay(1);
      const values = await readback.read(Object.values(outputs));
      return { milliseconds: await this.measure(plan), values };
    } finally {
      plan.dispose();
    }
  }

  /** The shortest of a few measurements, each of as many replays as make it long enough. */
  private async measure(plan: Plan): Promise<number> {
    let repeats = 1;
    let fastest = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      for (let i = 0; i < repeats; i++) plan.replay(1);
      await this.backend.device.queue.onSubmittedWorkDone();
      const duration = performance.now() - start;
      if (round > 0) fastest = Math.min(fastest, duration / repeats);
      else repeats = Math.max(1, Math.ceil(TIMING_MS / Math.max(duration, 0.1)));
    }
    return fastest;
  }

  private gradient() {
    const weights = split(this.scope.layout, this.weights.tensor as tf.Tensor1D);
    const time = this.time.tensor as tf.Tensor2D;
    const { value, grads } = tf.valueAndGrads((...[x, ...parameters]: tf.Tensor[]) =>
      this.attend(parameters, this.block(parameters, x as tf.Tensor4D, time)),
    )([this.x.tensor, ...weights], this.x.tensor as tf.Tensor4D);
    // All gradients are results: what nobody needs would be left out, and so not be timed.
    const others = grads.slice(1).map((gradient, i) => [`gradient ${i}`, gradient] as const);
    return { value, dx: at(grads, 0), ...Object.fromEntries(others) };
  }
}
