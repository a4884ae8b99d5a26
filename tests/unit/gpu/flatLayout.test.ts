import { expect, test } from "vitest";
import { flatLayout, pack, spread } from "#gpu/flatLayout.ts";
import { unetConfig } from "#nn/config.ts";
import { sizeOf } from "#nn/scope.ts";
import { createUnet } from "#nn/unet.ts";

const { layout } = createUnet(unetConfig("XS", 8, 3, true));
const flat = flatLayout(layout);

test("every parameter begins where a binding can begin, at a multiple of 256 bytes, and none overlaps the next", () => {
  for (const [i, offset] of flat.offsets.entries()) {
    expect(offset % 64).toBe(0);
    expect(offset + (layout[i]?.size ?? NaN)).toBeLessThanOrEqual(flat.offsets[i + 1] ?? flat.size);
  }
});

test("spreading a vector out and packing it is the identity; the gaps hold zeros", () => {
  const packed = Float32Array.from({ length: sizeOf(layout) }, (_, i) => i + 1);
  const spreadOut = spread(flat, packed);
  expect(spreadOut).toHaveLength(flat.size);
  expect(pack(flat, spreadOut)).toEqual(packed);
  expect(spreadOut.filter((value) => value === 0)).toHaveLength(flat.size - packed.length);
});
