import { describe, expect, test } from "vitest";
import { createI18n, localeOf, pickLanguage } from "#i18n/i18n.ts";

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
