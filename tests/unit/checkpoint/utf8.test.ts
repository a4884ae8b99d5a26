import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "#checkpoint/utf8.ts";

test.for(["", "plain", "100 %41", "噪声 🌸 \u007f\n\u0000", "__proto__"])(
  "%s is coded as Node codes it",
  (text) => {
    expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
    expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
  },
);

test("half of a surrogate pair is replaced", () => {
  expect(decodeUtf8(encodeUtf8("a\ud800b"))).toBe("a\ufffdb");
});

test.for([[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]])("%s is no UTF-8", (bytes) => {
  expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(URIError);
});
