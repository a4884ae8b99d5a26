import { eachIndex, flatGrid } from "./flat.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/**
 * dTable_k = sum of dy_b over the images b of class k, in the order of b; the gradient of `gatherRows` by its table.
 *
 * Buffers: dTable [rows,size], dy [batch,size], labels [batch].
 */
export function embeddingGradient(rows: number, batch: number, size: number, threads?: number): Launch {
  const { width, element, declarations } = vectorOf(size);
  const { workgroupSize, workgroups } = flatGrid((rows * size) / width, threads);
  return {
    shader: shader({
      name: "embeddingGradient",
      buffers: { dTable: write(element), dy: read(element), labels: read("u32") },
      params: { count: "u32", length: "u32", batch: "u32" },
      workgroupSize,
      declarations,
      body: /* wgsl */ `
  ${eachIndex} {
    var sum = V(0);
    for (var b = 0u; b < params.batch; b++) {
      if (labels[b] == i / params.length) { sum += dy[b * params.length + i % params.length]; }
    }
    dTable[i] = sum;
  }`,
    }),
    params: { count: (rows * size) / width, length: size / width, batch },
    workgroups,
  };
}
