import { describe, expect, test } from "vitest";
import type { Dataset } from "#data/dataset.ts";
import { gatherImages } from "#data/batch.ts";
import { IdealDenoiser } from "#diffusion/idealDenoiser.ts";
import { qSample } from "#diffusion/forward.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { at } from "#math/at.ts";
import { normals, streams, words } from "#math/random.ts";
import { defaultChoices } from "#store/choices.ts";
import { currentSampleRequest } from "#store/samplingChoice.ts";
import type { DenoisedFrame } from "#store/session.ts";
import { nearestPicture } from "#ui/rooms/nearestPicture.ts";
import { denoised } from "../../../fixtures/samplingLog.ts";

const LENGTH = 16 * 16 * 3;
const schedule = createSchedule(scheduleById("linear"), 1000);
const request = { ...currentSampleRequest(defaultChoices(), null), count: 1 };

/** Two random pictures; the third is the second with one value changed, so that the optimum cannot tell them apart. */
const dataset: Dataset = {
  id: "three",
  count: 3,
  size: 16,
  channels: 3,
  images: threeImages(),
  labels: null,
  classes: [],
};
const all = new Int32Array([0, 1, 2]);

function threeImages(): Uint8Array<ArrayBuffer> {
  const images = Uint8Array.from(words(1, streams.data, 0, 3 * LENGTH), (word) => word % 256);
  images.copyWithin(2 * LENGTH, LENGTH, 2 * LENGTH);
  images[2 * LENGTH] = at(images, LENGTH) ^ 128;
  return images;
}

/** A frame of the exact optimum itself on x_t of the second picture. */
function frameAt(t: number): DenoisedFrame {
  const frame = denoised(1, t, Math.max(0, t - 10), request);
  const eps = normals(3, streams.noise, 0, LENGTH);
  frame.xt.set(qSample(schedule, t, gatherImages(dataset, [1]), eps));
  frame.x0Hat.set(new IdealDenoiser(gatherImages(dataset, all), LENGTH).predict(schedule, t, frame.xt).x0Hat);
  return frame;
}

describe("nearestPicture", () => {
  test("weights are those that the exact optimum's bet is made of", () => {
    const nearest = nearestPicture(dataset, all, schedule, frameAt(500), 0);
    const [own, other] = [at(dataset.images, LENGTH), at(dataset.images, 2 * LENGTH)].map(
      (byte) => byte / 127.5 - 1,
    );
    const bet = at(frameAt(500).x0Hat, 0);
    // Only the two alike are in play: the bet's first value lies between theirs, as their weights divide it.
    const share = (bet - Number(other)) / (Number(own) - Number(other));
    expect([1, 2]).toContain(nearest?.index);
    expect(nearest?.weight).toBeCloseTo(nearest?.index === 1 ? share : 1 - share, 4);
  });

  test("only candidates are considered", () => {
    expect(nearestPicture(dataset, new Int32Array([0]), schedule, frameAt(100), 0)).toMatchObject({
      index: 0,
      weight: 1,
    });
  });

  test("at t = 0, and for a network, there is nothing to weigh", () => {
    const end = nearestPicture(dataset, all, schedule, frameAt(0), 0);
    expect(end).toMatchObject({ index: 1, weight: null });
    expect(end?.distance).toBeCloseTo(0, 6);
    const network = { ...frameAt(500), step: 40 };
    expect(nearestPicture(dataset, all, schedule, network, 0)).toMatchObject({ weight: null });
  });

  test("a bet that is not finite looks like nothing", () => {
    const frame = frameAt(500);
    const broken = { ...frame, x0Hat: new Float32Array(frame.x0Hat.length).fill(Number.NaN) };
    expect(nearestPicture(dataset, all, schedule, broken, 0)).toBeNull();
  });
});
