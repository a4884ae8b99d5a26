import { gatherImages } from "#data/batch.ts";
import { permutation } from "#data/split.ts";
import type { Bound } from "#diffusion/boundEstimate.ts";
import { BoundEstimate } from "#diffusion/boundEstimate.ts";
import { qSample } from "#diffusion/forward.ts";
import { rateDistortion } from "#diffusion/rateDistortion.ts";
import { readPrediction } from "#diffusion/reverse.ts";
import { lengthOf, timestepIn, timestepStrata } from "#diffusion/strata.ts";
import type { Stratum } from "#diffusion/strata.ts";
import { at } from "#math/at.ts";
import { normals, streams, uniforms } from "#math/random.ts";
import type { RunId } from "#protocol/command.ts";
import type { EvaluationRequest, TrainingConfig } from "#protocol/config.ts";
import type { LikelihoodBound } from "#protocol/event.ts";
import type { Context } from "./context.ts";
import { reportFailure } from "./failure.ts";
import type { Job, Work } from "./lane.ts";
import type { NetworkDenoiser } from "./networkDenoiser.ts";
import type { TrainedNetwork } from "./sampleSetting.ts";
import type { Trainer } from "./trainer.ts";

/** The estimate so far is told when the last one is so old. */
const REPORT_MS = 250;

/** What of a training run is evaluated. */
export interface EvaluatedNetwork extends Pick<TrainedNetwork, "schedule" | "data"> {
  readonly trainer: Pick<Trainer, "denoiser" | "step">;
  readonly config: Pick<TrainingConfig, "batch">;
}

/** An estimate of the likelihood of held-out images under a network. */
export interface EvaluationRun extends Job {
  readonly run: RunId;
}

/** @param network the network that is being trained when the work begins; it may be trained on, or discarded, meanwhile. */
export function evaluationRun(
  run: RunId,
  request: EvaluationRequest,
  context: Context,
  network: () => EvaluatedNetwork | null,
): EvaluationRun {
  return { run, work: reportFailure(run, context, evaluate(run, request, context, network)) };
}

/** One batch of visits per piece of work, and after each a turn for whoever stands behind in the lane. */
async function* evaluate(
  run: RunId,
  request: EvaluationRequest,
  { emit }: Context,
  network: () => EvaluatedNetwork | null,
): Work {
  const evaluated = network();
  if (!evaluated) throw new Error("there is no network to evaluate: start a training run first");
  const { trainer, config, schedule, data } = evaluated;
  if (data.split.validation.length === 0) {
    throw new Error(`no pictures of "${data.dataset.id}" are held out here to evaluate the network on`);
  }
  const strata = timestepStrata(schedule.T, Math.min(request.strata, schedule.T));
  // In an order of its own, so that those of an evaluation that is cut short are any of them.
  const images = permutation(request.seed, data.split.validation.length)
    .subarray(0, request.images)
    .map((place) => at(data.split.validation, place));
  if (images.length === 0)
    throw new Error("there are no held-out images: those of this network are not here");
  const all = images.length * strata.length;
  const estimate = new BoundEstimate(schedule, request.variance, strata);
  const denoiser = trainer.denoiser(request.weights);
  try {
    const { step } = trainer;
    emit({ type: "evaluationStarted", run, request, step, images: images.length, timesteps: strata.length });
    let reportedAt = -Infinity;
    for (let done = 0; done < all;) {
      // A last batch that is too small is filled up: another number of images would have to be captured first.
      const batch = Array.from({ length: config.batch }, (_, i) =>
        visit(evaluated, request.seed, strata, images, (done + i) % all),
      );
      const seen = await look(evaluated, denoiser, batch);
      for (const [i, { image, t, x0 }] of batch.slice(0, all - done).entries()) {
        estimate.add(image, t, x0, at(seen, i));
      }
      done = Math.min(all, done + batch.length);
      if (done === all || performance.now() - reportedAt >= REPORT_MS) {
        reportedAt = performance.now();
        emit({ type: "evaluated", run, done, all, bound: told(estimate.bound()) });
      }
      if (done < all) yield "sharing";
    }
  } finally {
    denoiser.dispose();
  }
}

/** One image at one timestep. */
interface Visit {
  /** Its place among those that are evaluated. */
  readonly image: number;
  /** In the dataset. */
  readonly index: number;
  readonly t: number;
  /** [H,W,C] each. */
  readonly x0: Float32Array<ArrayBuffer>;
  readonly xt: Float32Array<ArrayBuffer>;
}

/** The visit of a number: image after image, each through all strata. Its t and its noise are a pure function of seed and number. */
function visit(
  { schedule, data: { dataset } }: EvaluatedNetwork,
  seed: number,
  strata: readonly Stratum[],
  images: Int32Array,
  number: number,
): Visit {
  const image = Math.floor(number / strata.length);
  const index = at(images, image);
  const [uniform = 0] = uniforms(seed, streams.evaluation, 2 * number, 1);
  const t = timestepIn(at(strata, number % strata.length), uniform);
  const x0 = gatherImages(dataset, [index]);
  const eps = normals(seed, streams.evaluation, 2 * number + 1, x0.length);
  return { image, index, t, x0, xt: qSample(schedule, t, x0, eps) };
}

/** x0Hat of each visit, clipped as in sampling; a network that knows classes is told the images' own. */
async function look(
  { schedule, data: { dataset } }: EvaluatedNetwork,
  denoiser: NetworkDenoiser,
  visits: readonly Visit[],
): Promise<Float32Array[]> {
  const length = dataset.size * dataset.size * dataset.channels;
  const xt = new Float32Array(visits.length * length);
  for (const [i, visited] of visits.entries()) xt.set(visited.xt, i * length);
  const { labels } = dataset;
  const prediction = await denoiser.predictEach(
    xt,
    visits.map(({ t }) => t),
    labels && Int32Array.from(visits, ({ index }) => at(labels, index)),
  );
  return visits.map((visited, i) => {
    const said = prediction.subarray(i * length, (i + 1) * length);
    return readPrediction(schedule, visited.t, visited.xt, said, denoiser.parameterisation, "range", length)
      .x0Hat;
  });
}

/** A bound as the page is told of it; null before there is one. */
function told(bound: Bound): LikelihoodBound | null {
  const { images, total, standardError, prior, strata } = bound;
  if (images === 0) return null;
  const [decoder = Number.NaN, ...steps] = strata.map((stratum) => lengthOf(stratum) * stratum.term);
  const { t, rate, distortion } = rateDistortion(bound);
  return {
    images,
    total,
    standardError,
    prior,
    steps: steps.reduce((sum, term) => sum + term, 0),
    decoder,
    curve: {
      t: Float32Array.from(t),
      rate: Float32Array.from(rate),
      distortion: Float32Array.from(distortion),
    },
  };
}
