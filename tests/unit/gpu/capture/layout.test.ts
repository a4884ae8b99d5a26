import { expect, test } from "vitest";
import { layOut } from "#gpu/capture/layout.ts";
import { Slot } from "#gpu/capture/slot.ts";
import { slots, stepOf } from "../../../fixtures/steps.ts";

/** Whether two slots share a room. */
function share(rooms: ReturnType<typeof layOut>, a: Slot, b: Slot): boolean {
  return rooms.some(({ lives }) => [a, b].every((slot) => lives.some((life) => life.slot === slot)));
}

test("a chain needs two rooms, however long it is: a step never writes where it reads", () => {
  const chain = slots(6) as [Slot, Slot, Slot, Slot, Slot, Slot];
  const steps = chain.map((slot, i) => stepOf(`${i}`, [slot], chain.slice(i - 1, i)));
  const rooms = layOut(steps, new Set(chain.slice(-1)));
  expect(rooms).toHaveLength(2);
  for (let i = 1; i < chain.length; i++)
    expect(share(rooms, chain[i - 1] as Slot, chain[i] as Slot)).toBe(false);
});

test("a room is as large as the largest of those that take turns in it", () => {
  const [small, large] = [new Slot(4), new Slot(400)];
  const between = new Slot(40);
  const steps = [
    stepOf("small", [small], []),
    stepOf("between", [between], [small]),
    stepOf("large", [large], [between]),
  ];
  const rooms = layOut(steps, new Set([large]));
  expect(rooms.map(({ size }) => size).toSorted((a, b) => a - b)).toEqual([40, 400]);
  expect(share(rooms, small, large)).toBe(true);
});

test("outputs keep their room to the end", () => {
  const [early, a, b] = slots(3) as [Slot, Slot, Slot];
  const steps = [stepOf("early", [early], []), stepOf("a", [a], []), stepOf("b", [b], [a])];
  const rooms = layOut(steps, new Set([early, b]));
  expect(share(rooms, early, b)).toBe(false);
  expect(rooms).toHaveLength(3);
});

test("constants need no room", () => {
  const [constant, y] = slots(2) as [Slot, Slot];
  constant.content = new ArrayBuffer(constant.size);
  const rooms = layOut([stepOf("y", [y], [constant])], new Set([y]));
  expect(rooms.flatMap(({ lives }) => lives.map(({ slot }) => slot))).toEqual([y]);
});
