import type { Captured, Progress } from "#gpu/capture/capture.ts";
import { capture } from "#gpu/capture/capture.ts";
import type { Place } from "#gpu/capture/plan.ts";
import { Replayer } from "#gpu/capture/replayer.ts";
import type { FlatLayout } from "#gpu/flatLayout.ts";
import { flatLayout, pack } from "#gpu/flatLayout.ts";
import { counter, recordOf } from "#gpu/kernels/trainingRecord.ts";
import { Readback } from "#gpu/readback.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import { at } from "#math/at.ts";
import type { Unet } from "#nn/unet.ts";
import type { TrainingState } from "#protocol/config.ts";
import type { NetworkDenoiser } from "../networkDenoiser.ts";
import { dissection } from "../objective.ts";
import type { Dissection, Trainer, TrainerOrder, TrainingStep } from "../trainer.ts";
import { CapturedDenoiser } from "./capturedDenoiser.ts";
import { NetworkPrograms } from "./networkPrograms.ts";
import type { TrainingMemory } from "./trainingMemory.ts";
import { createTrainingMemory, RING_STEPS } from "./trainingMemory.ts";
import type { Batch } from "./trainingStep.ts";
import { trainingStep } from "./trainingStep.ts";

/**
 * Trains with one captured step, replayed: batch, timesteps, noise, gradient, clipping, Adam, averaged weights and the record of
 * the loss never leave the GPU. The record is read a few times a second, while steps go on.
 */
export class CapturedTrainer implements Trainer {
  readonly collectSteps = 25;
  readonly unet: Unet;
  private readonly backend: WebgpuBackend;
  private readonly order: TrainerOrder;
  private readonly flat: FlatLayout;
  private readonly memory: TrainingMemory;
  private readonly readback: Readback;
  private readonly programs: NetworkPrograms;
  private compiled: { readonly step: Captured<Batch>; readonly replayer: Replayer } | null = null;
  private stepsBegun: number;
  private stepsCollected: number;
  private readonly dissections = new Map<number, Promise<Dissection>>();

  constructor(backend: WebgpuBackend, order: TrainerOrder) {
    this.unet = order.unet;
    this.backend = backend;
    this.order = order;
    this.flat = flatLayout(order.unet.layout);
    this.memory = createTrainingMemory(backend, this.flat, order);
    this.readback = new Readback(backend.device);
    this.programs = new NetworkPrograms(backend, order.unet, this.flat, order.config.parameterisation);
    this.stepsBegun = order.state.step;
    this.stepsCollected = order.state.step;
  }

  get step(): number {
    return this.stepsBegun;
  }

  get uncollected(): number {
    return this.stepsBegun - this.stepsCollected;
  }

  async compile(progress: Progress): Promise<void> {
    if (this.compiled) return;
    const { backend, order, flat, memory } = this;
    const step = await capture(backend, () => trainingStep(backend, order, flat, memory), progress);
    this.compiled = { step, replayer: new Replayer(backend.device, step.plan) };
  }

  async takeStep(dissects: boolean): Promise<void> {
    await this.compile(() => undefined);
    if (!this.compiled) return;
    if (this.uncollected >= RING_STEPS) {
      throw new RangeError(`${RING_STEPS} steps wait to be collected, and the ring holds no more`);
    }
    const done = this.compiled.replayer.replay();
    this.stepsBegun++;
    if (dissects) {
      const dissected = this.dissect(this.compiled.step, this.stepsBegun);
      // Whoever collects it is told if it fails; a lost device may come before.
      dissected.catch(() => undefined);
      this.dissections.set(this.stepsBegun, dissected);
    }
    await done;
  }

  async collect(): Promise<TrainingStep[]> {
    const [from, to] = [this.stepsCollected, this.stepsBegun];
    if (from === to) return [];
    this.stepsCollected = to;
    const [ring] = await this.readback.read([this.memory.ring.place]);
    const results: TrainingStep[] = [];
    for (let step = from + 1; step <= to; step++) {
      const dissection = (await this.dissections.get(step)) ?? null;
      this.dissections.delete(step);
      results.push({ ...recordOf(ring ?? new Float32Array(0), step, this.order.config.batch), dissection });
    }
    return results;
  }

  denoiser(kind: "network" | "ema"): NetworkDenoiser {
    const { weights, ema } = this.memory;
    return new CapturedDenoiser(this.programs, kind === "ema" ? ema : weights);
  }

  async state(): Promise<TrainingState> {
    const { weights, mean, variance, ema, counters } = this.memory;
    const places = [weights, mean, variance, ema, counters].map(({ place }) => place);
    const step = this.stepsBegun;
    const read = await this.readback.read(places);
    const [w, m, v, e] = read.slice(0, 4).map((values) => pack(this.flat, values));
    const counts = new Uint32Array(at(read, 4).buffer);
    if (!w || !m || !v || !e) throw new RangeError("the device returned less than was asked for");
    return { step, updates: at(counts, counter.updates), weights: w, adamMean: m, adamVariance: v, ema: e };
  }

  dispose(): void {
    this.compiled?.step.plan.dispose();
    this.memory.dispose();
    this.readback.dispose();
    this.programs.release();
  }

  /** The first image of the step that was begun last. */
  private async dissect({ outputs }: Captured<Batch>, step: number): Promise<Dissection> {
    const { imageSize, imageChannels } = this.unet.config;
    const first = ({ buffer, offset }: Place) => ({
      buffer,
      offset,
      size: 4 * imageSize * imageSize * imageChannels,
    });
    const places = [outputs.x0, outputs.xt, outputs.prediction].map(first);
    const [x0, xt, prediction, ring] = await this.readback.read([...places, this.memory.ring.place]);
    if (!x0 || !xt || !prediction || !ring)
      throw new RangeError("the device returned less than was asked for");
    const { config, schedule } = this.order;
    const { timesteps } = recordOf(ring, step, config.batch);
    return dissection(schedule, at(timesteps, 0), config.parameterisation, { x0, xt, prediction });
  }
}
