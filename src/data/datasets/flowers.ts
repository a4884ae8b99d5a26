import { at } from "#math/at.ts";
import { streams, uniforms } from "#math/random.ts";
import type { Canvas, Colour } from "../brush.ts";
import { mix, paint, paintGradient, rgb } from "../brush.ts";
import type { Dataset } from "../dataset.ts";
import { defineDataset } from "../dataset.ts";

const COUNT = 4096;
const SIZE = 32;
const SEED = 1;
const HIGHLIGHTS = [31, 43, 65, 69, 63, 61];
/** More numbers than any one flower uses. */
const DRAWS = 24;

const WHITE = rgb(0xffffff);
const INK = rgb(0x3c1446);
const POLLEN = [0xfac83c, 0x824c2c].map(rgb);
const GREENS = [0x3e8e41, 0x5ca03c, 0x287a5c].map(rgb);
const HUES = [
  0xde3238, 0xf56e4c, 0xfa9e32, 0xfad64c, 0xf68eb6, 0xd43a8e, 0x9454cc, 0x4e60d8, 0x3ca6e2, 0xfcfaf6,
].map(rgb);
/** Upper and lower edge. */
const BACKGROUNDS: readonly (readonly [Colour, Colour])[] = [
  [rgb(0x92d0f5), rgb(0xe4f5fc)],
  [rgb(0xfef4dc), rgb(0xf8dcb0)],
  [rgb(0xe2f6d8), rgb(0xacdcae)],
  [rgb(0xd6c8f6), rgb(0xfce2ec)],
  [rgb(0x1c2452), rgb(0x4c649c)],
];

/** Uniform numbers of one flower, one after the other. */
type Draw = (low: number, high: number) => number;

/** Where the head of a flower sits and how it looks. */
interface Head {
  readonly x: number;
  readonly y: number;
  readonly hue: Colour;
  readonly pollen: Colour;
}

type Species = (canvas: Canvas, head: Head, draw: Draw) => void;

export default defineDataset({
  id: "flowers",
  label: { en: "Flowers", zh: "花朵" },
  size: SIZE,
  licence: "MIT",
  credit: "Drawn by this program",
  order: 1,
  highlights: HIGHLIGHTS,
  load: () => Promise.resolve(createFlowers(Array.from({ length: COUNT }, (_, n) => n))),
  preview: () => createFlowers(HIGHLIGHTS),
});

/** Four species in ten hues, each picture drawn from its own number alone. */
function createFlowers(numbers: readonly number[]): Dataset {
  const images = new Uint8ClampedArray(numbers.length * SIZE * SIZE * 3);
  const labels = new Uint8Array(numbers.length);
  const canvas = { size: SIZE, pixels: new Float32Array(SIZE * SIZE * 3) };
  numbers.forEach((n, i) => {
    labels[i] = paintFlower(canvas, n);
    images.set(canvas.pixels, i * canvas.pixels.length);
  });
  const classes = Object.keys(species);
  return {
    id: "flowers",
    count: numbers.length,
    size: SIZE,
    channels: 3,
    images: new Uint8Array(images.buffer),
    labels,
    classes,
  };
}

/** Paints the whole picture and returns the index of its species. */
function paintFlower(canvas: Canvas, n: number): number {
  const numbers = uniforms(SEED, streams.data, n, DRAWS);
  let drawn = 0;
  const draw: Draw = (low, high) => low + (high - low) * at(numbers, drawn++);
  const pick = <T>(choices: readonly T[]): T => at(choices, Math.floor(draw(0, choices.length)));

  paintGradient(canvas, ...pick(BACKGROUNDS));
  const head: Head = { x: draw(13, 19), y: draw(10.5, 12.5), hue: pick(HUES), pollen: pick(POLLEN) };
  paintStem(canvas, head, pick(GREENS), draw);
  const heads = Object.values(species);
  const kind = Math.floor(draw(0, heads.length));
  at(heads, kind)(canvas, head, draw);
  return kind;
}

