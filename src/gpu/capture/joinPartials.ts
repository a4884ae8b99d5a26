import { at } from "#math/at.ts";
import type { Partials } from "#gpu/kernels/gradientSum.ts";
import { gradientBlocks } from "#gpu/kernels/gradientSum.ts";
import { paddedSize } from "#gpu/kernels/padding.ts";
import { CaptureError } from "./captureError.ts";
import type { BufferView } from "./slot.ts";
import { Slot } from "./slot.ts";
import type { Binding, Step } from "./step.ts";
import { reads } from "./step.ts";

const FLOAT_BYTES = 4;

/**
 * Adds up the partial sums of all gradients in one dispatch. Where the sum of a gradient's partial sums would only be copied into
 * the arena of `gradientSum`, the partial sums themselves are laid there, and neither summed nor copied before.
 *
 * @throws {CaptureError} when gradients are joined twice: there is one arena.
 */
export function joinPartials(steps: readonly Step[]): Step[] {
  const [end, second] = steps.filter(({ role }) => role.kind === "gradient sum");
  if (second)
    throw new CaptureError(`"${second.name}" cannot be captured: gradients are joined once already`);
  if (end?.role.kind !== "gradient sum") return [...steps];
  const sums = sumsReadOnce(steps);
  const places = new Map<BufferView["buffer"], number>();
  const gathers = new Map<Step, number>();
  const left = new Set<Step>();
  const parts = new Map<number, Partials>();
  let arenaBytes = 0;
  const reserve = (bytes: number): number => {
    const place = arenaBytes;
    arenaBytes += FLOAT_BYTES * paddedSize(bytes / FLOAT_BYTES);
    return place;
  };

  for (const gather of steps) {
    if (gather.role.kind !== "gather") continue;
    const [to, from] = [at(gather.bindings, 0), at(gather.bindings, 1)];
    const size = to.size / FLOAT_BYTES;
    const sum = sums.get(from.buffer);
    if (sum?.role.kind === "sum of partials") {
      const partials = at(sum.bindings, 1);
      const place = places.get(partials.buffer) ?? reserve(partials.buffer.size);
      places.set(partials.buffer, place);
      const offset = (place + partials.offset) / FLOAT_BYTES;
      parts.set(to.offset, { offset, size, splits: sum.role.splits });
      left.add(gather).add(sum);
    } else {
      const place = reserve(to.size);
      gathers.set(gather, place);
      parts.set(to.offset, { offset: place / FLOAT_BYTES, size, splits: 1 });
    }
  }

  const arena = new Slot(arenaBytes);
  const table = new Slot(0);
  table.content = gradientBlocks(end.role.parts.map(({ offset }) => partsAt(parts, offset))).buffer;
  const moved = (step: Step): Step => {
    const gathered = gathers.get(step);
    const bindings = step.bindings.map((binding, i): Binding => {
      const place = places.get(binding.buffer);
      if (place !== undefined) return { ...binding, buffer: arena, offset: place + binding.offset };
      return gathered !== undefined && i === 0 ? { ...binding, buffer: arena, offset: gathered } : binding;
    });
    return { ...step, bindings };
  };
  return steps
    .filter((step) => !left.has(step))
    .map((step) => (step === end ? withArena(end, arena, table) : moved(step)));
}

/** Sums of partial sums that one step reads, by what they write. The partial sums come from a step of the same recording. */
function sumsReadOnce(steps: readonly Step[]): Map<BufferView["buffer"], Step> {
  const readers = new Map<BufferView["buffer"], number>();
  for (const { buffer } of steps.flatMap(({ bindings }) => bindings.filter(reads))) {
    readers.set(buffer, (readers.get(buffer) ?? 0) + 1);
  }
  const sums = steps.filter(({ role }) => role.kind === "sum of partials");
  return new Map(
    sums
      .map((sum) => [at(sum.bindings, 0).buffer, sum] as const)
      .filter(([buffer]) => readers.get(buffer) === 1),
  );
}

function partsAt(parts: ReadonlyMap<number, Partials>, offset: number): Partials {
  const part = parts.get(FLOAT_BYTES * offset);
  if (!part) throw new RangeError(`no gradient is gathered at ${offset}`);
  return part;
}

function withArena(end: Step, arena: Slot, table: Slot): Step {
  const [gradient, squares, oldArena, oldTable] = [0, 1, 2, 3].map((i) => at(end.bindings, i));
  if (!gradient || !squares || !oldArena || !oldTable)
    throw new RangeError("a gradient sum has four buffers");
  return {
    ...end,
    bindings: [
      gradient,
      squares,
      { ...oldArena, buffer: arena, offset: 0, size: arena.size },
      { ...oldTable, buffer: table, offset: 0, size: table.content?.byteLength ?? 0 },
    ],
  };
}
