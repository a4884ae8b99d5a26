import { describe, expect, test } from "vitest";
import { createAppStore } from "#store/appStore.ts";
import { lessonStops } from "#ui/lessons/index.ts";
import { noteOf } from "#ui/lessons/lesson.ts";

const { choices } = createAppStore("").getState();

function stop(title: string) {
  const found = lessonStops.find((candidate) => candidate.title.en === title);
  if (!found) throw new Error(`no stop is called ${title}`);
  return found;
}

describe("noteOf", () => {
  test.each(lessonStops.map((each) => [each.title.en, each] as const))(
    "%s: its own choices show its note",
    (_, each) => {
      expect(noteOf(each, { ...choices, ...each.choices })).toBe(each.note);
    },
  );

  test.each([
    ["What is left?", { path: "walk" }],
    ["One jump or many steps", { path: "jump" }],
    ["Where it decides", { denoiser: "ema" }],
    ["Perfect means memorised", { denoiser: "network" }],
    ["Without the dice", { sampler: "ddpm" }],
  ] as const)("%s: says nothing once the page shows something else", (title, other) => {
    const each = stop(title);
    expect(noteOf(each, { ...choices, ...each.choices, ...other })).toBeNull();
  });

  test("what the note does not speak of may change", () => {
    const each = stop("Without the dice");
    expect(noteOf(each, { ...choices, ...each.choices, denoiser: "ema", dt: 400 })).toBe(each.note);
  });
});
