import { eachIndex, flatGrid } from "./flat.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";

/** y_i = sum over s of partials[s, i], in the order of s. Buffers: y [size], partials [splits, size]. */
export function partialSum(size: number, splits: number): Launch {
  const { workgroupSize, workgroups } = flatGrid(size);
  return {
    shader: shader({
      name: "partialSum",
      buffers: { y: write("f32"), partials: read("f32") },
      params: { count: "u32", splits: "u32" },
      workgroupSize,
      body: /* wgsl */ `${eachIndex} {
    var sum = 0.0;
    for (var s = 0u; s < params.splits; s++) { sum += partials[s * params.count + i]; }
    y[i] = sum;
  }`,
    }),
    params: { count: size, splits },
    workgroups,
  };
}
