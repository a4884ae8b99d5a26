import { describe, expect, test } from "vitest";
import { integers, normals, philox4x32, streams, uniforms, words } from "#math/random.ts";
import { at } from "#math/at.ts";
import { mean, standardDeviation } from "#math/statistics.ts";

describe("philox4x32", () => {
  /** Known answers of the authors' library: Random123, tests/kat_vectors, philox4x32 with 10 rounds. */
  test.each([
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      answer: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      answer: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      answer: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])("gives the published words for counter $counter", ({ counter, key, answer }) => {
    const out = new Uint32Array(6);
    const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter;
    const [k0 = 0, k1 = 0] = key;
    philox4x32(c0, c1, c2, c3, k0, k1, out, 1);
    expect([...out]).toEqual([0, ...answer, 0]);
  });
});

describe("words", () => {
  test("are blocks of the counter (block, step, 0, 0) under the key (seed, stream)", () => {
    const block = new Uint32Array(4);
    philox4x32(2, 9, 0, 0, 0xffffffff, streams.noise, block);
    expect(words(0xffffffff, streams.noise, 9, 12).subarray(8)).toEqual(block);
  });

  test("of a shorter draw begin a longer one", () => {
    expect(words(1, streams.data, 0, 5)).toEqual(words(1, streams.data, 0, 9).subarray(0, 5));
  });

  test.each([
    ["seed", words(2, streams.noise, 3, 64)],
    ["stream", words(1, streams.sample, 3, 64)],
    ["step", words(1, streams.noise, 4, 64)],
  ])("another %s shares no word with (1, noise, 3)", (_, other) => {
    const first = new Set(words(1, streams.noise, 3, 64));
    expect([...other].filter((word) => first.has(word))).toEqual([]);
  });
});

test("streams have different numbers", () => {
  const numbers = Object.values(streams);
  expect(new Set(numbers).size).toBe(numbers.length);
});

describe("uniforms", () => {
  const n = 100_000;
  const u = uniforms(11, streams.data, 0, n);

  test("lie strictly between 0 and 1, with the mean and deviation of U(0, 1)", () => {
    expect(u.every((value) => value > 0 && value < 1)).toBe(true);
    expect(Math.abs(mean(u) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(standardDeviation(u)).toBeCloseTo(Math.sqrt(1 / 12), 2);
  });

  test("are the middles of the words' intervals", () => {
    const [first = 0] = words(11, streams.data, 0, 1);
    expect(at(u, 0)).toBe((first + 0.5) / 2 ** 32);
  });

  test("fill 20 bins evenly: chi squared below its 99.9 % quantile", () => {
    const counts = Array<number>(20).fill(0);
    for (const value of u) counts[Math.floor(value * 20)] = at(counts, Math.floor(value * 20)) + 1;
    const chiSquared = counts.reduce((sum, count) => sum + (count - n / 20) ** 2 / (n / 20), 0);
    expect(chiSquared).toBeLessThan(43.8);
  });
});

test("integers reach both ends of 0..n - 1 and nothing beyond", () => {
  const drawn = integers(5, streams.batch, 0, 1000, 7);
  expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

describe("normals", () => {
  const n = 100_000;
  const z = normals(3, streams.noise, 0, n);
  const moment = (power: number) => mean(Float64Array.from(z, (value) => value ** power));

  test.each([
    { power: 1, expected: 0, variance: 1 },
    { power: 2, expected: 1, variance: 2 },
    { power: 3, expected: 0, variance: 15 },
    { power: 4, expected: 3, variance: 96 },
  ])("have moment $power of N(0, 1) within five standard errors", ({ power, expected, variance }) => {
    expect(Math.abs(moment(power) - expected)).toBeLessThan(5 * Math.sqrt(variance / n));
  });

  test("are Box & Muller's pairs over the uniform numbers, in their order", () => {
    const u = uniforms(3, streams.noise, 0, 12);
    for (let i = 0; i < 12; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(at(u, i)));
      expect(at(z, i)).toBeCloseTo(radius * Math.cos(2 * Math.PI * at(u, i + 1)), 6);
      expect(at(z, i + 1)).toBeCloseTo(radius * Math.sin(2 * Math.PI * at(u, i + 1)), 6);
    }
  });

  test.each([1, 2, 3])("are uncorrelated at lag %d, so that neither pairs nor blocks show", (lag) => {
    const products = Float64Array.from({ length: n - lag }, (_, i) => at(z, i) * at(z, i + lag));
    expect(Math.abs(mean(products))).toBeLessThan(5 / Math.sqrt(n));
  });

  test.each([
    ["stream", normals(3, streams.sample, 0, n)],
    ["step", normals(3, streams.noise, 1, n)],
    ["seed", normals(4, streams.noise, 0, n)],
  ])("are uncorrelated with those of another %s", (_, other) => {
    const products = Float64Array.from(z, (value, i) => value * at(other, i));
    expect(Math.abs(mean(products))).toBeLessThan(5 / Math.sqrt(n));
  });

  test.each([1, 2, 3, 5, 8])("of a draw of %d begin a longer one", (count) => {
    expect(normals(3, streams.noise, 0, count)).toEqual(z.slice(0, count));
  });
});
