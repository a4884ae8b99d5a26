import { expect, test } from "vitest";
import { nodeComplaint } from "../../../tools/nodeVersion.mjs";

test.for(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("Node %s will do", (version) => {
  expect(nodeComplaint(version)).toBeUndefined();
});

test.for(["18.20.4", "20.18.3", "9.0.0"])(
  "Node %s is refused, and the message says what is needed",
  (version) => {
    expect(nodeComplaint(version)).toMatch(`Node ${version} is too old: 20.19 or newer`);
  },
);
