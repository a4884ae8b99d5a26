import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { streams, uniforms } from "#math/random.ts";
import { logBinProbability } from "#diffusion/discretisedGaussian.ts";

const greys = Array.from({ length: 256 }, (_, grey) => grey / 127.5 - 1);

describe("mpmath with 400 digits gives", () => {
  test.each([
    { where: "the middle", grey: 128, mean: 0.00390625, std: 0.01, expected: -1.1872555036150683 },
    { where: "a wide curve", grey: 128, mean: 0, std: 0.5, expected: -5.0739487264384895 },
    { where: "its tail", grey: 10, mean: -0.9, std: 1, expected: -5.767290062569962 },
    {
      where: "almost certainty",
      grey: 200,
      mean: 0.568359375,
      std: 0.001,
      expected: -0.0001433284554580507,
    },
    { where: "the bin beside", grey: 200, mean: 0.575, std: 0.001, expected: -4.944372148299657 },
    { where: "98 deviations off", grey: 130, mean: -0.75, std: 0.0078125, expected: -4808.2727483286035 },
    { where: "3039 deviations off", grey: 77, mean: 30, std: 0.01, expected: -4618424.932141924 },
    { where: "1e5 deviations off", grey: 77, mean: -1000, std: 0.0078125, expected: -8185447723.398324 },
    { where: "the lowest bin", grey: 0, mean: -1, std: 0.01, expected: -0.42689993772632867 },
    { where: "above the lowest bin", grey: 0, mean: 0.5, std: 0.01, expected: -11197.180364788252 },
    { where: "far above it", grey: 0, mean: 3, std: 0.0009765625, expected: -8372177.047611622 },
    { where: "beyond the highest bin", grey: 255, mean: 1.25, std: 0.0625, expected: -2.4249784561184802e-5 },
    { where: "below the highest bin", grey: 255, mean: -1, std: 0.01, expected: -19927.860839240817 },
    { where: "far below it", grey: 255, mean: -1000, std: 0.01, expected: -5009965757.607792 },
  ])("$expected in $where", ({ grey, mean, std, expected }) => {
    expect(logBinProbability(at(greys, grey), mean, std) / expected).toBeCloseTo(1, 11);
  });
});

test("the 256 probabilities sum to 1, wherever the mean is and however wide the curve", () => {
  const draws = uniforms(1, streams.data, 0, 600);
  for (let k = 0; k < 600; k += 2) {
    const mean = 4 * at(draws, k) - 2;
    const std = 10 ** (4 * at(draws, k + 1) - 4);
    const sum = greys.reduce((total, grey) => total + Math.exp(logBinProbability(grey, mean, std)), 0);
    expect(sum).toBeCloseTo(1, 12);
  }
});

test("in a curve much wider than its bin is density times width", () => {
  const [grey, mean, std] = [at(greys, 90), 0.2, 0.8];
  const density = Math.exp(-(((grey - mean) / std) ** 2) / 2) / (std * Math.sqrt(2 * Math.PI));
  expect(logBinProbability(grey, mean, std)).toBeCloseTo(Math.log((density * 2) / 255), 5);
});

test("is the same seen in a mirror", () => {
  for (const mean of [-1.2, -0.5, 0.001, 1.1]) {
    for (const grey of [0, 3, 127, 200, 255]) {
      const mirrored = logBinProbability(at(greys, 255 - grey), -mean, 0.3);
      expect(mirrored / logBinProbability(at(greys, grey), mean, 0.3)).toBeCloseTo(1, 12);
    }
  }
});

test("falls, without an end or a jump, as the mean leaves the bin", () => {
  let previous = 0;
  for (let distance = 1e-3; distance < 1e9; distance *= 1.3) {
    const logProbability = logBinProbability(at(greys, 128), at(greys, 128) + distance, 0.005);
    expect(logProbability).toBeLessThan(previous);
    previous = logProbability;
  }
  expect(previous).toBeGreaterThan(-Infinity);
});

test("takes a grey value that was rounded to float32 for what it is", () => {
  for (const grey of greys) {
    expect(logBinProbability(Math.fround(grey), 0.3, 0.4)).toBe(logBinProbability(grey, 0.3, 0.4));
  }
});

test("is no number where the mean is none", () => {
  expect(logBinProbability(0, Number.NaN, 0.1)).toBeNaN();
});

test.each([1.01, -1.01, Number.NaN])("%d is no grey value and is refused", (x0) => {
  expect(() => logBinProbability(x0, 0, 1)).toThrow(new RangeError(`x0 = ${x0} is outside -1..1`));
});
