import { describe, expect, test } from "vitest";
import { dropUnused, foldSums } from "#gpu/capture/passes.ts";
import type { Slot } from "#gpu/capture/slot.ts";
import type { Step } from "#gpu/capture/step.ts";
import { launchOf, slots, stepOf } from "../../../fixtures/steps.ts";

const names = (steps: readonly Step[]) => steps.map(({ name }) => name);

describe("dropUnused", () => {
  test("keeps what leads to an output, however far back, and leaves out the rest", () => {
    const [a, b, c, d] = slots(4) as [Slot, Slot, Slot, Slot];
    const steps = [stepOf("a", [a], []), stepOf("b", [b], [a]), stepOf("c", [c], [a]), stepOf("d", [d], [b])];
    expect(names(dropUnused(steps, new Set([d])))).toEqual(["a", "b", "d"]);
  });

  test("keeps a step for any one of its results", () => {
    const [a, b] = slots(2) as [Slot, Slot];
    expect(names(dropUnused([stepOf("both", [a, b], [])], new Set([b])))).toEqual(["both"]);
  });

  test("keeps what writes into a buffer that existed before", () => {
    const [a] = slots(1) as [Slot];
    const old = { size: 256 } as GPUBuffer;
    const update = stepOf("update", [], [a]);
    const bindings = [{ buffer: old, offset: 0, size: 256, access: "update" as const }, ...update.bindings];
    expect(names(dropUnused([stepOf("a", [a], []), { ...update, bindings }], new Set()))).toEqual([
      "a",
      "update",
    ]);
  });
});

describe("foldSums", () => {
  const sum = { role: { kind: "sum of two" } } as const;
  const addable = (name: string) => ({ withAddend: () => launchOf(`${name} + addend`, 2) });

  test("the later of two producers takes in the other's result, where it can", () => {
    const [x, a, b, y] = slots(4) as [Slot, Slot, Slot, Slot];
    const steps = [
      stepOf("a", [a], [x], addable("a")),
      stepOf("b", [b], [x], addable("b")),
      stepOf("sum", [y], [a, b], sum),
    ];
    const folded = foldSums(steps, new Set([y]));
    expect(names(folded)).toEqual(["a", "b"]);
    expect(folded[1]?.code).toContain("x1");
    expect(folded[1]?.bindings.map(({ buffer }) => buffer)).toEqual([y, x, a]);
  });

  test("a chain of sums goes into one producer after the other", () => {
    const [x, a, b, c, ab, y] = slots(6) as [Slot, Slot, Slot, Slot, Slot, Slot];
    const steps = [
      stepOf("a", [a], [x]),
      stepOf("b", [b], [x], addable("b")),
      stepOf("ab", [ab], [a, b], sum),
      stepOf("c", [c], [x], addable("c")),
      stepOf("abc", [y], [ab, c], sum),
    ];
    expect(names(foldSums(steps, new Set([y])))).toEqual(["a", "b", "c"]);
  });

  test("a result that somebody else reads stays as it is, and so does the sum", () => {
    const [x, a, b, y, z] = slots(5) as [Slot, Slot, Slot, Slot, Slot];
    const steps = [
      stepOf("a", [a], [x]),
      stepOf("b", [b], [x], addable("b")),
      stepOf("sum", [y], [a, b], sum),
      stepOf("other", [z], [b]),
    ];
    expect(names(foldSums(steps, new Set([y, z])))).toEqual(["a", "b", "sum", "other"]);
  });

  test("so does one that is an output", () => {
    const [x, a, b, y] = slots(4) as [Slot, Slot, Slot, Slot];
    const steps = [
      stepOf("a", [a], [x]),
      stepOf("b", [b], [x], addable("b")),
      stepOf("sum", [y], [a, b], sum),
    ];
    expect(names(foldSums(steps, new Set([b, y])))).toEqual(["a", "b", "sum"]);
  });

  test("a step cannot take in what is made after it", () => {
    const [x, a, b, y] = slots(4) as [Slot, Slot, Slot, Slot];
    const steps = [
      stepOf("a", [a], [x], addable("a")),
      stepOf("b", [b], [x]),
      stepOf("sum", [y], [a, b], sum),
    ];
    expect(names(foldSums(steps, new Set([y])))).toEqual(["a", "b", "sum"]);
  });
});
