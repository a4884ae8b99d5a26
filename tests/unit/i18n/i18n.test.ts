import { describe, expect, test } from "vitest";
import { en } from "#i18n/en.ts";
import { createI18n, localeOf, pickLanguage } from "#i18n/i18n.ts";
import { zh } from "#i18n/zh.ts";

type Texts = { readonly [key: string]: string | Texts };

function flatten(texts: Texts, prefix = ""): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[prefix + key, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );
}

/** `{{values}}` and `<parts/>` of a text, sorted. */
function slots(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}|<(\w+)\/>/g)].map(([slot]) => slot).toSorted();
}

describe("glossary", () => {
  const english = new Map(flatten(en));

  test("both languages have the same keys", () => {
    expect(flatten(zh).map(([key]) => key)).toEqual([...english.keys()]);
  });

  test.each(flatten(zh))("%s has the same live parts in both languages", (key, text) => {
    expect(slots(text)).toEqual(slots(english.get(key) ?? ""));
    expect(text).not.toBe("");
  });
});

describe("language", () => {
  test("the link comes first, then the last visit, then the browser's first known one", () => {
    expect(pickLanguage("zh", "en", ["en-GB"])).toBe("zh");
    expect(pickLanguage("fr", "zh", ["en"])).toBe("zh");
    expect(pickLanguage(null, null, ["fr-FR", "zh-Hant-TW", "en"])).toBe("zh");
    expect(pickLanguage(null, null, ["fr"])).toBe("en");
  });

  test("switching needs no loading", async () => {
    const i18n = createI18n("en");
    expect(i18n.t("rooms.noise")).toBe("Noise");
    await i18n.changeLanguage("zh");
    expect(i18n.t("rooms.noise")).toBe("加噪");
    expect(localeOf("zh")).toBe("zh-CN");
  });
});
