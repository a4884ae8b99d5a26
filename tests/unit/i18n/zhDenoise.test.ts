import { expect, test } from "vitest";
import { zh } from "#i18n/zh.ts";
import { zhDenoise } from "#i18n/zhDenoise.ts";

test("every text of it is one of the page's", () => {
  expect(zh.denoise).toEqual(zhDenoise);
});
