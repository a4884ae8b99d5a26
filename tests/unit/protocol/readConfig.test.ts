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

test("very many values that are not legal are one problem, and a long text is cut", () => {
  const zeros = Array.from({ length: 150_000 }, () => 0);
  const widths = { channels: zeros, layers: 1, groups: 2 };
  expect(readConfig({ ...config, widths })).toEqual({
    problems: [expect.stringMatching(/^widths\.channels: .{10,80}$/)],
  });
  const params = Object.fromEntries(zeros.map((_, i) => [`p${i}`, "x"]));
  expect(readConfig({ ...config, schedule: { ...config.schedule, params } })).toEqual({
    problems: [expect.stringMatching(/^schedule\.params: .{10,80}$/)],
  });
  const long = "y".repeat(500_000);
  expect(readConfig({ ...config, modelSize: `\n\u202e${long}` })).toEqual({
    problems: [expect.stringMatching(/^modelSize: [^\n\u202e]{100,300}…$/)],
  });
  expect(readConfig({ ...config, schedule: { ...config.schedule, params: { [long]: "x" } } })).toEqual({
    problems: [expect.stringMatching(/^schedule\.params\.y{44}…: .{10,80}$/)],
  });
});
