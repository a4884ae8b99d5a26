import { eachIndex, flatGrid } from "./flat.ts";
import type { Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

const params = { count: "u32", left: "u32", right: "u32" } as const satisfies Record<string, ParamType>;

/** WGSL: goes over the vectors `i` of both parts side by side; `c` is the place in its pixel. */
const eachVector = /* wgsl */ `
  let width = params.left + params.right;
  ${eachIndex} {
    let pixel = i / width;
    let c = i % width;`;

/** y = a beside b in each pixel. Buffers: y [B,H,W,left + right], a [B,H,W,left], b [B,H,W,right]; `pixels` is B H W. */
export function concat(pixels: number, left: number, right: number, threads?: number): Launch {
  const { width, element } = vectorOf(left, right);
  const count = (pixels * (left + right)) / width;
  const { workgroupSize, workgroups } = flatGrid(count, threads);
  return {
    shader: shader({
      name: "concat",
      buffers: { y: write(element), a: read(element), b: read(element) },
      params,
      workgroupSize,
      body: /* wgsl */ `${eachVector}
    if (c < params.left) { y[i] = a[pixel * params.left + c]; }
    else { y[i] = b[pixel * params.right + c - params.left]; }
  }`,
    }),
    params: { count, left: left / width, right: right / width },
    workgroups,
  };
}

/** Gradient of `concat`: dy taken apart. Buffers: da [B,H,W,left], db [B,H,W,right], dy [B,H,W,left + right]. */
export function concatGradient(pixels: number, left: number, right: number, threads?: number): Launch {
  const { width, element } = vectorOf(left, right);
  const count = (pixels * (left + right)) / width;
  const { workgroupSize, workgroups } = flatGrid(count, threads);
  return {
    shader: shader({
      name: "concatGradient",
      buffers: { da: write(element), db: write(element), dy: read(element) },
      params,
      workgroupSize,
      body: /* wgsl */ `${eachVector}
    if (c < params.left) { da[pixel * params.left + c] = dy[i]; }
    else { db[pixel * params.right + c - params.left] = dy[i]; }
  }`,
    }),
    params: { count, left: left / width, right: right / width },
    workgroups,
  };
}
