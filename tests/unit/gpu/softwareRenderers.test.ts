import { expect, test } from "vitest";
import { isSoftwareRenderer } from "#gpu/softwareRenderers.ts";

test.each([
  ["google swiftshader", true],
  ["llvmpipe (LLVM 15.0.6, 256 bits)", true],
  ["Microsoft Basic Render Driver", true],
  ["NVIDIA GeForce RTX 4070", false],
  ["apple metal-3", false],
])("%s: %s", (name, isSoftware) => {
  expect(isSoftwareRenderer(name)).toBe(isSoftware);
});
