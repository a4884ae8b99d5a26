import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { FolderError } from "#checkpoint/diffusers/folderError.ts";

test("lists what does not work, for a reader and for the page", () => {
  const error = new FolderError(["a.json: x is 1, only 2 works here", "a.json: y is 1, only 3 works here"]);
  expect(error).toBeInstanceOf(CheckpointError);
  expect(error.problems).toHaveLength(2);
  expect(error.message).toBe(
    "2 things in this folder cannot be used here; the network that was there before is untouched.\n" +
      "- a.json: x is 1, only 2 works here\n- a.json: y is 1, only 3 works here",
  );
  expect(new FolderError(["x"]).message).toMatch(/^One thing in this folder/);
});

test("of very many it lists the first, and counts all", () => {
  const { message, problems } = new FolderError(Array.from({ length: 5000 }, (_, i) => `key ${i}`));
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toBe("and 4980 more");
  expect(message).toMatch(/^5000 things in this folder[^]*- key 19\n- and 4980 more$/);
});
