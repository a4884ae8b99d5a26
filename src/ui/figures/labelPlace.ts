import { at } from "#math/at.ts";

export type Point = readonly [x: number, y: number];

/** Where a text may stand in a chart, in pixels: its anchor on its baseline. */
export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
}

/** Share of the font size that a text rises above its baseline and falls below it, air included. */
const ASCENT = 0.85;
const DESCENT = 0.25;

/**
 * The first of the places where the text touches no other label and the fewest lines: a text can be read across a line,
 * but not across a text. The first of all when there is no such place.
 */
export function freePlace(
  places: readonly [LabelPlace, ...LabelPlace[]],
  text: string,
  fontSize: number,
  lines: readonly (readonly Point[])[],
  labels: readonly Box[] = [],
): LabelPlace {
  let best = places[0];
  let fewest = Infinity;
  for (const place of places) {
    const box = labelBox(place, text, fontSize);
    if (labels.some((label) => overlaps(label, box))) continue;
    const crossed = lines.filter((line) => touches(line, box)).length;
    if (crossed >= fewest) continue;
    best = place;
    fewest = crossed;
    if (crossed === 0) break;
  }
  return best;
}

/** The part of a chart that a text takes up. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function labelBox({ x, y, anchor }: LabelPlace, text: string, fontSize: number): Box {
  const width = textWidth(text, fontSize);
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return { left, right: left + width, top: y - ASCENT * fontSize, bottom: y + DESCENT * fontSize };
}

function overlaps(a: Box, b: Box): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

function touches(line: readonly Point[], { left, right, top, bottom }: Box): boolean {
  for (let i = 1; i < line.length; i++) {
    const [ax, ay] = at(line, i - 1);
    const [bx, by] = at(line, i);
    if (Math.max(ax, bx) < left || Math.min(ax, bx) > right) continue;
    // The part of the segment that is between the box's sides; an upright one is there as a whole.
    const clipped = (x: number) => Math.min(right, Math.max(left, x));
    const y = (x: number, otherwise: number) =>
      ax === bx ? otherwise : ay + ((by - ay) * (clipped(x) - ax)) / (bx - ax);
    const [from, to] = [y(ax, ay), y(bx, by)];
    if (Math.min(from, to) <= bottom && Math.max(from, to) >= top) return true;
  }
  return false;
}

/** About as wide as the page's faces set it: a Latin letter half the font size, a Chinese one all of it. */
function textWidth(text: string, fontSize: number): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter > "\u2e80" ? 1 : 0.55), 0) * fontSize;
}
