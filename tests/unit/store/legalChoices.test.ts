import { expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { legalChoices } from "#store/legalChoices.ts";

test("choices that go together stay as they are", () => {
  expect(legalChoices(defaultChoices())).toEqual(defaultChoices());
  const v = { ...defaultChoices(), zeroSnr: true, predicts: "v" } as const;
  expect(legalChoices(v)).toEqual(v);
});

test("a picture is not enlarged, and eps not predicted from an x_T that is nothing else", () => {
  const chosen = { ...defaultChoices(), data: "pixelfaces", px: "32", zeroSnr: true } as const;
  expect(legalChoices(chosen)).toMatchObject({ px: "16", predicts: "v" });
});
