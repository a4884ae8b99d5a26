import { expect, test } from "vitest";
import { compilingLine, duration, progressLine, samplingLine } from "../../../../tools/train/progressLine.ts";

test("says how far, how good, how fast and how long yet", () => {
  expect(progressLine({ step: 450, steps: 1500, loss: 0.04321, stepsPerSecond: 5.123 })).toBe(
    " 450/1500 [===       ]   30 %  loss 0.0432  5.12 steps/s  3 min 25 s left",
  );
  expect(progressLine({ step: 1500, steps: 1500, loss: 0.03, stepsPerSecond: 250.4 })).toBe(
    "1500/1500 [==========]  100 %  loss 0.0300  250 steps/s  0 s left",
  );
});

test("fits a terminal of eighty columns", () => {
  const line = progressLine({ step: 51_234, steps: 100_000, loss: 0.12345, stepsPerSecond: 14.56 });
  expect(line).toBe(" 51234/100000 [=====     ]   51 %  loss 0.1235  14.6 steps/s  55 min 49 s left");
  expect(line.length).toBeLessThan(80);
});

test("what is not known yet is left out", () => {
  expect(progressLine({ step: 0, steps: 10, loss: null, stepsPerSecond: 0 })).toBe(
    " 0/10 [          ]    0 %",
  );
});

test("before the first step it counts shaders", () => {
  expect(compilingLine({ compiled: 0, shaders: 0 })).toBe("preparing the first step");
  expect(compilingLine({ compiled: 3, shaders: 80 })).toBe("compiling shaders: 3 of 80");
});

test("a sheet is drawn in percent", () => {
  expect([0, 0.299, 1].map(samplingLine)).toEqual([
    "drawing samples: 0 %",
    "drawing samples: 29 %",
    "drawing samples: 100 %",
  ]);
});

test.for([
  [0, "0 s"],
  [59.4, "59 s"],
  [59.6, "1 min 0 s"],
  [3599, "59 min 59 s"],
  [3600, "1 h 0 min"],
  [90_000, "25 h 0 min"],
] as const)("%f seconds are %s", ([seconds, text]) => {
  expect(duration(seconds)).toBe(text);
});
