import { expect, test } from "vitest";
import { convolutionInputGradient } from "#gpu/kernels/convolutionInputGradient.ts";
import { fatTile, tiles } from "#gpu/kernels/convolutionTile.ts";
import { convolutionExample, convolutionShapes, enlarged } from "../../../fixtures/convolutionShapes.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("the gradient by the input is sound for every shape and tile", () => {
  for (const shape of convolutionShapes) {
    for (const tile of tiles) {
      for (const addend of [false, true]) expectSound(convolutionInputGradient(shape, { addend }, tile));
    }
  }
});

test("it compiles nothing new for other sizes", () => {
  for (const tile of tiles) {
    const shape = enlarged(convolutionExample);
    const code = convolutionInputGradient(shape, { addend: false }, tile).shader.code;
    expect(convolutionInputGradient(enlarged(shape), { addend: false }, tile).shader.code).toBe(code);
  }
});

test("an addend comes last", () => {
  for (const tile of tiles) {
    const buffers = buffersOf(convolutionInputGradient(convolutionExample, { addend: true }, tile));
    expect(buffers).toHaveLength(4);
    expect(buffers.at(-1)).toBe("read addend");
  }
});

test("with stride 2 there are workgroups for even and for odd rows", () => {
  const shape = {
    ...convolutionExample,
    outHeight: 8,
    outWidth: 8,
    stride: 2,
    padTop: 0,
    padLeft: 0,
  } as const;
  const plain = convolutionInputGradient(convolutionExample, { addend: false }, fatTile);
  const strided = convolutionInputGradient(shape, { addend: false }, fatTile);
  expect(strided.workgroups[2]).toBe(2 * plain.workgroups[2]);
  expect(strided.params).toMatchObject({ rows: 8 });
});
