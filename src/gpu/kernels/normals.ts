import type { Stream } from "#math/random.ts";
import { eachIndex, flatGrid } from "./flat.ts";
import { philoxFunctions } from "./philox.ts";
import type { Launch } from "./shader.ts";
import { shader, write } from "./shader.ts";
import type { Vector } from "./vector.ts";
import { vectorOf } from "./vector.ts";

/**
 * WGSL: four normal numbers out of four words, sqrt(-2 log u_0) (cos, sin)(2 pi u_1) and the same of u_2 and u_3, u = (word + 1/2) / 2^32,
 * as in `math/random.ts` to 2e-6. Box & Muller 1958.
 *
 * The words, not rounded u, are reduced: u near 1 by its complement, u below 1/2 to m 2^-k with m in [2/3, 4/3], and the angle to
 * an eighth of a turn about the nearest quarter. WGSL's own log, cos and sin promise far less.
 */
const normalFunctions = /* wgsl */ `
fn minusLog(word: vec2u) -> vec2f {
  let isHigh = word >= vec2u(0x80000000u);
  let x = vec2f(select(word, ~word, isHigh)) + 0.5;

  // -log(1 - v) = 2 atanh(v / (2 - v))
  let v = x * exp2(-32.0);
  // -log(m 2^-k) = k log 2 + 2 atanh((1 - m) / (1 + m)), x = m 2^(32 - k)
  let bits = bitcast<vec2u>(x) + vec2u(0x00555555u);
  let exponent = bits >> vec2u(23u);
  let m = bitcast<vec2f>((bits & vec2u(0x007fffffu)) + vec2u(0x3f2aaaabu));
  let k = select(vec2f(vec2u(159u) - exponent), vec2f(0), isHigh);

  let s = select((1.0 - m) / (1.0 + m), v / (2.0 - v), isHigh);
  let q = s * s;
  let tail = q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * (1.0 / 13 + q / 15))))));
  return k * 0.69314718 + 2.0 * s * (1.0 + tail);
}

struct Turn { cos: vec2f, sin: vec2f }

fn turn(word: vec2u) -> Turn {
  let quarter = (word + vec2u(0x20000000u)) >> vec2u(30u);
  let x = (vec2f(bitcast<vec2i>(word - (quarter << vec2u(30u)))) + 0.5) * (6.2831853 * exp2(-32.0));
  let q = x * x;
  let c = 1.0 - q / 2 * (1.0 - q / 12 * (1.0 - q / 30 * (1.0 - q / 56 * (1.0 - q / 90))));
  let s = x * (1.0 - q / 6 * (1.0 - q / 20 * (1.0 - q / 42 * (1.0 - q / 72))));
  let isOdd = (quarter & vec2u(1u)) == vec2u(1u);
  let cosine = select(c, s, isOdd);
  let sine = select(s, c, isOdd);
  return Turn(
    select(cosine, -cosine, (quarter == vec2u(1u)) | (quarter == vec2u(2u))),
    select(sine, -sine, quarter >= vec2u(2u)),
  );
}

fn normalsOf(words: vec4u) -> vec4f {
  let radius = sqrt(2.0 * minusLog(words.xz));
  let angle = turn(words.yw);
  let x = radius * angle.cos;
  let y = radius * angle.sin;
  return vec4f(x.x, y.x, x.y, y.y);
}`;

/** WGSL over `V`: `normalVector(i, step, seed, stream)`, vector i of a draw. */
export function normalVector({ width }: Vector): string {
  return /* wgsl */ `${philoxFunctions}
${normalFunctions}

fn normalVector(i: u32, step: u32, seed: u32, stream: u32) -> V {
  return normalsOf(randomWords(${width === 4 ? "i" : "i / 4u"}, step, seed, stream))${width === 4 ? "" : "[i % 4u]"};
}`;
}

/** The first `count` normal numbers of (seed, stream, step). Buffers: z [count]. */
export function normals(seed: number, stream: Stream, step: number, count: number, threads?: number): Launch {
  const vector = vectorOf(count);
  const { workgroupSize, workgroups } = flatGrid(count / vector.width, threads);
  return {
    shader: shader({
      name: "normals",
      buffers: { z: write(vector.element) },
      params: { count: "u32", step: "u32", seed: "u32", stream: "u32" },
      workgroupSize,
      declarations: vector.declarations + normalVector(vector),
      body: `${eachIndex} { z[i] = normalVector(i, params.step, params.seed, params.stream); }`,
    }),
    params: { count: count / vector.width, step, seed, stream },
    workgroups,
  };
}
