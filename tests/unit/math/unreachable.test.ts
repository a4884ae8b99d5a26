import { expect, test } from "vitest";
import { unreachable } from "#math/unreachable.ts";

test("names the value that no case took", () => {
  // Only a cast reaches it: that is what the type is for.
  expect(() => unreachable({ type: "dance" } as never)).toThrow(
    new TypeError('unexpected value {"type":"dance"}'),
  );
});