/** A stem that bends from the head to the lower edge, with two leaves. */
function paintStem(canvas: Canvas, { x, y }: Head, green: Colour, draw: Draw): void {
  const foot = draw(13, 19) - x;
  const bend = draw(-3, 3);
  const height = SIZE - y;
  const shift = (u: number): number => foot * u + 4 * bend * u * (1 - u);
  paint(canvas, green, {
    x,
    y,
    reach: [8, height],
    contains: (dx, dy) => dy > 0 && Math.abs(dx - shift(dy / height)) < 0.85,
  });
  for (const side of [-1, 1]) {
    const u = draw(0.55, 0.85);
    const angle = draw(0.3, 1);
    const length = draw(3, 4.5);
    const along = [side * Math.cos(angle), -Math.sin(angle)] as const;
    paint(canvas, mix(green, side < 0 ? INK : WHITE, 0.15), {
      x: x + shift(u) + along[0] * length,
      y: y + u * height + along[1] * length,
      reach: [length, length],
      contains: (dx, dy) => {
        const lengthwise = (dx * along[0] + dy * along[1]) / length;
        const crosswise = dx * along[1] - dy * along[0];
        return Math.abs(crosswise) < 1.8 * (1 - lengthwise * lengthwise);
      },
    });
  }
}

/** `count` round petals; between two of them the edge falls back to `notch` of the radius. */
function paintPetals(
  canvas: Canvas,
  { x, y }: Head,
  colour: Colour,
  radius: number,
  count: number,
  notch: number,
  turn: number,
): void {
  const across = Math.cos(turn / count);
  const down = Math.sin(turn / count);
  paint(canvas, colour, {
    x,
    y,
    reach: [radius, radius],
    contains: (dx, dy) => {
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance < notch * radius || distance > radius) return distance < radius;
      const petal = Math.sqrt((1 + cosMultiple(count, (dx * across + dy * down) / distance)) / 2);
      return distance < radius * (notch + (1 - notch) * petal);
    },
  });
}

/** cos(n a) from cos(a), Chebyshev's recurrence: the angle itself would cost an arctangent for each of millions of points. */
function cosMultiple(n: number, cosine: number): number {
  let previous = 1;
  let current = cosine;
  for (let i = 1; i < n; i++) [previous, current] = [current, 2 * cosine * current - previous];
  return current;
}

function paintDisc(canvas: Canvas, { x, y }: Head, colour: Colour, radius: number): void {
  paint(canvas, colour, {
    x,
    y,
    reach: [radius, radius],
    contains: (dx, dy) => dx * dx + dy * dy < radius * radius,
  });
}

/** Many narrow petals around a broad eye. */
const daisy: Species = (canvas, head, draw) => {
  const radius = draw(7.5, 9.5);
  const count = Math.floor(draw(9, 13));
  const turn = draw(0, 6.3);
  paintPetals(canvas, head, mix(head.hue, INK, 0.3), radius, count, 0.3, turn + Math.PI);
  paintPetals(canvas, head, head.hue, radius, count, 0.3, turn);
  paintDisc(canvas, head, head.pollen, radius * 0.36);
};

/** Five broad petals with a darker throat. */
const blossom: Species = (canvas, head, draw) => {
  const radius = draw(7.5, 9.5);
  const turn = draw(0, 6.3);
  paintPetals(canvas, head, head.hue, radius, 5, 0.45, turn);
  paintPetals(canvas, head, mix(head.hue, INK, 0.4), radius * 0.55, 5, 0.3, turn);
  paintDisc(canvas, head, head.pollen, radius * 0.2);
};

/** A cup with three tips, the middle petal in front. */
const tulip: Species = (canvas, head, draw) => {
  const width = draw(5.5, 7);
  const height = draw(6.5, 8);
  paint(canvas, mix(head.hue, INK, 0.25), {
    x: head.x,
    y: head.y,
    reach: [width, height],
    contains: (dx, dy) => {
      const u = dx / width;
      return (
        dy < height * Math.sqrt(Math.max(0, 1 - u * u)) &&
        dy > -height * (0.55 + 0.4 * Math.cos(7.4 * u)) &&
        Math.abs(u) < 1
      );
    },
  });
  paint(canvas, head.hue, {
    x: head.x,
    y: head.y,
    reach: [width, height],
    contains: (dx, dy) => (dx / (width * 0.6)) ** 2 < 1 - (dy / height) ** 2,
  });
};

/** Rings of petals, brighter towards the middle. */
const rose: Species = (canvas, head, draw) => {
  const radius = draw(6.5, 8.5);
  const turn = draw(0, 6.3);
  for (const [ring, share] of [1, 0.76, 0.52, 0.28].entries()) {
    const colour = mix(mix(head.hue, INK, 0.35), mix(head.hue, WHITE, 0.25), ring / 3);
    paintPetals(canvas, head, colour, radius * share, 7 - ring, 0.8, turn + ring * 2);
  }
};

const species: Readonly<Record<string, Species>> = { daisy, blossom, tulip, rose };
