import { expect, test } from "vitest";
import { paramBytes, read, shader, update, write } from "#gpu/kernels/shader.ts";

const source = {
  name: "demo",
  buffers: { y: write("f32"), state: update("u32"), x: read("vec4<f32>") },
  params: { count: "u32", shift: "i32", scale: "f32" },
  workgroupSize: [64, 1, 1],
  body: "y[id.x] = 0.0;",
} as const;

test("declares the buffers in their order, then the parameters", () => {
  const { code } = shader(source);
  expect(code).toContain("@group(0) @binding(0) var<storage, read_write> y: array<f32>;");
  expect(code).toContain("@group(0) @binding(1) var<storage, read_write> state: array<u32>;");
  expect(code).toContain("@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;");
  expect(code).toContain("struct Params { count: u32, shift: i32, scale: f32 }");
  expect(code).toContain("@group(0) @binding(3) var<uniform> params: Params;");
  expect(code).toContain("@workgroup_size(64, 1, 1)");
});

test("a shader without parameters binds none", () => {
  const plain = shader({ ...source, params: {} });
  expect(plain.code).not.toContain("Params");
  expect(paramBytes({ shader: plain, params: {}, workgroups: [1, 1, 1] }).byteLength).toBe(0);
});

test("parameters become the bytes of a uniform buffer, each in its own type", () => {
  const bytes = paramBytes({
    shader: shader(source),
    params: { scale: 0.5, shift: -2, count: 4_000_000_000 },
    workgroups: [1, 1, 1],
  });
  expect(bytes.byteLength).toBe(16);
  const view = new DataView(bytes);
  expect(view.getUint32(0, true)).toBe(4_000_000_000);
  expect(view.getInt32(4, true)).toBe(-2);
  expect(view.getFloat32(8, true)).toBe(0.5);
});

test("a launch without one of its parameters is refused", () => {
  const launch = { shader: shader(source), params: { count: 1, shift: 0 }, workgroups: [1, 1, 1] } as const;
  expect(() => paramBytes(launch)).toThrow('shader "demo" is launched without scale');
});
