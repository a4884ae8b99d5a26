import { describe, expect, test } from "vitest";
import { en } from "#i18n/en.ts";
import { zh } from "#i18n/zh.ts";

type Texts = { readonly [key: string]: string | Texts };

function flatten(texts: Texts, prefix = ""): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[prefix + key, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );
}

/** `{{values}}` and `<parts>` of a text, sorted; punctuation that a part holds is each language's own. */
function slots(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}|<(\w+)\/?>/g)]
    .map(([, value, part]) => value ?? `<${part}>`)
    .toSorted();
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
