import { beforeAll, expect, test, vi } from "vitest";
import { read, readAndDispose } from "#engine/read.ts";
import { chooseBackend } from "#engine/backend.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

test("the values are a copy that may be moved away: the tensor keeps its own", async () => {
  const tensor = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const values = await read(tensor);
  expect([...values]).toEqual([1, 2, 3, 4]);
  structuredClone(values, { transfer: [values.buffer] });
  expect(values).toHaveLength(0);
  expect([...(await read(tensor))]).toEqual([1, 2, 3, 4]);
});

test("a tensor that is needed no more is gone once it is read", async () => {
  const before = tf.memory().numTensors;
  const tensor = tf.tensor1d([5, 6]);
  expect([...(await readAndDispose(tensor))]).toEqual([5, 6]);
  expect(tensor.isDisposed).toBe(true);
  expect(tf.memory().numTensors).toBe(before);
});

test("it is gone even where it could not be read", async () => {
  const tensor = tf.tensor1d([5, 6]);
  vi.spyOn(tensor, "data").mockRejectedValue(new Error("the device was lost"));
  await expect(readAndDispose(tensor)).rejects.toThrow("the device was lost");
  expect(tensor.isDisposed).toBe(true);
});
