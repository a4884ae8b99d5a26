import * as fc from "fast-check";
import { expect, test } from "vitest";
import { permutation, splitDataset } from "#data/split.ts";

test("every image is in one half, and a tenth is held out: at least 1, at most 512", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9000 }), (count) => {
      const { train, validation } = splitDataset(count);
      expect(validation).toHaveLength(Math.min(Math.max(1, Math.floor(count / 10)), 512));
      expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
    }),
    { numRuns: 30 },
  );
});

test("the held-out images are spread over the set and always the same", () => {
  const { validation } = splitDataset(4096);
  expect(validation).toEqual(splitDataset(4096).validation);
  expect(validation.reduce((a, b) => a + b, 0) / validation.length / 4096).toBeCloseTo(0.5, 1);
});

test("a set that leaves nothing to train on is refused", () => {
  expect(() => splitDataset(1)).toThrow(new RangeError("1 images cannot be split; at least 2 are needed"));
});

test("a permutation has every number once and depends on its seed", () => {
  expect([...permutation(5, 100)].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
  expect(permutation(5, 100)).not.toEqual(permutation(6, 100));
});

test("each of the six orders of three is about as likely", () => {
  const seen = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const order = permutation(seed, 3).join("");
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect(seen.size).toBe(6);
  for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(150);
});
