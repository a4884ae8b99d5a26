import { describe, expect, test } from "vitest";
import type { Lanes } from "#gpu/kernels/lanes.ts";
import { beginTask, laneMax, laneSum, raster, rowSum, taskGrid } from "#gpu/kernels/lanes.ts";

const every: readonly Lanes[] = [1, 64, 128, 256];

describe.each(every)("with %d lanes", (lanes) => {
  test.each([1, 7, 8, 9, 65536, 1_000_000])(
    "%d tasks have their threads, within a device's limits",
    (count) => {
      const { workgroupSize, workgroups } = taskGrid(count, lanes);
      const [x, y, z] = workgroups;
      expect(Math.max(x, y)).toBeLessThanOrEqual(65535);
      expect(z).toBe(1);
      const tasks = lanes === 1 ? x * y * workgroupSize[0] : x * y;
      expect(tasks).toBeGreaterThanOrEqual(count);
      expect(workgroupSize[0]).toBe(lanes === 1 ? 8 : lanes);
    },
  );

  test.each([
    { pixels: 1, width: 1 },
    { pixels: 35, width: 3 },
    { pixels: 256, width: 300 },
    { pixels: 1024, width: 8 },
  ])("an image of $pixels x $width is shared out without rest or overlap", ({ pixels, width }) => {
    const { rows, columns } = raster(pixels, width, lanes);
    const visits = new Uint8Array(pixels * width);
    for (let member = 0; member < Math.min(lanes, rows * columns); member++) {
      for (let c = member % columns; c < width; c += columns) {
        for (let p = Math.floor(member / columns); p < pixels; p += rows)
          visits[p * width + c] = (visits[p * width + c] ?? 0) + 1;
      }
    }
    expect(visits.every((count) => count === 1)).toBe(true);
    expect(rows * columns).toBeLessThanOrEqual(lanes);
  });
});

test("a thread that works alone waits for nobody", () => {
  for (const code of [beginTask(1), laneMax(1), laneSum(1), rowSum(1)]) expect(code).not.toMatch(/workgroup/);
  for (const code of [laneMax(64), laneSum(64), rowSum(64)]) expect(code).toContain("workgroupBarrier");
});
