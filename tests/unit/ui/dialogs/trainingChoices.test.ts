import { describe, expect, test } from "vitest";
import { createAppStore } from "#store/appStore.ts";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { defaultTrainingChoices } from "#ui/dialogs/trainingChoices.ts";

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
