import { expect, test } from "vitest";
import { convolution, flattened } from "#gpu/kernels/convolution.ts";
import { fatTile, quadTile, tiles, workgroupTile } from "#gpu/kernels/convolutionTile.ts";
import { convolutionExample, convolutionShapes, enlarged } from "../../../fixtures/convolutionShapes.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

const plain = { bias: true, perImage: false, addend: false };
const everything = { bias: true, perImage: true, addend: true };

test("a convolution is sound for every shape, tile and addition", () => {
  for (const shape of convolutionShapes) {
    for (const tile of tiles) {
      for (const epilogue of [plain, everything]) expectSound(convolution(shape, epilogue, tile));
    }
  }
});

test("its buffers are the result, what it convolves, and what it adds", () => {
  for (const tile of tiles) {
    expect(
      buffersOf(convolution(convolutionExample, everything, tile)).map((name) => name.split(" ")[0]),
    ).toEqual(["write", "read", "read", "read", "read", "read"]);
    expect(buffersOf(convolution(convolutionExample, plain, tile)).at(-1)).toBe("read bias");
  }
});

test("a convolution compiles nothing new for other sizes", () => {
  for (const tile of [fatTile, quadTile, workgroupTile]) {
    const shape = enlarged(convolutionExample);
    const code = convolution(shape, plain, tile).shader.code;
    expect(convolution(enlarged(shape), plain, tile).shader.code).toBe(code);
  }
});

test("threads cover every pixel and channel", () => {
  for (const tile of [fatTile, quadTile]) {
    const { workgroups } = convolution(convolutionExample, plain, tile);
    const threads = workgroups[0] * tile.threads * tile.pixels;
    expect(threads).toBeGreaterThanOrEqual(8 * 16 * 16);
    expect(workgroups[2] * tile.groups * 4).toBeGreaterThanOrEqual(48);
  }
});

test("very many pixels go round in a second dimension", () => {
  const large = { ...convolutionExample, batch: 65536 };
  for (const tile of tiles) {
    const { workgroups } = convolution(large, plain, tile);
    expectSound(convolution(large, plain, tile));
    expect(workgroups[1]).toBeGreaterThan(1);
  }
});

test("only quads ask for subgroups", () => {
  for (const tile of tiles) {
    const { code } = convolution(convolutionExample, plain, tile).shader;
    expect(code.startsWith("enable subgroups;")).toBe(tile === quadTile);
  }
});

test("the pixels of a product lie in one row", () => {
  const shape = { ...convolutionExample, kernel: 1, padTop: 0, padLeft: 0 } as const;
  expect(flattened(shape)).toMatchObject({ batch: 1, height: 1, width: 2048, outHeight: 1, outWidth: 2048 });
  expect(flattened(convolutionExample)).toBe(convolutionExample);
});

test("an upsampled convolution is 3x3 with stride 1 and padding 1", () => {
  const shape = { ...convolutionExample, outHeight: 32, outWidth: 32, upsampled: true };
  expect(() => convolution({ ...shape, padLeft: 0 }, plain, fatTile)).toThrow(RangeError);
  expect(() => convolution({ ...shape, kernel: 1 }, plain, fatTile)).toThrow("kernel 1");
});
