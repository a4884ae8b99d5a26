import { at } from "#math/at.ts";
import { paramBytes } from "#gpu/kernels/shader.ts";
import { Slot } from "./slot.ts";
import type { Step } from "./step.ts";
import { reads, writes } from "./step.ts";

type AnyBuffer = GPUBuffer | Slot;

/** The steps whose results reach an output or a buffer that exists already. */
export function dropUnused(steps: readonly Step[], outputs: ReadonlySet<Slot>): Step[] {
  const needed = new Set<AnyBuffer>(outputs);
  const kept = steps.toReversed().filter(({ bindings }) => {
    const isNeeded = bindings.some((b) => writes(b) && (needed.has(b.buffer) || !(b.buffer instanceof Slot)));
    if (isNeeded) for (const binding of bindings) if (reads(binding)) needed.add(binding.buffer);
    return isNeeded;
  });
  return kept.toReversed();
}

/**
 * Lets a step that can add something to its result do a later addition on the way, where nothing else reads that result: so
 * gradients from several sides meet without a pass of their own.
 */
export function foldSums(steps: readonly Step[], outputs: ReadonlySet<Slot>): Step[] {
  const folded: (Step | null)[] = [...steps];
  const use = usage(steps, outputs);
  for (const [i, step] of steps.entries()) {
    if (step.role.kind !== "sum of two") continue;
    const [sum, a, b] = [at(step.bindings, 0), at(step.bindings, 1), at(step.bindings, 2)];
    const pairs = [
      { part: a, addend: b },
      { part: b, addend: a },
    ];
    for (const { part, addend } of pairs) {
      const from = use.writer(part.buffer);
      const producer = from === null ? null : (folded[from] ?? null);
      const launch = producer?.withAddend?.();
      if (from === null || !producer || !launch) continue;
      const addendFrom = use.writer(addend.buffer);
      const isThere =
        addendFrom !== null
          ? addendFrom < from
          : !(addend.buffer instanceof Slot) && !use.isWritten(addend.buffer);
      if (!isThere || use.readers(part.buffer) !== 1 || at(producer.bindings, 0).buffer !== part.buffer)
        continue;
      folded[from] = {
        ...producer,
        code: launch.shader.code,
        params: paramBytes(launch),
        workgroups: launch.workgroups,
        bindings: [{ ...sum, access: "write" }, ...producer.bindings.slice(1), { ...addend, access: "read" }],
        withAddend: null,
      };
      folded[i] = null;
      use.move(sum.buffer, from);
      break;
    }
  }
  return folded.filter((step) => step !== null);
}

/** Who writes a buffer, and how many read it. */
function usage(steps: readonly Step[], outputs: ReadonlySet<Slot>) {
  const writers = new Map<AnyBuffer, number[]>();
  const readers = new Map<AnyBuffer, number>();
  for (const output of outputs) readers.set(output, 1);
  for (const [i, { bindings }] of steps.entries()) {
    for (const binding of bindings) {
      const { buffer } = binding;
      if (reads(binding)) readers.set(buffer, (readers.get(buffer) ?? 0) + 1);
      if (writes(binding)) writers.set(buffer, [...(writers.get(buffer) ?? []), i]);
    }
  }
  return {
    /** Index of the only step that writes it, or null when there are none or several. */
    writer: (buffer: AnyBuffer) => {
      const all = writers.get(buffer) ?? [];
      return all.length === 1 ? at(all, 0) : null;
    },
    isWritten: (buffer: AnyBuffer) => writers.has(buffer),
    readers: (buffer: AnyBuffer) => readers.get(buffer) ?? 0,
    move: (buffer: AnyBuffer, to: number) => void writers.set(buffer, [to]),
  };
}
