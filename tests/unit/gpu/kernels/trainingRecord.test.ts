import { expect, test } from "vitest";
import { recordLength, recordOf } from "#gpu/kernels/trainingRecord.ts";

/** Steps 5 and 4 in a ring of two rows, batch 2: step 5 has overwritten step 3. */
const ring = Float32Array.of(5, 0.5, 2, 0, 7, 9, 0.25, 0.75, 4, 0.25, 1, 1, 1, 1000, 0.125, 0.375);

test("a record has its step, loss, norm and fate, then timesteps and losses of the images", () => {
  expect(recordLength(2)).toBe(8);
  expect(recordOf(ring, 4, 2)).toEqual({
    step: 4,
    loss: 0.25,
    gradientNorm: 1,
    isApplied: true,
    timesteps: Int32Array.of(1, 1000),
    imageLosses: Float32Array.of(0.125, 0.375),
  });
  expect(recordOf(ring, 5, 2)).toMatchObject({ isApplied: false, timesteps: Int32Array.of(7, 9) });
});

test.each([3, 6])("step %d, which the ring has lost or not yet seen, is refused", (step) => {
  expect(() => recordOf(ring, step, 2)).toThrow(RangeError);
});

test("a record is a copy: the ring may be written again", () => {
  const copy = ring.slice();
  const { imageLosses } = recordOf(copy, 4, 2);
  copy.fill(0);
  expect(imageLosses).toEqual(Float32Array.of(0.125, 0.375));
});
