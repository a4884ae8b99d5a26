import { expect, test } from "vitest";
import { tiledConvolution, tiledInputGradient, vectorAt } from "#gpu/kernels/convolutionTiled.ts";
import { convolutionExample } from "../../../fixtures/convolutionShapes.ts";

test("workgroups cover all pixels by all channels", () => {
  const forward = tiledConvolution(convolutionExample, { bias: true, perImage: false, addend: false });
  expect(forward.workgroups[0] * 32).toBe(8 * 16 * 16);
  expect(forward.workgroups[2] * 32).toBeGreaterThanOrEqual(48);
  const backward = tiledInputGradient(convolutionExample, false);
  expect(backward.workgroups[2] * 32).toBeGreaterThanOrEqual(32);
});

test("an upsampled input takes in each of its four copies", () => {
  const upsampled = { ...convolutionExample, outHeight: 32, outWidth: 32, upsampled: true };
  expect(tiledInputGradient(upsampled, false).shader.code).toContain("tapY < 6");
  expect(tiledInputGradient(convolutionExample, false).shader.code).toContain("tapY < 3");
});

test("four floats are one load where channels allow it", () => {
  expect(vectorAt("f", "x", 4).match(/x\[/g)).toHaveLength(1);
  expect(vectorAt("f", "x", 1).match(/x\[/g)).toHaveLength(4);
});
