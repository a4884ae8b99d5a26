import { afterEach, beforeEach, expect, test } from "vitest";
import {
  initialLanguage,
  initialTheme,
  isPresentingAtStart,
  readSingleKeys,
  remember,
} from "#ui/state/preferences.ts";

beforeEach(() => localStorage.clear());
afterEach(() => history.replaceState(null, "", location.pathname + location.search));

test("a first visit follows the system and presses single keys", () => {
  expect(initialTheme()).toBe("system");
  expect(readSingleKeys()).toBe(true);
  expect(isPresentingAtStart()).toBe(false);
  expect(["en", "zh"]).toContain(initialLanguage());
});

test("what was chosen is remembered", () => {
  remember("theme", "dark");
  remember("lang", "zh");
  remember("singleKeys", "0");
  expect([initialTheme(), initialLanguage(), readSingleKeys()]).toEqual(["dark", "zh", false]);
});

test("a link comes before what was remembered, and nonsense in either is no theme", () => {
  remember("theme", "dark");
  remember("lang", "zh");
  history.replaceState(null, "", "#theme=light&lang=en&present=1");
  expect([initialTheme(), initialLanguage(), isPresentingAtStart()]).toEqual(["light", "en", true]);
  history.replaceState(null, "", "#theme=plaid");
  expect(initialTheme()).toBe("system");
});
