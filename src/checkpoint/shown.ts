import { isDeeper } from "./isDeeper.ts";

const LENGTH_MAX = 60;
const DEPTH_MAX = 8;

/** A value of a file as JSON has it, cut, so that a message stays a line whatever the file holds. */
export function shown(value: unknown): string {
  if (isDeeper(value, DEPTH_MAX)) return `${Array.isArray(value) ? "a list" : "an object"} nested too deep`;
  return printable(JSON.stringify(value) ?? "missing");
}

/** A text of a file, cut, and with what would not be seen, or would turn the line around, by its number. */
export function printable(text: string): string {
  const visible = text
    .slice(0, LENGTH_MAX)
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
      (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
    );
  return text.length > LENGTH_MAX ? `${visible}… (${text.length} characters)` : visible;
}
