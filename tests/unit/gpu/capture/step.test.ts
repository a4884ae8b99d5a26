import { expect, test } from "vitest";
import { Slot } from "#gpu/capture/slot.ts";
import { reads, writes } from "#gpu/capture/step.ts";

test.each([
  ["read", true, false],
  ["write", false, true],
  ["update", true, true],
] as const)("a binding to %s: it reads %s, it writes %s", (access, isRead, isWritten) => {
  const binding = { buffer: new Slot(4), offset: 0, size: 4, access };
  expect([reads(binding), writes(binding)]).toEqual([isRead, isWritten]);
});
