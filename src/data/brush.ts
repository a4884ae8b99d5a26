import { at } from "#math/at.ts";

/** Red, green, blue, 0..255. */
export type Colour = readonly [number, number, number];

/** A picture being painted: [S,S,3], 0..255. */
export interface Canvas {
  readonly size: number;
  readonly pixels: Float32Array;
}

/** A set of points around (x, y), in pixels with the origin at the upper left corner. */
export interface Shape {
  readonly x: number;
  readonly y: number;
  /** No point is farther from (x, y), across and down. */
  readonly reach: readonly [number, number];
  contains(dx: number, dy: number): boolean;
}

/** Sample points per pixel along each axis. */
const SAMPLES = 4;

/** A colour as web pages write it, 0xrrggbb. */
export function rgb(hex: number): Colour {
  return [hex >> 16, (hex >> 8) & 255, hex & 255];
}

/** `a` at share 0, `b` at share 1. */
export function mix(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** Fills the picture from top to bottom. */
export function paintGradient({ size, pixels }: Canvas, top: Colour, bottom: Colour): void {
  for (let row = 0; row < size; row++) {
    const colour = mix(top, bottom, row / (size - 1));
    for (let column = 0; column < size; column++) pixels.set(colour, (row * size + column) * 3);
  }
}

/** Paints a shape over what is there; a pixel that it covers in part takes that part of the colour. */
export function paint({ size, pixels }: Canvas, colour: Colour, shape: Shape): void {
  const [left, right] = span(shape.x, shape.reach[0], size);
  const [top, bottom] = span(shape.y, shape.reach[1], size);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const share = covered(shape, row - shape.y, column - shape.x);
      if (share === 0) continue;
      for (let c = 0; c < 3; c++) {
        const i = (row * size + column) * 3 + c;
        pixels[i] = at(pixels, i) * (1 - share) + at(colour, c) * share;
      }
    }
  }
}

/** The pixels within reach along one axis, from the first to one past the last. */
function span(centre: number, reach: number, size: number): [number, number] {
  return [Math.max(0, Math.floor(centre - reach)), Math.min(size, Math.ceil(centre + reach))];
}

/**
 * The part, 0..1, of the pixel with its upper left corner at (left, top) that lies inside. Outer samples that agree
 * settle it, for no shape is thinner than the distance between them; most pixels end there.
 */
function covered(shape: Shape, top: number, left: number): number {
  const near = 0.5 / SAMPLES;
  const far = 1 - near;
  const corner = shape.contains(left + near, top + near);
  if (
    corner === shape.contains(left + far, top + near) &&
    corner === shape.contains(left + near, top + far) &&
    corner === shape.contains(left + far, top + far)
  ) {
    return corner ? 1 : 0;
  }
  let inside = 0;
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      if (shape.contains(left + near + j / SAMPLES, top + near + i / SAMPLES)) inside++;
    }
  }
  return inside / SAMPLES ** 2;
}
