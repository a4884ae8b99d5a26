import { describe, expect, test } from "vitest";
import { createAppStore } from "#store/appStore.ts";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { defaultTrainingChoices, imageSizes, legalImageSize } from "#ui/dialogs/trainingChoices.ts";

describe("defaultTrainingChoices", () => {
  test("bring back the default run and leave the rest of the page alone", () => {
    const store = createAppStore(
      "v=1&room=learn&t=77&data=digits&px=28&net=XS&zeroInit=0&schedule=cosine&T=300&schedule.offset=0.01" +
        "&lr=0.01&batch=8&ema=0.9&warmup=1&clipNorm=2&budget=10&seed=9",
    );
    store.choose(defaultTrainingChoices());
    const { choices } = store.getState();
    expect(trainingConfigOf(choices)).toEqual(trainingConfigOf(defaultChoices()));
    expect([choices.room, choices.t]).toEqual(["learn", 77]);
  });
});

describe("imageSizes", () => {
  test.each([
    [16, ["8", "16"]],
    [28, ["8", "16", "28"]],
    [32, ["8", "16", "28", "32"]],
  ])("pictures of side %d are never enlarged", (side, sizes) => {
    expect(imageSizes(side)).toEqual(sizes);
  });
});

describe("legalImageSize", () => {
  test("stays where the new pictures are large enough, else takes their own size", () => {
    expect(legalImageSize("16", 32)).toBe("16");
    expect(legalImageSize("32", 28)).toBe("28");
    expect(legalImageSize("32", 16)).toBe("16");
  });
});
