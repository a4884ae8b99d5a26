import { expect, test } from "vitest";
import { zh } from "#i18n/zh.ts";
import { zhEvaluation } from "#i18n/zhEvaluation.ts";

test("every text of it is one of the page's", () => {
  expect(zh.evaluation).toEqual(zhEvaluation);
});
