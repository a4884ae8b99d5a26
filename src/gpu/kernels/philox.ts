/**
 * WGSL: the generator of `math/random.ts`, word for word. `randomWords(block, step, seed, stream)` are words 4 block .. 4 block + 3
 * of a draw; `integerBelow(n, word)` is floor((word + 1/2) n / 2^32), which float64 gives exactly for n up to 2^20: half of n may
 * carry into the upper word of word n. Philox4x32-10, Salmon et al. 2011.
 */
export const philoxFunctions = /* wgsl */ `
// WGSL has no 64-bit product: by halves of 16 bits, of which no sum overflows.
fn multiplyHigh(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let crossed = aHigh * bLow + ((aLow * bLow) >> 16u);
  let middle = aLow * bHigh + (crossed & 0xffffu);
  return aHigh * bHigh + (crossed >> 16u) + (middle >> 16u);
}

fn randomWords(block: u32, step: u32, seed: u32, stream: u32) -> vec4u {
  var c = vec4u(block, step, 0u, 0u);
  var key = vec2u(seed, stream);
  for (var round = 0u; round < 10u; round++) {
    c = vec4u(
      multiplyHigh(0xcd9e8d57u, c.z) ^ c.y ^ key.x,
      0xcd9e8d57u * c.z,
      multiplyHigh(0xd2511f53u, c.x) ^ c.w ^ key.y,
      0xd2511f53u * c.x,
    );
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

fn integerBelow(n: u32, word: u32) -> u32 {
  let low = word * n;
  return multiplyHigh(word, n) + u32(low + n / 2u < low);
}`;
