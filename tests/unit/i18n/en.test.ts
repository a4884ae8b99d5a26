import { expect, test } from "vitest";
import { en } from "#i18n/en.ts";

type Texts = { readonly [key: string]: string | Texts };

function keysOf(texts: Texts, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

/** All of the page's source, in which a key stands whole, or by its group where the last part is computed. */
const source = Object.values(
  import.meta.glob<string>("/src/ui/**/*.{ts,tsx}", { query: "?raw", eager: true, import: "default" }),
).join("\n");

test.each(keysOf(en))("%s is shown somewhere", (key) => {
  const group = key.slice(0, key.lastIndexOf(".") + 1);
  const last = key.slice(group.length);
  expect(source.includes(`"${key}"`) || (source.includes(`\`${group}\${`) && last !== "")).toBe(true);
});
