import { expect, test } from "vitest";
import { joinPartials } from "#gpu/capture/joinPartials.ts";
import type { Slot } from "#gpu/capture/slot.ts";
import { Slot as NewSlot } from "#gpu/capture/slot.ts";
import type { Binding, Step } from "#gpu/capture/step.ts";
import { at } from "#math/at.ts";
import { slots, stepOf } from "../../../fixtures/steps.ts";

const PARAMETER = 10;

/** Two gradients: one left as three partial sums, one that is whole; gathered and summed as `joinGradients` does it. */
function recording(): { readonly steps: Step[]; readonly partials: Slot; readonly whole: Slot } {
  const [x, whole, sum, gradient, squares, table] = slots(6, PARAMETER) as [
    Slot,
    Slot,
    Slot,
    Slot,
    Slot,
    Slot,
  ];
  const partials = new NewSlot(4 * 3 * PARAMETER);
  const arena = new NewSlot(4 * 128);
  const gather = (from: Slot, offset: number): Step => {
    const step = stepOf("gather", [], [from], { role: { kind: "gather" } });
    const place: Binding = { buffer: arena, offset, size: from.size, access: "write" };
    return { ...step, bindings: [place, ...step.bindings] };
  };
  const parts = [
    { offset: 0, size: PARAMETER, splits: 1 },
    { offset: 64, size: PARAMETER, splits: 1 },
  ];
  const steps = [
    stepOf("whole", [whole], [x]),
    stepOf("partials", [partials], [x]),
    stepOf("sum", [sum], [partials], { role: { kind: "sum of partials", splits: 3 } }),
    gather(whole, 0),
    gather(sum, 256),
    stepOf("end", [gradient, squares], [arena, table], { role: { kind: "gradient sum", parts } }),
  ];
  return { steps, partials, whole };
}

test("partial sums are laid into the arena, and neither summed nor copied", () => {
  const joined = joinPartials(recording().steps);
  expect(joined.map(({ name }) => name)).toEqual(["whole", "partials", "gather", "end"]);
});

test("the table says where each gradient lies, how many partial sums it has and how far apart they are", () => {
  const joined = joinPartials(recording().steps);
  const [, , arena, table] = at(joined, 3).bindings;
  const content = table?.buffer instanceof NewSlot ? table.buffer.content : null;
  // Offset, distance, number, floats that are no padding.
  expect([...new Uint32Array(content ?? [])]).toEqual([
    0,
    PARAMETER,
    1,
    PARAMETER,
    64,
    PARAMETER,
    3,
    PARAMETER,
  ]);
  expect(at(at(joined, 1).bindings, 0)).toMatchObject({ buffer: arena?.buffer, offset: 256 });
  expect(at(at(joined, 2).bindings, 0)).toMatchObject({ buffer: arena?.buffer, offset: 0 });
});

test("a sum that somebody else reads too is made, and copied", () => {
  const { steps } = recording();
  const sum = at(at(steps, 2).bindings, 0).buffer as Slot;
  const [y] = slots(1) as [Slot];
  const joined = joinPartials([...steps.slice(0, 5), stepOf("other", [y], [sum]), at(steps, 5)]);
  expect(joined.map(({ name }) => name)).toEqual([
    "whole",
    "partials",
    "sum",
    "gather",
    "gather",
    "other",
    "end",
  ]);
});

test("steps without a gradient stay as they are", () => {
  const steps = recording().steps.slice(0, 3);
  expect(joinPartials(steps)).toEqual(steps);
});

test("a second join is refused: there is one arena", () => {
  const { steps } = recording();
  expect(() => joinPartials([...steps, ...recording().steps])).toThrow(
    '"end" cannot be captured: gradients are joined once already',
  );
});
