import { expect, test } from "vitest";
import { Slot } from "#gpu/capture/slot.ts";

test("a buffer that is filled when it is made is a constant, another has no content", () => {
  const slot = new Slot(8, true);
  expect(slot.mapState).toBe("mapped");
  new Float32Array(slot.getMappedRange()).set([1, 2]);
  slot.unmap();
  expect([...new Float32Array(slot.content ?? new ArrayBuffer(0))]).toEqual([1, 2]);
  expect(new Slot(8)).toMatchObject({ content: null, mapState: "unmapped", size: 8 });
});
