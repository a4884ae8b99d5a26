import type { Language } from "#i18n/i18n.ts";
import { pickLanguage } from "#i18n/i18n.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Keys of a link's hash that belong to the reader, not to the experiment. */
export const foreignHashKeys = ["lang", "theme", "present"] as const;
type PreferenceKey = (typeof foreignHashKeys)[number] | "singleKeys";

/** Language for this visit: link, last visit, browser. */
export function initialLanguage(): Language {
  return pickLanguage(linked("lang"), read("lang"), navigator.languages);
}

export function initialTheme(): Theme {
  const wanted = linked("theme") ?? read("theme");
  return themes.find((theme) => theme === wanted) ?? "system";
}

export function isPresentingAtStart(): boolean {
  return linked("present") === "1";
}

export function readSingleKeys(): boolean {
  return read("singleKeys") !== "0";
}

/** Remembers a preference for the next visit, where the browser lets pages remember. */
export function remember(key: PreferenceKey, value: string): void {
  try {
    localStorage.setItem(`noise-and-back.${key}`, value);
  } catch {
    // Storage is denied in some private windows: the preference then lasts for this visit.
  }
}

function read(key: PreferenceKey): string | null {
  try {
    return localStorage.getItem(`noise-and-back.${key}`);
  } catch {
    return null;
  }
}

function linked(key: PreferenceKey): string | null {
  return new URLSearchParams(location.hash.slice(1)).get(key);
}
