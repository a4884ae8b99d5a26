import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { zipDirectory } from "#checkpoint/zipDirectory.ts";
import { zipOf } from "../../fixtures/zipOf.ts";

const data = new TextEncoder().encode("data");
const END_BYTES = 22;

/** A zip with one file whose last record has this 16-bit number at this place. */
function withEnd(place: number, value: number): Uint8Array {
  const zip = zipOf([{ path: "a", data }]);
  new DataView(zip.buffer).setUint16(zip.length - END_BYTES + place, value, true);
  return zip;
}

test("tells the files, without the folders", () => {
  const zip = zipOf([
    { path: "unet/", data: new Uint8Array() },
    { path: "unet/config.json", data },
    { path: "__proto__", data },
  ]);
  const paths = zipDirectory(zip).map(({ path, size, packed }) => [path, size, packed.length]);
  expect(paths).toEqual([
    ["unet/config.json", 4, 4],
    ["__proto__", 4, 4],
  ]);
});

test("a name without the flag of UTF-8 is read byte by byte", () => {
  expect(zipDirectory(zipOf([{ path: "é", data, flags: 0 }])).map(({ path }) => path)).toEqual([
    "\u00c3\u00a9",
  ]);
});

test("a zip may follow a comment, and be part of a larger buffer", () => {
  const zip = zipOf([{ path: "a", data }]);
  const larger = new Uint8Array(zip.length + 9);
  larger.set(zip, 3);
  larger.set([6], 3 + zip.length - 2);
  expect(zipDirectory(larger.subarray(3, 3 + zip.length + 6))).toHaveLength(1);
});

test("a cut zip is never read, wherever it is cut", () => {
  const zip = zipOf([
    { path: "a", data },
    { path: "b", data },
  ]);
  for (let length = 0; length < zip.length; length++) {
    expect(() => zipDirectory(zip.subarray(0, length))).toThrow("the zip cannot be read: ");
  }
});

test.for([
  ["../x", "leads out of its folder"],
  ["a/../../x", "leads out of its folder"],
  ["/etc/passwd", "leads out of its folder"],
  ["C:\\x", "begins at a drive, expected one below the zip"],
  ["C:x", "begins at a drive, expected one below the zip"],
  ["a\\b", 'has a backslash, expected "/" between folders'],
  ["a//b", 'has an empty part or ".", expected names alone'],
  ["./a", 'has an empty part or ".", expected names alone'],
  ["", 'has an empty part or ".", expected names alone'],
  ["a\0b", "has a character of no name"],
] as const)("the path %j %s and is refused", ([path, fault]) => {
  expect(() => zipDirectory(zipOf([{ path, data }]))).toThrow(CheckpointError);
  expect(() => zipDirectory(zipOf([{ path, data }]))).toThrow(
    `the path ${JSON.stringify(path)} ${fault}. Save or download`,
  );
});

test("a long path is cut in what is said of it", () => {
  expect(() => zipDirectory(zipOf([{ path: `${"a".repeat(400)}\n\\`, data }]))).toThrow(
    `the path "${"a".repeat(59)}… (406 characters) has a backslash`,
  );
});

test("a zip64 is told by its name", () => {
  const text =
    "the zip cannot be read: it is a zip64, for files larger than a network here. Make the zip again";
  expect(() => zipDirectory(withEnd(10, 0xffff))).toThrow(text);
  const zip = zipOf([{ path: "a", data }]);
  const view = new DataView(zip.buffer);
  const entry = view.getUint32(zip.length - END_BYTES + 16, true);
  for (const place of [20, 24, 42]) {
    const changed = Uint8Array.from(zip);
    changed.fill(0xff, entry + place, entry + place + 4);
    expect(() => zipDirectory(changed)).toThrow(text);
  }
});

test.for([
  [
    "twice",
    zipOf([
      { path: "a", data },
      { path: "a", data },
    ]),
    '"a" is in it twice',
  ],
  [
    "encrypted",
    zipOf([{ path: "a", data, flags: 1 }]),
    '"a" is encrypted. Make the zip again without a password.',
  ],
  ["another method", zipOf([{ path: "a", data, method: 12 }]), '"a" is compressed by method 12, expected 0'],
  ["two names", zipOf([{ path: "a", data, localPath: "b" }]), '"a" has another name at its own place'],
  ["a long path", zipOf([{ path: "a".repeat(513), data }]), "a path has 513 bytes, expected at most 512"],
  [
    "too many files",
    zipOf(Array.from({ length: 1001 }, (_, i) => ({ path: `${i}`, data }))),
    "it has 1001 entries",
  ],
  ["several parts", withEnd(4, 1), "it is one of several parts"],
  ["fewer than counted", withEnd(8, 2), "it is one of several parts"],
  ["a directory elsewhere", withEnd(16, 9), "its directory ends at byte"],
  ["nothing at all", new Uint8Array(), "it has no directory at its end"],
  ["a picture", new Uint8Array(100).fill(0x89), "it has no directory at its end"],
] as const)("a zip with %s is refused", ([, zip, message]) => {
  expect(() => zipDirectory(zip)).toThrow(`the zip cannot be read: ${message}`);
});

test("a path that is no UTF-8 is refused", () => {
  const zip = zipOf([{ path: "abc", data }]);
  for (let i = 0; i < zip.length; i++) if (zip[i] === 0x62) zip[i] = 0xff;
  expect(() => zipDirectory(zip)).toThrow("the zip cannot be read: a path is no UTF-8.");
});

test("files that share their bytes are refused", () => {
  const zip = zipOf([
    { path: "a", data },
    { path: "b", data },
  ]);
  const view = new DataView(zip.buffer);
  const start = view.getUint32(zip.length - END_BYTES + 16, true);
  // The second file's packed size, so large that it must hold the first one's bytes too.
  view.setUint32(start + 47 + 20, start, true);
  expect(() => zipDirectory(zip)).toThrow('the zip cannot be read: "b" overlaps another file.');
});
