import { expect, test } from "vitest";
import { CheckpointError, remedy } from "#checkpoint/checkpointError.ts";

test("is told from other errors by its name, and keeps its cause", () => {
  const cause = new SyntaxError("unexpected token");
  const error = new CheckpointError(`the header is no JSON. ${remedy}`, { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe("CheckpointError");
  expect(error.cause).toBe(cause);
});
