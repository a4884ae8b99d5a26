import type { CDPSession, Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { expectWebGpu, open } from "./playground.ts";

/** What Chromium's trace says of one event; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Time of the processor alone: others may have held it meanwhile. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Longest that the page may not hear its user. */
const TASK_MS = 50;

/**
 * The software adapter computes on the very processor that draws the page, so the wall clock says how busy the machine is. What a
 * task itself takes of the processor is the page's own doing, and a graphics card would not change it.
 */
test("while a network trains at full speed, no task of the page is long, and scrubbing keeps its frames", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await open(page, "room=learn&net=XS&px=8&batch=4&budget=2000&sampleSteps=4");
  await expectWebGpu(page);
  await page.keyboard.press("t");
  await expect(page.locator("[data-training]")).toHaveAttribute("data-training", "running", {
    timeout: 180_000,
  });
  await expect.poll(() => stepsDone(page), { timeout: 120_000 }).toBeGreaterThan(5);

  const session = await page.context().newCDPSession(page);
  const trace = await startTrace(session);
  const before = await stepsDone(page);
  const intervals = await scrub(page);
  const tasks = (await trace.stop()).filter(({ name }) => name.endsWith("RunTask"));

  expect(await stepsDone(page)).toBeGreaterThan(before);
  expect(tasks.length).toBeGreaterThan(100);
  const longest = Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000));
  expect(longest).toBeGreaterThan(0);
  expect(longest).toBeLessThan(TASK_MS);
  const sorted = intervals.toSorted((a, b) => a - b);
  // 60 a second where the processor is free; half of that is asked for where it is not.
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(1000 / 30);
});

async function stepsDone(page: Page): Promise<number> {
  return Number(
    /^[\d,]+/.exec(await page.locator("[data-training] + div").innerText())?.[0].replace(",", "") ?? 0,
  );
}

/** Moves the scrubber up and down for three seconds; the time between each two frames in ms. */
async function scrub(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const scrubber = document.querySelector<HTMLInputElement>("footer input[type=range]");
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    if (!scrubber || !setter) throw new Error("there is no scrubber");
    const intervals: number[] = [];
    const start = performance.now();
    let last = start;
    while (last - start < 3000) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      intervals.push(now - last);
      last = now;
      const share = Math.sin(intervals.length / 15) / 2 + 0.5;
      setter.call(scrubber, String(Math.round(share * Number(scrubber.max))));
      scrubber.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return intervals;
  });
}

/** Records what the page's main thread does until it is stopped. */
async function startTrace(session: CDPSession): Promise<{ stop: () => Promise<TraceEvent[]> }> {
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"] },
  });
  return {
    stop: async () => {
      const complete = new Promise<void>((resolve) => {
        session.once("Tracing.tracingComplete", () => resolve());
      });
      await session.send("Tracing.end");
      await complete;
      const names = events.filter(
        ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
      );
      const mains = new Set(names.map(({ pid, tid }) => `${pid}:${tid}`));
      return events.filter(({ pid, tid }) => mains.has(`${pid}:${tid}`));
    },
  };
}
