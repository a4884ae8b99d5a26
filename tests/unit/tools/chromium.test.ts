import { expect, test } from "vitest";
import { findChromium } from "../../../tools/chromium.mjs";

const only = (path: string) => (candidate: string) => candidate === path;

test("CHROME_PATH wins", () => {
  expect(findChromium({ CHROME_PATH: "/opt/chrome", PATH: "/usr/bin" }, "linux", () => true)).toBe(
    "/opt/chrome",
  );
});

test("a CHROME_PATH that leads nowhere is an error that names it", () => {
  expect(() => findChromium({ CHROME_PATH: "/gone" }, "linux", () => false)).toThrow("CHROME_PATH = /gone");
});

test.for([
  ["linux", "/snap/bin/chromium", { PATH: "/bin:/snap/bin" }],
  ["linux", "/usr/bin/google-chrome", {}],
  ["darwin", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", {}],
  [
    "win32",
    String.raw`C:\Programs\Google\Chrome\Application\chrome.exe`,
    { PROGRAMFILES: String.raw`C:\Programs` },
  ],
] as const)("on %s %s is found", ([platform, path, environment]) => {
  expect(findChromium(environment, platform, only(path))).toBe(path);
});

test("nothing installed is undefined", () => {
  expect(findChromium({ PATH: "/bin" }, "linux", () => false)).toBeUndefined();
});
