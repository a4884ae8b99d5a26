import i18next from "i18next";
import type { i18n as I18n } from "i18next";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** The language for a first visit: the link's `lang`, else the last one used, else the browser's first known one. */
export function pickLanguage(
  linked: string | null,
  stored: string | null,
  preferred: readonly string[],
): Language {
  for (const tag of [linked, stored, ...preferred]) {
    const known = languages.find((language) => tag?.toLowerCase().startsWith(language));
    if (known) return known;
  }
  return "en";
}

/** BCP 47 tag for `<html lang>` and `Intl`. */
export function localeOf(language: Language): string {
  return language === "zh" ? "zh-CN" : "en";
}

/** A ready i18next instance with both languages inside, so that switching needs no reload and no network. */
export function createI18n(language: Language): I18n {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    fallbackLng: "en",
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}
