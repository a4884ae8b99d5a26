/**
 * Four neighbouring threads, a quad of a subgroup, share what each of them needs: `member` 0 to 3 loads the member-th of four, and
 * the others come by swapping. In turn t, a thread has what member ^ t has loaded.
 */
export const enableQuads = "enable subgroups;";

const SWAPS = ["", "quadSwapX", "quadSwapY", "quadSwapDiagonal"];

/** WGSL: what member ^ t has loaded. */
export function swapped(value: string, t: number): string {
  return `${SWAPS[t] ?? ""}(${value})`;
}

/** WGSL: `unscramble(v, member)`: component t of the result is component member ^ t of v. */
export const unscramble = /* wgsl */ `
fn unscramble(v: vec4<f32>, member: i32) -> vec4<f32> {
  let u = select(v, v.yxwz, (member & 1) != 0);
  return select(u, u.zwxy, (member & 2) != 0);
}`;
