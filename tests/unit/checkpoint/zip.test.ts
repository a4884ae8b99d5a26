import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { readZip, writeZip } from "#checkpoint/zip.ts";
import { zipOf } from "../../fixtures/zipOf.ts";

const text = (words: string) => new TextEncoder().encode(words);
const all = () => true;

test("files come back, below the folder they were put in", () => {
  const paths = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?\.json$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(paths, fc.uint8Array({ maxLength: 300 }))), (pairs) => {
      const files = new Map(pairs);
      const read = readZip(writeZip(files, "model"), all);
      expect(read).toEqual(new Map([...files].map(([path, bytes]) => [`model/${path}`, bytes])));
    }),
  );
});

test("the same files give the same bytes in every time zone", () => {
  const files = new Map([["a.txt", text("alpha")]]);
  const zone = process.env["TZ"];
  const zips = ["Pacific/Kiritimati", "America/Los_Angeles"].map((name) => {
    process.env["TZ"] = name;
    return writeZip(files, "model");
  });
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
  expect(zips[0]).toEqual(zips[1]);
});

/** Python's zipfile wrote it: the bytes 0..250 four hundred times, deflated, in folders, with a comment on the whole. */
const byPython =
  "UEsDBBQAAAgAAAAAIQAAAAAAAAAAAAAAAAAMAAAA5qih5Z6LL3VuZXQvUEsDBBQAAAgIAAAAIQC/Ca8OxAIAADCIAQAXAAAA5qih5Z6LL3VuZXQvbnVtYmVycy5iaW7tz0OCEAAAAMDNtrnZtm3btm3XZtu2bdu2bVun3tB95gcTECx4iJChQocJGy58hIiRIkeJGi16jJixYseJGy9+goSJEgcmSZoseYqUqVKnSZsufYaMmTJnyZote46cuXLnyZsvf4GChQoXKVqseImSpUqXKVuufIWKlSpXqVqteo2atWrXqVuvfoOGjRo3adqseYuWrVq3aduufYeOnTp36dqte4+evXr36duv/4CBgwYPGTosaPiIkaNGjxk7bvyEiZMmT5k6bfqMmbNmz5k7b/6ChYsWL1m6bPmKlatWr1m7bv2GjZs2b9m6bfuOnbt279m7b/+Bg4cOHzl67PiJk6dOnzl77vyFi5cuX7l67fqNm7du37l77/6Dh48eP3n67PmLl69ev3n77v2Hj58+f/n67fuPn79+//kboK6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urv4/9X9QSwECFAMUAAAIAAAAACEAAAAAAAAAAAAAAAAADAAAAAAAAAAAAAAAgAEAAAAA5qih5Z6LL3VuZXQvUEsBAhQDFAAACAgAAAAhAL8Jrw7EAgAAMIgBABcAAAAAAAAAAAAAAIABKgAAAOaooeWeiy91bmV0L251bWJlcnMuYmluUEsFBgAAAAACAAIAfwAAACMDAAAJAGEgY29tbWVudA==";

test("a zip that Python made is read", () => {
  const numbers = new Uint8Array(100_400).map((_, i) => i % 251);
  expect(readZip(Buffer.from(byPython, "base64"), all)).toEqual(
    new Map([["模型/unet/numbers.bin", numbers]]),
  );
});

test("what is not wanted is not unpacked", () => {
  const zip = zipOf([
    { path: "a.txt", data: text("a") },
    { path: "huge.bin", data: text("b"), size: 0xfffffff0 },
  ]);
  expect([...readZip(zip, (path) => path === "a.txt").keys()]).toEqual(["a.txt"]);
});

test.for(["", "a/b", "..", " x"])("a top folder %j is refused", (top) => {
  expect(() => writeZip(new Map(), top)).toThrow(RangeError);
});

test("a zip of more than 128 MiB is refused unread", () => {
  expect(() => readZip(new Uint8Array(128 * 1024 * 1024 + 1), all)).toThrow(
    "the zip has 134217729 bytes, expected at most 134217728.",
  );
});

const squeezed = (data: Uint8Array) => ({ packed: deflateRawSync(data), method: 8 });
const zeros = new Uint8Array(1_000_000);

test.for([
  [
    "declares too much",
    { path: "a", data: text("a"), size: 83_886_081 },
    "have 83886086 bytes, expected at most",
  ],
  [
    "unpacks to more than it says",
    { path: "a", data: zeros, ...squeezed(zeros), size: 10 },
    "more than the 10 bytes",
  ],
  [
    "unpacks to less than it says",
    { path: "a", data: text("ab"), ...squeezed(text("ab")), size: 3 },
    "2 bytes, expected 3",
  ],
  ["stores less than it says", { path: "a", data: text("ab"), size: 3 }, "2 bytes, expected 3"],
  ["has another checksum", { path: "a", data: text("ab"), crc: 7 }, "another checksum"],
  [
    "is no deflated data",
    { path: "a", data: text("ab"), packed: text("\xff\xff\xff"), method: 8 },
    "do not unpack",
  ],
  [
    "is cut",
    { path: "a", data: zeros, packed: deflateRawSync(zeros).subarray(0, 100), method: 8 },
    "do not unpack",
  ],
] as const)("a file that %s is refused", ([, entry, message]) => {
  const zip = zipOf([{ path: "sound", data: text("sound") }, entry]);
  expect(() => readZip(zip, all)).toThrow(CheckpointError);
  expect(() => readZip(zip, all)).toThrow(message);
});
