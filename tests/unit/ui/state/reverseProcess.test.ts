import { describe, expect, test } from "vitest";
import type { EngineEvent } from "#protocol/event.ts";
import { defaultChoices } from "#store/choices.ts";
import { currentSampleRequest } from "#store/samplingChoice.ts";
import { emptySession, reduceSession } from "#store/session.ts";
import type { SamplingSession, Session } from "#store/session.ts";
import { frameNearest, timestepNearest, timestepsOf } from "#ui/state/reverseProcess.ts";
import { samplingLog } from "../../../fixtures/samplingLog.ts";

const request = currentSampleRequest(defaultChoices(), null);

function fold(events: readonly EngineEvent[], from: Session = emptySession): Session {
  return events.reduce(reduceSession, from);
}

function processOf({ sampling }: Session): SamplingSession {
  if (!sampling) throw new Error("no reverse process began");
  return sampling;
}

describe("a process that is half way", () => {
  const process = processOf(fold(samplingLog(1, request).slice(0, 1 + 6)));

  test("is known down to where it is, however far the playhead is ahead", () => {
    expect([1000, 740, 520, 0].map((t) => frameNearest(process, t)?.t)).toEqual([1000, 700, 500, 500]);
  });

  test("can be sought where it has yet to come", () => {
    expect([960, 149, 12].map((t) => timestepNearest(process, t))).toEqual([1000, 100, 0]);
  });
});

test("before the first frame nothing can be shown", () => {
  expect(frameNearest(processOf(fold(samplingLog(1, request).slice(0, 1))), 500)).toBeNull();
});

test("a branch goes on from its trunk, and meets it once", () => {
  const trunk = fold(samplingLog(1, request));
  const start = { t: 500, xt: new Float32Array(1) };
  const process = processOf(fold(samplingLog(2, { ...request, start }), trunk));
  expect(timestepsOf(process)).toEqual([1000, 900, 800, 700, 600, 500, 400, 300, 200, 100, 0]);
  expect(process.frames.map(({ run }) => run)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
});
