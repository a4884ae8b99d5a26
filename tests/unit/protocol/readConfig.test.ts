import { expect, test } from "vitest";
import { readConfig } from "#protocol/readConfig.ts";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";

const config = trainingConfigOf(defaultChoices());

test("a legal configuration comes as it is, and keys of other programs are left out", () => {
  expect(readConfig({ ...config, author: "me" })).toEqual({ config });
});

test("each value that is not legal is named by its path", () => {
  const wrong = { ...config, batch: 0, schedule: { ...config.schedule, T: 5 }, widths: { channels: [7] } };
  expect(readConfig(wrong)).toEqual({
    problems: expect.arrayContaining([
      expect.stringMatching(/^batch: /),
      expect.stringMatching(/^schedule\.T: /),
      expect.stringMatching(/^widths\.channels\.0: /),
      expect.stringMatching(/^widths\.groups: /),
    ]) as unknown,
  });
  expect(readConfig(null)).toEqual({ problems: [expect.stringMatching(/^configuration: /)] });
});
