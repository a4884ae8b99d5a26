import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { normals, streams, uniforms } from "#math/random.ts";
import { mean } from "#math/statistics.ts";
import { qSample, qSampleWeights } from "#diffusion/forward.ts";
import { IdealDenoiser } from "#diffusion/idealDenoiser.ts";
import { reverseProcess } from "#diffusion/reverse.ts";
import ddim from "#diffusion/samplers/ddim.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { timesteps } from "#diffusion/timesteps.ts";

const schedule = createSchedule(scheduleById("linear"), 1000);

/** Values of a set of images in [-1, 1]. */
function imageSet(count: number, dimension: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(uniforms(5, streams.data, 0, count * dimension), (u) => 2 * u - 1);
}

/** The formula as it stands: no norms, nothing dropped, one image of dimension D. */
function direct(images: Float32Array, xt: Float32Array, t: number) {
  const { x0: signal, eps: noise } = qSampleWeights(schedule, t);
  const D = xt.length;
  const count = images.length / D;
  const exponents = Array.from({ length: count }, (_, n) => {
    const squares = [...xt].map((x, i) => (x - signal * at(images, n * D + i)) ** 2);
    return -squares.reduce((a, b) => a + b, 0) / (2 * noise ** 2);
  });
  const largest = Math.max(...exponents);
  const unnormalised = exponents.map((e) => Math.exp(e - largest));
  const total = unnormalised.reduce((a, b) => a + b, 0);
  const w = unnormalised.map((u) => u / total);
  return {
    x0Hat: Array.from(xt, (_, i) => w.reduce((sum, weight, n) => sum + weight * at(images, n * D + i), 0)),
    picturesInPlay: Math.exp(-w.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0)),
  };
}

describe("IdealDenoiser", () => {
  const D = 12;
  const images = imageSet(40, D);
  const denoiser = new IdealDenoiser(images, D);

  test.each([1, 5, 100, 400, 1000])("is the softmax average at t = %d", (t) => {
    const xt = qSample(schedule, t, images.subarray(0, 3 * D), normals(1, streams.noise, t, 3 * D));
    const { x0Hat, picturesInPlay } = denoiser.predict(schedule, t, xt);
    for (let b = 0; b < 3; b++) {
      const expected = direct(images, xt.subarray(b * D, (b + 1) * D), t);
      for (const [i, value] of expected.x0Hat.entries()) {
        expect(x0Hat[b * D + i]).toBeCloseTo(value, 6);
      }
      expect(picturesInPlay[b]).toBeCloseTo(expected.picturesInPlay, 5);
    }
  });

  test("keeps its digits where norms of 3072 values nearly cancel: two images 1e-3 apart at t = 1", () => {
    const size = 3072;
    const first = imageSet(1, size);
    const pair = new Float32Array(2 * size);
    pair.set(first);
    pair.set(first, size);
    pair[size] = at(first, 0) + 1e-3;
    const xt = qSample(schedule, 1, first, normals(1, streams.noise, 0, size));
    const { x0Hat, picturesInPlay } = new IdealDenoiser(pair, size).predict(schedule, 1, xt);
    const expected = direct(pair, xt, 1);
    expect(x0Hat[0]).toBeCloseTo(at(expected.x0Hat, 0), 7);
    expect(picturesInPlay[0]).toBeCloseTo(expected.picturesInPlay, 5);
    expect(expected.picturesInPlay).toBeGreaterThan(1.9);
  });

  test("on two numbers -1 and 1 is a hyperbolic tangent", () => {
    const two = new IdealDenoiser(Float32Array.of(-1, 1), 1);
    for (const t of [50, 300, 700]) {
      const { x0: signal, eps: noise } = qSampleWeights(schedule, t);
      const { x0Hat } = two.predict(schedule, t, Float32Array.of(0.2));
      expect(x0Hat[0]).toBeCloseTo(Math.tanh((signal * 0.2) / noise ** 2), 6);
    }
  });

  test("at t = 0 gives the nearest image, and is certain", () => {
    const xt = images.slice(7 * D, 8 * D).map((value) => value + 0.01);
    const { x0Hat, picturesInPlay } = denoiser.predict(schedule, 0, xt);
    expect(x0Hat).toEqual(images.slice(7 * D, 8 * D));
    expect([...picturesInPlay]).toEqual([1]);
  });

  test("in pure noise has nearly the whole set in play and sees its mean", () => {
    const strong = createSchedule(scheduleById("linear"), 10);
    const { x0Hat, picturesInPlay } = denoiser.predict(strong, 10, normals(1, streams.noise, 0, D));
    expect(picturesInPlay[0]).toBeCloseTo(40, 3);
    const firstValues = Float64Array.from({ length: 40 }, (_, n) => at(images, n * D));
    expect(x0Hat[0]).toBeCloseTo(mean(firstValues), 5);
  });

  test("does not overflow on an x_t far outside the data", () => {
    const { x0Hat } = denoiser.predict(schedule, 1, new Float32Array(D).fill(1e4));
    expect(x0Hat.every(Number.isFinite)).toBe(true);
  });

  test("led back by DDIM from pure noise paints an image of its set by heart", async () => {
    const xT = normals(3, streams.sample, 0, D);
    const process = reverseProcess({
      schedule,
      moves: ddim.moves(schedule, timesteps(1000, 50, "trailing"), { eta: 0 }),
      imageLength: D,
      parameterisation: "x0",
      xT,
      predict: (xt, t) => denoiser.predict(schedule, t, xt).x0Hat,
      noise: () => new Float32Array(D),
      clipping: "range",
    });
    let x0 = xT;
    for await (const frame of process) x0 = frame.xt;
    const distances = Array.from({ length: 40 }, (_, n) =>
      Math.hypot(...x0.map((value, i) => value - at(images, n * D + i))),
    );
    expect(Math.min(...distances)).toBeLessThan(1e-3);
  });

  test.each([
    { values: 13, dimension: D },
    { values: 0, dimension: D },
  ])("refuses a set of $values values", ({ values, dimension }) => {
    expect(() => new IdealDenoiser(new Float32Array(values), dimension)).toThrow(
      new RangeError(`${values} values are not 1 or more images of 12`),
    );
  });

  test("refuses an x_t of another size", () => {
    expect(() => denoiser.predict(schedule, 1, new Float32Array(D + 1))).toThrow(
      new RangeError("13 values are not whole images of 12"),
    );
  });
});
