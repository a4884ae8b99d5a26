import { expect, test } from "vitest";
import { isInstalled } from "../../../tools/npm.mjs";

const wanted = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/a-for-windows": { version: "1.0.0", optional: true },
  },
};

test("the same versions are installed, whatever is optional", () => {
  expect(isInstalled(wanted, { packages: { "node_modules/a": { version: "1.0.0" } } })).toBe(true);
});

test("a missing package, another version, or no record at all is not installed", () => {
  expect(isInstalled(wanted, { packages: {} })).toBe(false);
  expect(isInstalled(wanted, { packages: { "node_modules/a": { version: "1.0.1" } } })).toBe(false);
  expect(isInstalled(wanted, undefined)).toBe(false);
});
