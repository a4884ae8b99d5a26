/** What a shader does with a buffer: `update` reads and writes it in place. */
export type Access = "read" | "write" | "update";

export type ElementType = "f32" | "vec4<f32>" | "u32" | "vec4<u32>" | "i32";

export interface BufferSpec {
  readonly access: Access;
  readonly element: ElementType;
}

export type ParamType = "u32" | "i32" | "f32";

/** A compute shader before its declarations are written out. */
export interface ShaderSource {
  readonly name: string;
  /** Storage buffers by name, in binding order. */
  readonly buffers: Readonly<Record<string, BufferSpec>>;
  /** Scalars that a launch sets, seen in WGSL as `params.<name>`. */
  readonly params: Readonly<Record<string, ParamType>>;
  readonly workgroupSize: readonly [number, number, number];
  /** WGSL declarations outside `main`. */
  readonly declarations?: string;
  /** Body of `main`, in WGSL; it sees `id`, `local`, `lane`, `group` and `groups`, the built-in values of an invocation. */
  readonly body: string;
}

/** A compute shader ready to compile; equal code means the same pipeline. */
export interface Shader {
  readonly name: string;
  /** WGSL module with the entry point `main`; the buffers are bound from 0 on, the parameters after them. */
  readonly code: string;
  readonly buffers: readonly (BufferSpec & { readonly name: string })[];
  readonly params: readonly { readonly name: string; readonly type: ParamType }[];
}

/** One run of a shader, but for its buffers. */
export interface Launch {
  readonly shader: Shader;
  readonly params: Readonly<Record<string, number>>;
  readonly workgroups: readonly [number, number, number];
}

export const read = (element: ElementType): BufferSpec => ({ access: "read", element });
export const write = (element: ElementType): BufferSpec => ({ access: "write", element });
export const update = (element: ElementType): BufferSpec => ({ access: "update", element });

/** Writes out the declarations of a shader. */
export function shader(source: ShaderSource): Shader {
  const { name, workgroupSize, declarations = "", body } = source;
  const buffers = Object.entries(source.buffers).map(([name, spec]) => ({ name, ...spec }));
  const params = Object.entries(source.params).map(([name, type]) => ({ name, type }));
  const code = [
    ...buffers.map(({ name, access, element }, i) => {
      const mode = access === "read" ? "read" : "read_write";
      return `@group(0) @binding(${i}) var<storage, ${mode}> ${name}: array<${element}>;`;
    }),
    ...(params.length === 0
      ? []
      : [
          `struct Params { ${params.map(({ name, type }) => `${name}: ${type}`).join(", ")} }`,
          `@group(0) @binding(${buffers.length}) var<uniform> params: Params;`,
        ]),
    declarations,
    `@compute @workgroup_size(${workgroupSize.join(", ")})`,
    `fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {`,
    body,
    "}",
  ].join("\n");
  return { name, code, buffers, params };
}

/**
 * The parameters of a launch as the bytes of its uniform buffer; none for a shader without parameters.
 *
 * @throws {RangeError} when one is missing.
 */
export function paramBytes({ shader, params }: Launch): ArrayBuffer {
  // A uniform buffer's size is a multiple of 16 bytes.
  const view = new DataView(new ArrayBuffer(16 * Math.ceil(shader.params.length / 4)));
  for (const [i, { name, type }] of shader.params.entries()) {
    const value = params[name];
    if (value === undefined) throw new RangeError(`shader "${shader.name}" is launched without ${name}`);
    if (type === "f32") view.setFloat32(4 * i, value, true);
    else if (type === "i32") view.setInt32(4 * i, value, true);
    else view.setUint32(4 * i, value, true);
  }
  return view.buffer;
}
