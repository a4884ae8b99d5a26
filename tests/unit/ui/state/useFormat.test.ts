import { describe, expect, test } from "vitest";
import { createFormat } from "#ui/state/useFormat.ts";

describe("createFormat", () => {
  const format = createFormat("en");

  test("numbers carry group separators, fixed decimals and a real minus", () => {
    expect(format.whole(12_345)).toBe("12,345");
    expect(format.decimal(0.87354)).toBe("0.874");
    expect(format.decimal(-0.5, 1)).toBe("−0.5");
    expect(format.decimal(-0)).toBe("0.000");
  });

  test("percent keeps a decimal only where it says something", () => {
    expect([format.percent(0.874), format.percent(0.026), format.percent(0)]).toEqual(["87%", "2.6%", "0%"]);
    expect([format.percent(0.9937), format.percent(0.9972), format.percent(1)]).toEqual([
      "99%",
      "99.7%",
      "100%",
    ]);
  });

  test("counts in short have two figures and a magnitude, in the language's own units", () => {
    expect([format.compact(303_235), format.compact(51_234)]).toEqual(["300K", "51K"]);
    expect(createFormat("zh-CN").compact(303_235)).toBe("30万");
  });

  test("powers of ten are superscript", () => {
    expect(format.scientific(2e-4)).toBe("2 × 10⁻⁴");
    expect(format.scientific(1e-3)).toBe("1 × 10⁻³");
    expect(format.scientific(0.00025)).toBe("2.5 × 10⁻⁴");
    expect(format.scientific(30_000)).toBe("3 × 10⁴");
  });

  test("durations read as seconds, then as minutes", () => {
    expect([format.duration(36.4), format.duration(61), format.duration(-1)]).toEqual([
      "36 s",
      "1:01",
      "0 s",
    ]);
  });
});
