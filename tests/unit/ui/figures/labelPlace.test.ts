import { describe, expect, test } from "vitest";
import { freePlace, labelBox } from "#ui/figures/labelPlace.ts";
import type { LabelPlace } from "#ui/figures/labelPlace.ts";

const above: LabelPlace = { x: 50, y: 40, anchor: "middle" };
const below: LabelPlace = { x: 50, y: 70, anchor: "middle" };

describe("freePlace", () => {
  test("takes the first place when no line is near", () => {
    expect(
      freePlace([above, below], "β", 12, [
        [
          [0, 100],
          [100, 100],
        ],
      ]),
    ).toBe(above);
  });

  test("leaves a place that a line crosses between two of its points", () => {
    expect(
      freePlace([above, below], "β", 12, [
        [
          [0, 38],
          [100, 36],
        ],
      ]),
    ).toBe(below);
    expect(
      freePlace([above, below], "β", 12, [
        [
          [100, 36],
          [0, 38],
        ],
      ]),
    ).toBe(below);
    expect(
      freePlace([above, below], "β", 12, [
        [
          [50, 0],
          [50, 45],
        ],
      ]),
    ).toBe(below);
  });

  test("a longer text meets lines that a shorter one does not, on the side that it grows to", () => {
    const line = [
      [80, 0],
      [80, 50],
    ] as const;
    const start: LabelPlace = { ...above, anchor: "start" };
    expect(freePlace([start, below], "1", 12, [line])).toBe(start);
    expect(freePlace([start, below], "255.9", 12, [line])).toBe(below);
    expect(freePlace([start, below], "一二三", 12, [line])).toBe(below);
    const end: LabelPlace = { ...above, anchor: "end" };
    expect(freePlace([end, below], "255.9", 12, [line])).toBe(end);
  });

  test("leaves a place where another label stands, and crosses a line sooner than a label", () => {
    const taken = [labelBox(above, "log SNR", 12)];
    expect(freePlace([above, below], "β", 12, [], taken)).toBe(below);
    const line = [
      [0, 68],
      [100, 68],
    ] as const;
    expect(freePlace([above, below], "β", 12, [line], taken)).toBe(below);
  });

  test("stays at the first place when every place is crossed", () => {
    expect(
      freePlace([above, below], "β", 12, [
        [
          [50, 0],
          [50, 100],
        ],
      ]),
    ).toBe(above);
  });
});
