/** The WGSL lines for 0 .. count - 1, one after the other: values in variables of their own, where an array would be slow. */
export function unroll(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}
