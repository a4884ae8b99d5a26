import { eachIndex, flatGrid } from "./flat.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/** y = a + scale b over `count` numbers. Buffers: y, a, b. */
export function add(count: number, scale = 1, threads?: number): Launch {
  const { width, element } = vectorOf(count);
  const { workgroupSize, workgroups } = flatGrid(count / width, threads);
  return {
    shader: shader({
      name: "add",
      buffers: { y: write(element), a: read(element), b: read(element) },
      params: { count: "u32", scale: "f32" },
      workgroupSize,
      body: `${eachIndex} { y[i] = a[i] + params.scale * b[i]; }`,
    }),
    params: { count: count / width, scale },
    workgroups,
  };
}
