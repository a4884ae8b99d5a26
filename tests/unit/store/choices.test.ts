import { describe, expect, test } from "vitest";
import { choiceSpecs, defaultChoices } from "#store/choices.ts";

describe("choices", () => {
  test.each(Object.entries(choiceSpecs))("%s has a legal default", (key, spec) => {
    if (spec.kind === "option") expect(spec.values).toContain(spec.default);
    if (spec.kind === "whole") expect(Number.isInteger(spec.default)).toBe(true);
    if (spec.kind === "whole" || spec.kind === "real") {
      expect(spec.default).toBeGreaterThanOrEqual(spec.min);
      expect(spec.default).toBeLessThanOrEqual(spec.max);
    }
    expect(defaultChoices()).toHaveProperty(key, spec.default);
  });
});
