import { expect, test } from "vitest";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import type { Denoiser } from "#engine/denoiser.ts";
import { reverse } from "#engine/reverse.ts";
import { samplerById } from "#diffusion/samplers/index.ts";
import { defaultParams } from "#math/params.ts";

const sampler = samplerById("ddpm");

const order = (isShown: (t: number, k: number) => boolean) => ({
  schedule: chosenSchedule({ id: "linear", T: 10, params: {} }),
  sampler,
  params: defaultParams(sampler.params),
  timesteps: [10, 7, 3, 0],
  xT: Float32Array.of(1, -1, 0.5, 0.25),
  seed: 1,
  clip: true,
  isShown,
});

/** Sees a tenth of everything as noise. */
const denoiser: Denoiser = {
  parameterisation: "eps",
  picturesInPlay: null,
  predict: async (xt) => xt.map((value) => value / 10),
  dispose: () => undefined,
};

async function frames(isShown: (t: number, k: number) => boolean) {
  const all = [];
  for await (const frame of reverse(denoiser, order(isShown))) all.push(frame);
  return all;
}

test("every step has its turn, and a frame where it is looked at; the last one always is", async () => {
  const seen = await frames((t) => t === 7);
  expect(seen.map((frame) => frame?.t ?? null)).toEqual([null, 7, null, 0]);
});

test("what is not looked at happens all the same", async () => {
  const [all, last] = [await frames(() => true), await frames(() => false)];
  expect(last.at(-1)?.xt).toEqual(all.at(-1)?.xt);
});

test("a frame's pictures may leave for another thread before the next step", async () => {
  const process = reverse(
    denoiser,
    order(() => true),
  );
  const first = (await process.next()).value;
  structuredClone(first?.xt, { transfer: first ? [first.xt.buffer] : [] });
  const second = (await process.next()).value;
  expect(second?.xt.every(Number.isFinite)).toBe(true);
  expect(second?.z).toHaveLength(4);
});

test("a denoiser that takes whole processes on its own device is given the order", async () => {
  const own: Denoiser = {
    ...denoiser,
    async *reverse() {
      yield null;
    },
  };
  const all = [];
  for await (const frame of reverse(
    own,
    order(() => true),
  ))
    all.push(frame);
  expect(all).toEqual([null]);
});
