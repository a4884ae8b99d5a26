import { expect, test } from "vitest";
import { DatasetError } from "#data/datasetError.ts";

test("carries its name, by which the page tells it from other failures, and its cause", () => {
  const cause = new TypeError("offline");
  const error = new DatasetError("digits.png cannot be reached", { cause });
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toBe("DatasetError: digits.png cannot be reached");
  expect(error.cause).toBe(cause);
});
