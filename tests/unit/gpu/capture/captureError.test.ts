import { expect, test } from "vitest";
import { CaptureError } from "#gpu/capture/captureError.ts";

test("goes by its name, so that whoever is told of it can tell it from others", () => {
  expect(String(new CaptureError('"Where" cannot be captured'))).toBe(
    'CaptureError: "Where" cannot be captured',
  );
});
