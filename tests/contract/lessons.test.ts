import { describe, expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { decodeHash, encodeHash } from "#store/hash.ts";
import { lessons } from "#ui/lessons/index.ts";
import { pluginFiles } from "../fixtures/plugin.ts";

test("the registry finds the files of its folder, which have the lessons' names", () => {
  expect([...lessons.keys()]).toEqual(pluginFiles("src/ui/lessons", "lesson.ts"));
});

describe.each([...lessons.values()])("$id", ({ stops, title }) => {
  test("is written in both languages", () => {
    for (const text of [title, ...stops.flatMap((stop) => [stop.title, stop.note])]) {
      expect(text.en.trim()).not.toBe("");
      expect(text.zh).toMatch(/\p{Script=Han}/u);
    }
  });

  test("every stop names its room and shows something that a link can hold", () => {
    for (const stop of stops) {
      expect(stop.choices.room).toBeDefined();
      const choices = { ...defaultChoices(), ...stop.choices };
      expect(decodeHash(encodeHash(choices))).toEqual({ choices, notes: [] });
    }
  });
});
