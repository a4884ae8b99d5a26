import { expect, test } from "vitest";
import { en } from "#i18n/en.ts";
import { enDenoise } from "#i18n/enDenoise.ts";

test("every text of it is one of the page's", () => {
  expect(en.denoise).toEqual(enDenoise);
});
