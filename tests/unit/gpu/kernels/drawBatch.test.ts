import { expect, test } from "vitest";
import { streams } from "#math/random.ts";
import { drawBatch } from "#gpu/kernels/drawBatch.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("drawBatch is sound and draws each quantity from its own stream", () => {
  const launch = drawBatch(64, 1000, 1797);
  expectSound(launch);
  expect(buffersOf(launch)).toEqual(["write timesteps", "write indices", "read counters"]);
  expect(launch.params).toEqual({ count: 64, T: 1000, images: 1797 });
  const [timesteps = "", indices = ""] = launch.shader.code.split("indices[i] =");
  expect(timesteps).toContain(`step, seed, ${streams.timestep})`);
  expect(indices).toContain(`step, seed, ${streams.batch})`);
});
