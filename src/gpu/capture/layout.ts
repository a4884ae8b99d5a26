import { Slot } from "./slot.ts";
import type { Step } from "./step.ts";

/** A slot that needs memory from its first step to its last. */
interface Life {
  readonly slot: Slot;
  readonly first: number;
  last: number;
}

/** A piece of memory, and the slots that take turns in it. */
export interface Room {
  /** In bytes. */
  readonly size: number;
  readonly lives: Life[];
}

/**
 * Gives every slot a room that it has for itself while it lives; the largest first, each into the first room that is free
 * then. Greedy by size, Pisarchyk & Lee 2020.
 *
 * Whole buffers, because WebGPU forbids binding one buffer for reading and for writing in one dispatch, even apart from each
 * other. For the same reason a slot still lives in the step that reads it last.
 */
export function layOut(steps: readonly Step[], outputs: ReadonlySet<Slot>): Room[] {
  const rooms: Room[] = [];
  for (const life of lives(steps, outputs).toSorted((a, b) => b.slot.size - a.slot.size)) {
    const free = rooms.find((room) =>
      room.lives.every((other) => life.last < other.first || other.last < life.first),
    );
    if (free) free.lives.push(life);
    else rooms.push({ size: life.slot.size, lives: [life] });
  }
  return rooms;
}

function lives(steps: readonly Step[], outputs: ReadonlySet<Slot>): Life[] {
  const lives = new Map<Slot, Life>();
  for (const [i, { bindings }] of steps.entries()) {
    for (const { buffer } of bindings) {
      if (!(buffer instanceof Slot) || buffer.content) continue;
      const life = lives.get(buffer);
      if (life) life.last = i;
      else lives.set(buffer, { slot: buffer, first: i, last: outputs.has(buffer) ? steps.length : i });
    }
  }
  for (const output of outputs) {
    const life = lives.get(output);
    if (life) life.last = steps.length;
  }
  return [...lives.values()];
}
