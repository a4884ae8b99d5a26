import { expect, test } from "vitest";
import { zh } from "#i18n/zh.ts";
import { zhModels } from "#i18n/zhModels.ts";

test("every text of it is one of the page's", () => {
  expect(zh).toMatchObject(zhModels);
});
