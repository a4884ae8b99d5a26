import { mean, standardDeviation } from "#math/statistics.ts";
import { snr } from "./forward.ts";
import { BITS_PER_NAT, decoderTerm, meanSquaredError, priorTerm, stepTerm } from "./likelihood.ts";
import type { Schedule } from "./schedule.ts";
import type { Stratum } from "./strata.ts";
import { lengthOf } from "./strata.ts";

/** Means over the images that have been to every stratum, NaN where there is none yet; terms in bits per dimension. */
export interface Bound {
  readonly images: number;
  /** The bound on -log2 p_theta(x_0): the prior term and, for each stratum, its length times its term. */
  readonly total: number;
  /** Of `total`, and all that is random in it: images, timesteps and noise. NaN for one image. */
  readonly standardError: number;
  /** L_T. */
  readonly prior: number;
  /** The first one is t = 1, whose term is L_0. */
  readonly strata: readonly StratumMeans[];
}

/** A stratum and the means over the visits to it. */
export interface StratumMeans extends Stratum, Visit {}

interface Visit {
  /** L_{t-1} of one timestep. */
  readonly term: number;
  /** Mean square of x0 - x0Hat. */
  readonly x0SquaredError: number;
  /** Mean square of eps - epsHat, where epsHat is what x0Hat leaves of x_t. DDPM Eq. 15. */
  readonly epsSquaredError: number;
}

/**
 * The variational bound of a model on a set of images: each image visits each stratum of timesteps once. DDPM Eq. 5.
 *
 * With strata of one timestep, each term is evaluated as in the paper. A longer stratum is its mean term times its length,
 * which is unbiased if each image draws its own t there, each t as likely (`timestepIn`). The totals of the images are then
 * independent, and their scatter gives the standard error.
 */
export class BoundEstimate {
  private readonly schedule: Schedule;
  private readonly variance: number;
  private readonly strata: readonly Stratum[];
  private readonly underWay = new Map<number, Map<Stratum, Visit>>();
  private readonly finished = new Set<number>();
  private readonly priors: number[] = [];
  private readonly totals: number[] = [];
  private readonly sums: Map<Stratum, Visit>;

  /**
   * @param variance of p_theta, see `reverseVariance`.
   * @throws {RangeError} when the strata are not 1..T in order, t = 1 alone.
   */
  constructor(schedule: Schedule, variance: number, strata: readonly Stratum[]) {
    const inOrder = strata.every(({ from, to }, k) => from === (strata[k - 1]?.to ?? 0) + 1 && to >= from);
    if (!inOrder || strata[0]?.to !== 1 || strata.at(-1)?.to !== schedule.T) {
      const given = strata.map(({ from, to }) => `${from}..${to}`).join(", ");
      throw new RangeError(`the strata ${given} are not 1..${schedule.T} in order, t = 1 alone`);
    }
    this.schedule = schedule;
    this.variance = variance;
    this.strata = strata;
    this.sums = new Map(strata.map((stratum) => [stratum, NO_VISIT]));
  }

  /**
   * What the model saw of one image, x0Hat, in its x_t at one t of a stratum; both flat, in [-1,1]. Images have numbers.
   *
   * @throws {RangeError} when t is outside 1..T, the image was in this stratum before, x0 is no image or the shapes differ.
   */
  add(image: number, t: number, x0: Float32Array, x0Hat: Float32Array): void {
    const { schedule, variance, strata, underWay, finished } = this;
    const stratum = strata.find(({ from, to }) => from <= t && t <= to);
    if (stratum === undefined) throw new RangeError(`t = ${t} is in no stratum of 1..${schedule.T}`);
    const visits = underWay.get(image) ?? new Map<Stratum, Visit>();
    if (visits.has(stratum) || finished.has(image)) {
      throw new RangeError(`image ${image} visits the stratum of t = ${t} again; once is legal`);
    }
    const x0SquaredError = meanSquaredError(x0, x0Hat);
    visits.set(stratum, {
      term:
        BITS_PER_NAT *
        (t === 1 ? decoderTerm(schedule, x0, x0Hat) : stepTerm(schedule, t, variance, x0, x0Hat)),
      x0SquaredError,
      epsSquaredError: snr(schedule, t) * x0SquaredError,
    });
    underWay.set(image, visits);
    if (visits.size === strata.length) this.finish(image, BITS_PER_NAT * priorTerm(schedule, x0), visits);
  }

  /** The bound so far, from the images that have been everywhere. */
  bound(): Bound {
    const images = this.finished.size;
    return {
      images,
      total: mean(this.totals),
      standardError: standardDeviation(this.totals) / Math.sqrt(images - 1),
      prior: mean(this.priors),
      strata: [...this.sums].map(([{ from, to }, sum]) => ({
        from,
        to,
        term: sum.term / images,
        x0SquaredError: sum.x0SquaredError / images,
        epsSquaredError: sum.epsSquaredError / images,
      })),
    };
  }

  /** Of an image that has been everywhere only sums are kept: a thousand visits would outweigh its pixels. */
  private finish(image: number, prior: number, visits: ReadonlyMap<Stratum, Visit>): void {
    let total = prior;
    for (const [stratum, visit] of visits) {
      total += lengthOf(stratum) * visit.term;
      this.sums.set(stratum, plus(this.sums.get(stratum) ?? NO_VISIT, visit));
    }
    this.underWay.delete(image);
    this.finished.add(image);
    this.priors.push(prior);
    this.totals.push(total);
  }
}

const NO_VISIT: Visit = { term: 0, x0SquaredError: 0, epsSquaredError: 0 };

function plus(a: Visit, b: Visit): Visit {
  return {
    term: a.term + b.term,
    x0SquaredError: a.x0SquaredError + b.x0SquaredError,
    epsSquaredError: a.epsSquaredError + b.epsSquaredError,
  };
}
