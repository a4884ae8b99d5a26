import { expect, test } from "vitest";
import { philox4x32, words } from "#math/random.ts";
import { philoxFunctions } from "#gpu/kernels/philox.ts";

/** The arithmetic of the shader on big integers: its constants and the order of its rounds, as they are written. */
function randomWords(block: number, step: number, seed: number, stream: number): number[] {
  const [, multiplierZ = "", multiplierX = ""] =
    /multiplyHigh\((\w+)u, c\.z\)[^]*multiplyHigh\((\w+)u, c\.x\)/.exec(philoxFunctions) ?? [];
  const [, weylX = "", weylY = ""] = /key \+= vec2u\((\w+)u, (\w+)u\)/.exec(philoxFunctions) ?? [];
  const [, rounds = 0] = /round < (\d+)u/.exec(philoxFunctions) ?? [];
  const low = (x: bigint) => x & 0xffffffffn;
  let [x, y, z, w] = [BigInt(block), BigInt(step), 0n, 0n];
  let [keyX, keyY] = [BigInt(seed), BigInt(stream)];
  for (let round = 0; round < Number(rounds); round++) {
    const [byZ, byX] = [BigInt(multiplierZ) * z, BigInt(multiplierX) * x];
    [x, y, z, w] = [(byZ >> 32n) ^ y ^ keyX, low(byZ), (byX >> 32n) ^ w ^ keyY, low(byX)];
    [keyX, keyY] = [low(keyX + BigInt(weylX)), low(keyY + BigInt(weylY))];
  }
  return [x, y, z, w].map(Number);
}

test("the shader's constants and rounds are those of the processor's generator", () => {
  const block = new Uint32Array(4);
  philox4x32(7, 123, 0, 0, 0xdeadbeef, 3, block);
  expect(randomWords(7, 123, 0xdeadbeef, 3)).toEqual([...block]);
  expect([...words(0xdeadbeef, 3, 123, 32).subarray(28)]).toEqual([...block]);
});

/** As `integerBelow` of the shader. */
function integerBelow(n: number, word: number): number {
  const product = BigInt(word) * BigInt(n);
  const low = Number(product & 0xffffffffn);
  return Number(product >> 32n) + Number((low + (n >>> 1)) >>> 0 < low);
}

test.each([1, 2, 3, 7, 1000, 1797, 65537, 2 ** 20 - 1, 2 ** 20])(
  "half a word carries into integers below %d as in float64, around every edge",
  (n) => {
    const wrong: number[] = [];
    for (let k = 0; k < Math.min(n, 500); k++) {
      const edge = Math.floor((Math.floor((k * n) / Math.min(n, 500)) * 2 ** 32) / n);
      for (const word of [edge - 1, edge, edge + 1, 2 ** 32 - 1 - edge]) {
        if (word < 0 || word >= 2 ** 32) continue;
        if (integerBelow(n, word) !== Math.floor(((word + 0.5) / 2 ** 32) * n)) wrong.push(word);
      }
    }
    expect(wrong).toEqual([]);
  },
);
