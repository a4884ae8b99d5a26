import type { Nearest } from "#data/nearest.ts";
import { nearestImage } from "#data/nearest.ts";
import type { ReverseFrame } from "#diffusion/reverse.ts";
import type { Move } from "#diffusion/sampler.ts";
import { samplerById } from "#diffusion/samplers/index.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { at } from "#math/at.ts";
import { resolveParams } from "#math/params.ts";
import { normals, streams } from "#math/random.ts";
import type { RunId } from "#protocol/command.ts";
import type { SampleRequest } from "#protocol/config.ts";
import type { Context } from "./context.ts";
import { reportFailure } from "./failure.ts";
import type { Condition } from "./reverse.ts";
import { reverse } from "./reverse.ts";
import type { Job, Work } from "./lane.ts";
import type { SampleSetting, TrainedNetwork } from "./sampleSetting.ts";
import { exactSetting, networkSetting } from "./sampleSetting.ts";

/** Intervals between the frames that are shown: 101 frames at most. */
const INTERVALS_MAX = 100;
const UNACKNOWLEDGED_MAX = 3;

/** One reverse process, from x_T or a frozen x_t down to x_0, one step per piece of work. */
export class SamplingRun implements Job {
  readonly run: RunId;
  readonly work: Work;
  readonly request: SampleRequest;
  private readonly context: Context;
  private unacknowledged = 0;

  /** @param network the network that is being trained when the work begins. */
  constructor(run: RunId, request: SampleRequest, context: Context, network: () => TrainedNetwork | null) {
    this.run = run;
    this.request = request;
    this.context = context;
    this.work = reportFailure(run, context, this.sample(network));
  }

  /** The receiver has taken in a frame. */
  acknowledge(): void {
    this.unacknowledged = Math.max(0, this.unacknowledged - 1);
  }

  private async *sample(network: () => TrainedNetwork | null): Work {
    const { run, request, context } = this;
    const startedAt = performance.now();
    const setting =
      request.denoiser === "exact"
        ? await exactSetting(request, context)
        : networkSetting(request.denoiser, network());
    try {
      const x0 = yield* this.reverse(setting);
      const nearest = yield* findNearest(setting, x0);
      context.emit({
        type: "finished",
        run,
        nearest: {
          indices: nearest.map(({ index }) => index),
          distances: Float32Array.from(nearest, ({ distance }) => distance),
        },
        milliseconds: performance.now() - startedAt,
      });
    } finally {
      setting.denoiser.dispose();
    }
  }

  /** @returns x_0 [B,H,W,C]. */
  private async *reverse(setting: SampleSetting): AsyncGenerator<"busy" | "idle", Float32Array> {
    const { run, request, context } = this;
    const { denoiser, schedule, scheduleChoice, data } = setting;
    const { size, channels } = data.dataset;
    const visited = visitedTimesteps(schedule, request);
    const sampler = samplerById(request.sampler.id);
    const moves = sampler.moves(schedule, visited, resolveParams(sampler.params, request.sampler.params));
    const shown = shownMoves(moves);
    const imageLength = size * size * channels;
    const xT = startingImages(request, imageLength);
    const process = reverse(denoiser, {
      schedule,
      moves,
      xT,
      imageLength,
      seed: request.seed,
      clipping: request.clipping,
      condition: conditionOf(request, setting.classes),
      isShown: (move) => shown.has(move),
    });

    context.emit({
      type: "samplingStarted",
      run,
      request,
      schedule: scheduleChoice,
      size,
      channels,
      timesteps: [...moves.filter((_, move) => shown.has(move)).map(({ t }) => t), 0],
    });
    let x0 = xT;
    for await (const frame of process) {
      if (frame) {
        // The frame's own arrays are moved to the page.
        if (frame.t === 0) x0 = frame.xt.slice();
        while (this.unacknowledged >= UNACKNOWLEDGED_MAX) yield "idle";
        this.show(frame, setting);
      }
      yield "busy";
    }
    return x0;
  }

  private show(frame: ReverseFrame, { denoiser, data, step }: SampleSetting): void {
    const { size, channels } = data.dataset;
    this.unacknowledged++;
    this.context.emit({
      type: "denoised",
      run: this.run,
      ...frame,
      size,
      channels,
      count: this.request.count,
      step,
      picturesInPlay: frame.t === 0 ? null : (denoiser.picturesInPlay?.slice() ?? null),
    });
  }
}

/**
 * What each sample is to show.
 *
 * @throws {RangeError} when the denoiser knows no such class.
 */
function conditionOf({ label, guidance, count }: SampleRequest, classes: number | null): Condition | null {
  if (label === null) return null;
  if (classes === null) {
    throw new RangeError(`class ${label} was asked of a denoiser that knows no classes: ask for none`);
  }
  if (label !== "each" && label >= classes) {
    throw new RangeError(`class ${label} is not one of the denoiser's: 0..${classes - 1} are legal`);
  }
  return {
    labels: Int32Array.from({ length: count }, (_, i) => (label === "each" ? i % classes : label)),
    guidance,
  };
}

/** The moves that are looked at, by number: no corrections, and evenly spread where there are many. */
function shownMoves(moves: readonly Move[]): Set<number> {
  const steps = [...moves.keys()].filter((move) => !at(moves, move).isCorrection);
  const stride = Math.ceil(steps.length / INTERVALS_MAX);
  return new Set(steps.filter((_, k) => k % stride === 0));
}

/** Timesteps of the whole process, or of what is left of it below the branch. */
function visitedTimesteps({ T }: Schedule, { steps, spacing, start }: SampleRequest): number[] {
  const visited = timesteps(T, steps, spacing);
  if (!start) return visited;
  if (start.t > T) throw new RangeError(`the branch starts at t = ${start.t}, outside 1..${T}`);
  return [start.t, ...visited.filter((t) => t < start.t)];
}

/** x_T ~ N(0, I), or a copy of the frozen x_t; [B,H,W,C]. */
function startingImages({ seed, count, start }: SampleRequest, dimension: number): Float32Array<ArrayBuffer> {
  const length = count * dimension;
  if (!start) return normals(seed, streams.sample, 0, length);
  if (start.xt.length !== length) {
    throw new RangeError(`the branch holds ${start.xt.length} values, expected ${count} x ${dimension}`);
  }
  return start.xt.slice();
}

/** The nearest training image of each of the images [B,H,W,C], one image per piece; none where there are no training images. */
async function* findNearest({ data }: SampleSetting, x0: Float32Array): AsyncGenerator<"busy", Nearest[]> {
  const { dataset, split } = data;
  const dimension = dataset.size * dataset.size * dataset.channels;
  const nearest: Nearest[] = [];
  if (split.train.length === 0) return nearest;
  for (let from = 0; from < x0.length; from += dimension) {
    nearest.push(nearestImage(dataset, split.train, x0.subarray(from, from + dimension)));
    yield "busy";
  }
  return nearest;
}
