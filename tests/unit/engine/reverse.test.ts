import { describe, expect, test } from "vitest";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import type { Denoiser } from "#engine/denoiser.ts";
import type { ReverseOrder } from "#engine/reverse.ts";
import { isAskedTwice, reverse } from "#engine/reverse.ts";
import { samplerById } from "#diffusion/samplers/index.ts";
import { defaultParams } from "#math/params.ts";

const sampler = samplerById("ddpm");

const schedule = chosenSchedule({ id: "linear", T: 10, params: {} });

const order = (isShown: (move: number) => boolean): ReverseOrder => ({
  schedule,
  moves: sampler.moves(schedule, [10, 7, 3, 0], defaultParams(sampler.params)),
  xT: Float32Array.of(1, -1, 0.5, 0.25),
  imageLength: 2,
  seed: 1,
  clipping: "range",
  condition: null,
  isShown,
});

/** Sees a tenth of everything as noise. */
const denoiser: Denoiser = {
  parameterisation: "eps",
  picturesInPlay: null,
  predict: async (xt) => xt.map((value) => value / 10),
  dispose: () => undefined,
};

async function frames(isShown: (move: number) => boolean) {
  const all = [];
  for await (const frame of reverse(denoiser, order(isShown))) all.push(frame);
  return all;
}

test("every step has its turn, and a frame where it is looked at; the last one always is", async () => {
  const seen = await frames((move) => move === 1);
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

describe("guidance", () => {
  /** Answers with the class, 10 for none, and notes what it was told. */
  function listening(): { readonly told: (string | null)[]; readonly denoiser: Denoiser } {
    const told: (string | null)[] = [];
    return {
      told,
      denoiser: {
        ...denoiser,
        predict: async (xt, _, labels) => {
          told.push(labels ? labels.join() : null);
          return xt.map((_, i) => labels?.[Math.floor(i / 2)] ?? 10);
        },
      },
    };
  }

  async function guided(guidance: number) {
    const { told, denoiser: asked } = listening();
    const process = reverse(asked, {
      ...order(() => true),
      condition: { labels: Int32Array.of(4, 1), guidance },
    });
    const first = (await process.next()).value;
    return { told, epsHat: first?.epsHat };
  }

  test("of 0 asks without a class, of 1 with it: once each", async () => {
    expect((await guided(0)).told).toEqual([null]);
    expect((await guided(1)).told).toEqual(["4,1"]);
  });

  test("of 3 goes three times as far from the free prediction as the class does", async () => {
    const process = reverse(listening().denoiser, {
      ...order(() => true),
      clipping: "none",
      condition: { labels: Int32Array.of(4, 1), guidance: 3 },
    });
    const { epsHat } = (await process.next()).value ?? {};
    // 10 + 3 (4 - 10) and 10 + 3 (1 - 10).
    for (const [i, value] of [-8, -8, -17, -17].entries()) expect(epsHat?.[i]).toBeCloseTo(value, 4);
    expect((await guided(3)).told).toEqual([null, "4,1"]);
  });

  test("asks twice only where both answers count", () => {
    const condition = (guidance: number) => ({ labels: Int32Array.of(1), guidance });
    expect([0, 1, 2].map((guidance) => isAskedTwice(condition(guidance), 3))).toEqual([false, false, true]);
    expect(isAskedTwice(condition(2), null)).toBe(false);
    expect(isAskedTwice(null, 3)).toBe(false);
  });
});
