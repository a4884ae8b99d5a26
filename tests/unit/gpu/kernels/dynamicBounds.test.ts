import { expect, test } from "vitest";
import { dynamicBounds } from "#gpu/kernels/dynamicBounds.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("dynamicBounds is sound with any lanes, and knows between which two values the quantile lies", () => {
  for (const lanes of [1, 64, 256] as const) {
    const launch = dynamicBounds(5, 30, 0.995, lanes);
    expectSound(launch);
    expect(buffersOf(launch)).toEqual(["write bounds", "read x0Hat"]);
    expect(launch.params).toMatchObject({ tasks: 5, size: 30, below: 28 });
    expect(launch.params["share"]).toBeCloseTo(0.855, 12);
  }
});
