import { describe, expect, test } from "vitest";
import { qSampleWeights } from "#diffusion/forward.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { ForwardProcess } from "#ui/rooms/forwardProcess.ts";

const schedule = createSchedule(scheduleById("linear"), 50);
const x0 = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i));

describe("ForwardProcess", () => {
  test.each(["jump", "walk"] as const)(
    "by %s, x_0 is the picture and x_T carries the schedule's share of it",
    (path) => {
      const process = new ForwardProcess(schedule, x0, 1, path);
      expect(process.xt(0)).toBe(x0);
      const xT = process.xt(50);
      const projection =
        xT.reduce((sum, value, i) => sum + value * (x0[i] ?? 0), 0) / x0.reduce((s, v) => s + v * v, 0);
      expect(Math.abs(projection - qSampleWeights(schedule, 50).x0)).toBeLessThan(0.1);
    },
  );

  test.each(["jump", "walk"] as const)("by %s, the noise inside x_t has unit variance at every t", (path) => {
    const process = new ForwardProcess(schedule, x0, 3, path);
    for (const t of [1, 10, 25, 50]) {
      const noise = process.noiseIn(t);
      const variance = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
      expect(Math.abs(variance - 1)).toBeLessThan(0.1);
    }
  });

  test("the same seed walks the same way, backwards and forwards", () => {
    const one = new ForwardProcess(schedule, x0, 7, "walk");
    const other = new ForwardProcess(schedule, x0, 7, "walk");
    const late = one.xt(40);
    expect(one.xt(10)).toEqual(other.xt(10));
    expect(other.xt(40)).toEqual(late);
    expect(new ForwardProcess(schedule, x0, 8, "walk").xt(40)).not.toEqual(late);
  });
});
