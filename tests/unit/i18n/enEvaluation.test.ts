import { expect, test } from "vitest";
import { en } from "#i18n/en.ts";
import { enEvaluation } from "#i18n/enEvaluation.ts";

test("every text of it is one of the page's", () => {
  expect(en.evaluation).toEqual(enEvaluation);
});
