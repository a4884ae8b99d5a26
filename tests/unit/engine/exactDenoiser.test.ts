import { expect, test } from "vitest";
import { gatherImages } from "#data/batch.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { ExactDenoiser } from "#engine/exactDenoiser.ts";
import { IdealDenoiser } from "#diffusion/idealDenoiser.ts";
import { normals, streams } from "#math/random.ts";
import { stripes } from "../../fixtures/stripes.ts";

const schedule = chosenSchedule({ id: "linear", T: 100, params: {} });

test("it is the ideal denoiser over the pictures it was given, image by image", async () => {
  const dataset = stripes();
  const indices = Int32Array.of(2, 3, 11);
  const denoiser = new ExactDenoiser(dataset, indices, schedule);
  const xt = normals(1, streams.sample, 0, 4 * 64);
  const x0Hat = await denoiser.predict(xt, 30);
  const expected = new IdealDenoiser(gatherImages(dataset, indices), 64).predict(schedule, 30, xt);
  expect(x0Hat).toEqual(expected.x0Hat);
  expect(denoiser.picturesInPlay).toEqual(expected.picturesInPlay);
});

test("a large batch over many pictures does not keep the thread from its messages", async () => {
  const dataset = stripes(2000);
  const denoiser = new ExactDenoiser(
    dataset,
    Int32Array.from({ length: 2000 }, (_, i) => i),
    schedule,
  );
  let isDone = false;
  const work = denoiser.predict(normals(1, streams.sample, 0, 300 * 64), 30).then(() => (isDone = true));
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise<boolean>((resolve) => {
    port2.addEventListener("message", () => resolve(isDone));
  });
  port2.start();
  port1.postMessage("cancel");
  expect(await heard).toBe(false);
  port1.close();
  await work;
});

test("told a class, it is the ideal denoiser over the pictures of that class", async () => {
  const dataset = {
    ...stripes(),
    labels: Uint8Array.from({ length: 20 }, (_, i) => i % 3),
    classes: ["a", "b", "c"],
  };
  const indices = Int32Array.of(2, 3, 5, 11, 12);
  const denoiser = new ExactDenoiser(dataset, indices, schedule);
  const xt = normals(1, streams.sample, 0, 2 * 64);
  const x0Hat = await denoiser.predict(xt, 30, Int32Array.of(2, 0));
  const over = (chosen: Int32Array, from: number) =>
    new IdealDenoiser(gatherImages(dataset, chosen), 64).predict(schedule, 30, xt.subarray(from, from + 64))
      .x0Hat;
  expect(x0Hat.slice(0, 64)).toEqual(over(Int32Array.of(2, 5, 11), 0));
  expect(x0Hat.slice(64)).toEqual(over(Int32Array.of(3, 12), 64));
  await expect(denoiser.predict(xt, 30, Int32Array.of(1, 1))).rejects.toThrow(
    new RangeError("none of the 5 pictures is of class 1: take more of them"),
  );
});
