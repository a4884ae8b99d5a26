import { expect, test } from "vitest";
import { en } from "#i18n/en.ts";
import { enModels } from "#i18n/enModels.ts";

test("every text of it is one of the page's", () => {
  expect(en).toMatchObject(enModels);
});
