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
