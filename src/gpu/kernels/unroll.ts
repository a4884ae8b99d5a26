/** 0 to n - 1. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** A line of WGSL for each item. */
export function lines<T>(items: readonly T[], line: (item: T) => string): string {
  return items.map(line).join("\n");
}

/** A sum in WGSL; of nothing it is `zero`. */
export function sumOf(terms: readonly string[], zero = "0.0"): string {
  return terms.length === 0 ? zero : terms.join(" + ");
}

/** WGSL: the i-th number of a vector, which is a plain number where the width is 1. */
export function component(vector: string, width: 1 | 4, i: number): string {
  return width === 4 ? `${vector}.${"xyzw".charAt(i)}` : vector;
}
