import { expect, test } from "vitest";
import { isSoftwareAdapter, isSoftwareRenderer, nameOfAdapter } from "#gpu/softwareRenderers.ts";

test.each([
  ["google swiftshader", true],
  ["llvmpipe (LLVM 15.0.6, 256 bits)", true],
  ["Microsoft Basic Render Driver", true],
  ["NVIDIA GeForce RTX 4070", false],
  ["apple metal-3", false],
])("%s: %s", (name, isSoftware) => {
  expect(isSoftwareRenderer(name)).toBe(isSoftware);
});

const card = {
  vendor: "nvidia",
  architecture: "ampere",
  device: "0x2204",
  description: "NVIDIA GeForce RTX 3090",
  isFallbackAdapter: false,
};

test("an adapter computes on the processor if it says so, or by any of its names", () => {
  expect(isSoftwareAdapter(card)).toBe(false);
  expect(isSoftwareAdapter({ ...card, isFallbackAdapter: true })).toBe(true);
  expect(isSoftwareAdapter({ ...card, vendor: "google", architecture: "swiftshader" })).toBe(true);
  expect(nameOfAdapter(card)).toBe("nvidia ampere 0x2204 NVIDIA GeForce RTX 3090");
});
