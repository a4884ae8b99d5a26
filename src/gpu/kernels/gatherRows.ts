import { eachIndex, flatGrid } from "./flat.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/** rows_b = table_index_b. Buffers: rows [count,size], table [..,size], indices [count]. */
export function gatherRows(count: number, size: number, threads?: number): Launch {
  const { width, element } = vectorOf(size);
  const { workgroupSize, workgroups } = flatGrid((count * size) / width, threads);
  return {
    shader: shader({
      name: "gatherRows",
      buffers: { rows: write(element), table: read(element), indices: read("u32") },
      params: { count: "u32", length: "u32" },
      workgroupSize,
      body: /* wgsl */ `
  ${eachIndex} { rows[i] = table[indices[i / params.length] * params.length + i % params.length]; }`,
    }),
    params: { count: (count * size) / width, length: size / width },
    workgroups,
  };
}
