import { expect, test } from "vitest";
import { hasDesktop } from "../../../tools/desktop.mjs";

test.for([
  ["linux", { DISPLAY: ":0" }, true],
  ["linux", { WAYLAND_DISPLAY: "wayland-0" }, true],
  ["linux", {}, false],
  ["linux", { DISPLAY: ":10", SSH_CONNECTION: "10.0.0.1 22" }, false],
  ["linux", { DISPLAY: ":0", CI: "true" }, false],
  ["linux", { DISPLAY: ":0", BROWSER: "none" }, false],
  ["darwin", {}, true],
  ["darwin", { SSH_TTY: "/dev/pts/0" }, false],
  ["win32", {}, true],
] as const)("on %s with %o: %s", ([platform, environment, expected]) => {
  expect(hasDesktop(environment, platform)).toBe(expected);
});
