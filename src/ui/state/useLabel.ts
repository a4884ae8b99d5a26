import type { Label } from "#math/params.ts";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Reads a plug-in's label in the page's language. */
export function useLabel(): (label: Label) => string {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useCallback((label) => (language === "zh" ? label.zh : label.en), [language]);
}
