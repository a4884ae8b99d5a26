import { expect, test } from "vitest";
import { eachIndex, flatGrid } from "#gpu/kernels/flat.ts";

test.each([
  { count: 1, threads: undefined },
  { count: 1000, threads: undefined },
  { count: 1000, threads: 128 },
  { count: 64 * 65535 + 1, threads: undefined },
])("$count elements are each visited once, with threads = $threads", ({ count, threads }) => {
  const { workgroupSize, workgroups } = flatGrid(count, threads);
  const stride = workgroups[0] * workgroupSize[0];
  expect(workgroups[0]).toBeLessThanOrEqual(65535);
  expect(stride).toBeLessThan((threads ?? count) + workgroupSize[0]);
  // Thread `id` visits id, id + stride, ..: every index below `count` once, as long as there are threads for the first round.
  expect(eachIndex).toContain(`i = id.x; i < params.count; i += groups.x * ${workgroupSize[0]}u`);
  expect(stride).toBeGreaterThanOrEqual(Math.min(count, threads ?? Math.min(count, 64 * 65535)));
});
