import { crc32 as crc32OfZlib } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "#checkpoint/crc32.ts";

test("is that of the standard's check value", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

test("is zlib's", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === crc32OfZlib(bytes)));
});
