import type { Schedule } from "#diffusion/schedule.ts";
import { qSample, qStepWeights, qSampleWeights } from "#diffusion/forward.ts";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";

/**
 * One picture on its way to noise, as the page shows it: x_t for every t, either in one jump with the same eps, or as a
 * walk of single steps with fresh noise each. Both are drawn from the seed alone. DDPM Eqs. 2 and 4.
 */
export class ForwardProcess {
  readonly eps: Float32Array<ArrayBuffer>;
  private readonly walk: Float32Array[];
  private readonly schedule: Schedule;
  private readonly path: "jump" | "walk";
  private readonly seed: number;
  readonly x0: Float32Array;

  constructor(schedule: Schedule, x0: Float32Array, seed: number, path: "jump" | "walk") {
    this.schedule = schedule;
    this.x0 = x0;
    this.seed = seed;
    this.path = path;
    this.eps = normals(seed, streams.forward, 0, x0.length);
    this.walk = [x0];
  }

  xt(t: number): Float32Array {
    if (t === 0) return this.x0;
    return this.path === "jump" ? qSample(this.schedule, t, this.x0, this.eps) : this.walkTo(t);
  }

  /** The noise inside x_t at unit variance: what is left when the picture's share is taken out. */
  noiseIn(t: number): Float32Array {
    if (this.path === "jump" || t === 0) return this.eps;
    const { x0: signal, eps: noise } = qSampleWeights(this.schedule, t);
    return this.xt(t).map((value, i) => (value - signal * at(this.x0, i)) / noise);
  }

  private walkTo(t: number): Float32Array {
    for (let k = this.walk.length; k <= t; k++) {
      const { previous, noise } = qStepWeights(this.schedule, k);
      const z = normals(this.seed, streams.forward, k, this.x0.length);
      this.walk.push(at(this.walk, k - 1).map((value, i) => previous * value + noise * at(z, i)));
    }
    return at(this.walk, t);
  }
}
