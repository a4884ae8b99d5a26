import { expect, test } from "vitest";
import { CHANCES, streams } from "#math/random.ts";
import { drawBatch } from "#gpu/kernels/drawBatch.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("drawBatch is sound and draws each quantity from its own stream", () => {
  const launch = drawBatch(64, 1000, 1797);
  expectSound(launch);
  const buffers = ["write timesteps", "write indices", "write shares", "read lossShares", "read counters"];
  expect(buffersOf(launch)).toEqual(buffers);
  expect(launch.params).toEqual({ count: 64, T: 1000, images: 1797 });
  const [timesteps = "", indices = ""] = launch.shader.code.split("let index =");
  expect(timesteps).toContain(`step, seed, ${streams.timestep})`);
  expect(indices).toContain(`step, seed, ${streams.batch})`);

  const dropping = drawBatch(64, 1000, 1797, { share: 0.25, none: 10 });
  expectSound(dropping);
  expect(buffersOf(dropping)).toEqual([...buffers, "write labels", "read imageLabels"]);
  expect(dropping.params).toMatchObject({ dropped: CHANCES / 4, none: 10 });
});
