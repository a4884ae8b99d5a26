import { beforeAll, describe, expect, test } from "vitest";
import { gatherImages } from "#data/batch.ts";
import { splitDataset } from "#data/split.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import type { Context, TrainingData } from "#engine/context.ts";
import type { TrainedNetwork } from "#engine/sampleSetting.ts";
import { exactSetting, networkSetting } from "#engine/sampleSetting.ts";
import { createTrainer } from "#engine/createTrainer.ts";
import { normals, streams } from "#math/random.ts";
import { chooseBackend } from "#engine/backend.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";
import { stripes } from "../../fixtures/stripes.ts";
import { tinyConfig, tinyRequest } from "../../fixtures/tinyRun.ts";

const dataset = stripes();
const data: TrainingData = { dataset, split: splitDataset(dataset.count) };
const xt = normals(1, streams.sample, 0, 64);

describe("the exact optimum", () => {
  const asked: unknown[] = [];
  const context: Context = {
    emit: () => {},
    deviceReady: () => Promise.reject(new Error("the exact optimum needs no device")),
    load: (...request) => {
      asked.push(request);
      return Promise.resolve(data);
    },
  };

  test("over one picture it sees the first training picture in everything", async () => {
    const { denoiser, ...rest } = await exactSetting({ ...tinyRequest, pictures: 1 }, context);
    expect(asked.at(-1)).toEqual(["pixelfaces", 8]);
    expect(await denoiser.predict(xt, 5)).toEqual(gatherImages(dataset, data.split.train.subarray(0, 1)));
    expect(rest).toEqual({
      schedule: chosenSchedule(tinyRequest.schedule),
      scheduleChoice: tinyRequest.schedule,
      data,
      classes: null,
      step: null,
    });
  });

  test("of more pictures than there are it takes all that train, and none that is held out", async () => {
    const { denoiser } = await exactSetting({ ...tinyRequest, pictures: 1000 }, context);
    const shown = gatherImages(dataset, data.split.train);
    // At t = T x_t says next to nothing: the answer is near the mean picture.
    const guess = await denoiser.predict(new Float32Array(64), 10);
    for (const [i, value] of guess.entries()) {
      let sum = 0;
      for (let n = 0; n < 18; n++) sum += shown[n * 64 + i] ?? Number.NaN;
      expect(value).toBeCloseTo(sum / 18, 1);
    }
    expect(denoiser.picturesInPlay?.[0]).toBeCloseTo(18, 1);
  });

  test("an impossible schedule is refused before anything is fetched", async () => {
    const before = asked.length;
    const schedule = { ...tinyRequest.schedule, T: 5 };
    await expect(exactSetting({ ...tinyRequest, schedule }, context)).rejects.toThrow(RangeError);
    expect(asked).toHaveLength(before);
  });
});

describe("a network", () => {
  beforeAll(async () => {
    await chooseBackend(["cpu"], refuseLoss);
  });

  async function trained(): Promise<TrainedNetwork> {
    const schedule = chosenSchedule(tinyConfig.schedule);
    const trainer = createTrainer(tinyConfig, schedule, dataset, data.split, null);
    await trainer.takeStep(false);
    return { trainer, config: tinyConfig, schedule, data };
  }

  test("brings its own schedule, data and step", async () => {
    const network = await trained();
    const { denoiser, ...rest } = networkSetting("network", network);
    expect(rest).toEqual({
      schedule: network.schedule,
      scheduleChoice: tinyConfig.schedule,
      data,
      classes: null,
      step: 1,
    });
    expect(denoiser.parameterisation).toBe("eps");
  });

  test("stays as it is while training goes on, raw or averaged, and when it is discarded", async () => {
    const network = await trained();
    const raw = networkSetting("network", network).denoiser;
    const averaged = networkSetting("ema", network).denoiser;
    const before = [await raw.predict(xt, 5), await averaged.predict(xt, 5)];
    expect(before[0]).not.toEqual(before[1]);
    await network.trainer.takeStep(false);
    const after = networkSetting("network", network);
    expect(after.step).toBe(2);
    expect(await after.denoiser.predict(xt, 5)).not.toEqual(before[0]);
    network.trainer.dispose();
    expect([await raw.predict(xt, 5), await averaged.predict(xt, 5)]).toEqual(before);
  });

  test("where there is none, the page is told what to do", () => {
    expect(() => networkSetting("ema", null)).toThrow(
      "no network has been trained yet: start a training run first",
    );
  });
});
