import { beforeAll, describe, expect, test } from "vitest";
import type { ReverseFrame } from "#diffusion/reverse.ts";
import { samplerById, samplers } from "#diffusion/samplers/index.ts";
import { CapturedDenoiser } from "#engine/captured/capturedDenoiser.ts";
import { NetworkPrograms } from "#engine/captured/networkPrograms.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { captureReverse } from "#engine/captured/reverseProgram.ts";
import type { Denoiser } from "#engine/denoiser.ts";
import type { ReverseOrder } from "#engine/reverse.ts";
import { reverse } from "#engine/reverse.ts";
import { flatLayout, spread } from "#gpu/flatLayout.ts";
import type { Held } from "#gpu/held.ts";
import { hold } from "#gpu/held.ts";
import { viewParameters } from "#gpu/ops/gradient.ts";
import { defaultParams } from "#math/params.ts";
import { normals, streams } from "#math/random.ts";
import { unetConfig } from "#nn/config.ts";
import { initialWeights, split } from "#nn/parameters.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import { createUnet } from "#nn/unet.ts";
import { difference, useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

const unet = createUnet(unetConfig("XS", 8, 1, false));
const flat = flatLayout(unet.layout);
const images = (count: number) => Float32Array.from({ length: 64 * count }, (_, i) => Math.sin(i));

function weights(seed: number): { readonly packed: Float32Array<ArrayBuffer>; readonly held: Held } {
  const packed = initialWeights(unet.layout, seed);
  return { packed, held: hold(gpu.backend, spread(flat, packed), [flat.size]) };
}

async function expected(packed: Float32Array, xt: Float32Array, timesteps: readonly number[]) {
  const eps = tf.tidy(() =>
    unet.forward(
      split(unet.layout, tf.tensor1d(packed)),
      tf.tensor4d(xt, [timesteps.length, 8, 8, 1]),
      embedTimesteps(timesteps, unet.timestepChannels),
    ),
  );
  return eps.data();
}

describe("a captured network", () => {
  test("answers as the network does, for any number of images", async () => {
    const { packed, held } = weights(1);
    const programs = new NetworkPrograms(gpu.backend, unet, flat, "eps");
    const denoiser = new CapturedDenoiser(programs, held);
    for (const timesteps of [[5], [1, 900, 30], [7]]) {
      const xt = images(timesteps.length);
      const eps = await denoiser.predictEach(xt, timesteps);
      expect(difference(eps, await expected(packed, xt, timesteps))).toBeLessThan(1e-5);
    }
    expect(await denoiser.predict(images(2), 40)).toEqual(await denoiser.predictEach(images(2), [40, 40]));
    denoiser.dispose();
    programs.release();
  });

  test("of two that take turns each keeps its weights", async () => {
    const [a, b] = [weights(1), weights(2)];
    const programs = new NetworkPrograms(gpu.backend, unet, flat, "eps");
    const denoisers = [a, b].map(({ held }) => new CapturedDenoiser(programs, held));
    const xt = images(1);
    const answers = await Promise.all([...denoisers, ...denoisers].map((one) => one.predictEach(xt, [9])));
    for (const [i, { packed }] of [a, b, a, b].entries()) {
      expect(difference(answers[i] ?? [], await expected(packed, xt, [9]))).toBeLessThan(1e-5);
    }
    for (const one of denoisers) one.dispose();
    programs.release();
  });

  test("copies its weights: what becomes of the originals does not matter", async () => {
    const { packed, held } = weights(1);
    const programs = new NetworkPrograms(gpu.backend, unet, flat, "eps");
    const denoiser = new CapturedDenoiser(programs, held);
    held.dispose();
    // The last one who holds it frees it.
    programs.release();
    const eps = await denoiser.predictEach(images(1), [9]);
    expect(difference(eps, await expected(packed, images(1), [9]))).toBeLessThan(1e-5);
    denoiser.dispose();
  });
});

describe("a reverse process on the GPU", () => {
  const order = (samplerId: string, changes: Partial<ReverseOrder> = {}): ReverseOrder => {
    const sampler = samplerById(samplerId);
    const schedule = chosenSchedule({ id: "linear", T: 100, params: {} });
    return {
      schedule,
      moves: sampler.moves(schedule, [100, 70, 45, 20, 5, 0], defaultParams(sampler.params)),
      xT: normals(3, streams.sample, 0, 2 * 64),
      imageLength: 64,
      seed: 3,
      clipping: "range",
      condition: null,
      isShown: () => true,
      ...changes,
    };
  };

  async function framesOf(process: AsyncGenerator<ReverseFrame | null, void>) {
    const frames: ReverseFrame[] = [];
    for await (const frame of process) if (frame) frames.push(frame);
    return frames;
  }

  async function expectSame(
    denoiser: CapturedDenoiser,
    one: () => ReverseOrder,
    tolerance = 1e-3,
  ): Promise<void> {
    const onGpu = await framesOf(denoiser.reverse(one()));
    const stepByStep: Denoiser = {
      parameterisation: denoiser.parameterisation,
      picturesInPlay: null,
      predict: (xt, t, labels) => denoiser.predict(xt, t, labels),
      dispose: () => undefined,
    };
    const expectedFrames = await framesOf(reverse(stepByStep, one()));
    expect(onGpu.map(({ t, s, weights }) => ({ t, s, weights }))).toEqual(
      expectedFrames.map(({ t, s, weights }) => ({ t, s, weights })),
    );
    for (const [i, frame] of onGpu.entries()) {
      for (const name of ["xt", "x0Hat", "epsHat", "z"] as const) {
        expect(difference(frame[name], expectedFrames[i]?.[name] ?? []), `${name} ${i}`).toBeLessThan(
          tolerance,
        );
      }
    }
  }

  test.each([...samplers.keys()])(
    "by %s gives the frames that it gives step by step on the processor",
    async (id) => {
      const programs = new NetworkPrograms(gpu.backend, unet, flat, "eps");
      const denoiser = new CapturedDenoiser(programs, weights(1).held);
      await expectSame(denoiser, () => order(id));
      denoiser.dispose();
      programs.release();
    },
  );

  test.each(["x0", "v"] as const)(
    "reads %s as the processor does, thresholded dynamically or not at all",
    async (said) => {
      const programs = new NetworkPrograms(gpu.backend, unet, flat, said);
      const denoiser = new CapturedDenoiser(programs, weights(1).held);
      for (const clipping of ["dynamic", "none"] as const) {
        await expectSame(denoiser, () => order("ddim", { clipping }));
      }
      denoiser.dispose();
      programs.release();
    },
  );

  test.each([0, 1, 2.5])("of a network that knows classes is guided by %d", async (guidance) => {
    const told = createUnet(unetConfig("XS", 8, 1, false, 3));
    const layout = flatLayout(told.layout);
    const packed = initialWeights(told.layout, 1);
    const held = hold(gpu.backend, spread(layout, packed), [layout.size]);
    const programs = new NetworkPrograms(gpu.backend, told, layout, "v");
    const denoiser = new CapturedDenoiser(programs, held);
    const condition = { labels: Int32Array.of(2, 0), guidance };
    await expectSame(denoiser, () => order("ddpm", { condition }));
    const [free, shown] = [
      await denoiser.predict(images(2), 9),
      await denoiser.predict(images(2), 9, Int32Array.of(2, 0)),
    ];
    expect(difference(free, shown)).toBeGreaterThan(1e-4);
    denoiser.dispose();
    programs.release();
  });

  test("brings back what is looked at alone, and ends the same", async () => {
    const programs = new NetworkPrograms(gpu.backend, unet, flat, "eps");
    const denoiser = new CapturedDenoiser(programs, weights(1).held);
    const all = await framesOf(denoiser.reverse(order("ddpm")));
    const some = await framesOf(denoiser.reverse(order("ddpm", { isShown: (move) => move === 2 })));
    expect(some.map(({ t }) => t)).toEqual([45, 0]);
    expect(some.at(-1)?.xt).toEqual(all.at(-1)?.xt);
    denoiser.dispose();
    programs.release();
  });

  test("is one step, captured: each replay takes the next, and the network is asked once in it", async () => {
    const held = weights(1).held;
    const parameters = () => viewParameters(gpu.backend, flat, held.tensor);
    const program = await captureReverse(gpu.backend, unet, "eps", parameters, order("ddim"));
    const { names } = program.captured.plan;
    expect(names.filter((name) => name === "beginReverseStep")).toHaveLength(1);
    expect(names.at(-1)).toBe("reverseStep");
    const before = await gpu.read(program.x);
    program.captured.plan.replay(1);
    const after = await gpu.read(program.x);
    expect(await gpu.read(program.captured.outputs.xt)).toEqual(before);
    expect(after).not.toEqual(before);
    program.dispose();
  });
});
