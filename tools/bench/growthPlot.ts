import { at } from "#math/at.ts";
import type { GrowthRow } from "./row.ts";

const WIDTH = 420;
const HEIGHT = 280;
const LEFT = 64;
const RIGHT = 16;
const TOP = 40;
const BOTTOM = 48;

const titles: Readonly<Record<GrowthRow["axis"], readonly [what: string, axis: string]>> = {
  batch: ["A training step, by images in it", "batch"],
  width: ["A training step, by channels", "channels at the finest resolution"],
  resolution: ["A training step, by side of the images", "pixels"],
  T: ["A reverse process, by its steps", "T"],
};

/** A drawing of milliseconds over one axis, both from 0: what is proportional is a straight line. Measured points are joined. */
export function growthPlot(rows: readonly GrowthRow[], axis: GrowthRow["axis"]): string {
  const points = rows.filter((row) => row.axis === axis).toSorted((a, b) => a.value - b.value);
  const [title, name] = titles[axis];
  const last = at(points, points.length - 1);
  const ceiling = niceCeiling(Math.max(...points.map(({ milliseconds }) => milliseconds)));
  const x = (value: number) => LEFT + (value / last.value) * (WIDTH - LEFT - RIGHT);
  const y = (milliseconds: number) => HEIGHT - BOTTOM - (milliseconds / ceiling) * (HEIGHT - TOP - BOTTOM);
  const place = ({ value, milliseconds }: GrowthRow) =>
    `${x(value).toFixed(1)},${y(milliseconds).toFixed(1)}`;
  const grid = [0, 1, 2, 3, 4].map((i) => (i / 4) * ceiling);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="12" fill="#333">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-size="14" font-weight="600">${title}</text>`,
    ...grid.map(
      (value) =>
        `<path d="M${LEFT} ${y(value).toFixed(1)}H${WIDTH - RIGHT}" stroke="#ddd"/>` +
        `<text x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${duration(value)}</text>`,
    ),
    ...points.map(
      ({ value }) =>
        `<text x="${x(value).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${value}</text>`,
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${name}</text>`,
    `<polyline points="${points.map(place).join(" ")}" fill="none" stroke="#4f46e5" stroke-width="2"/>`,
    ...points.map(
      ({ value, milliseconds }) =>
        `<circle cx="${x(value).toFixed(1)}" cy="${y(milliseconds).toFixed(1)}" r="3.5" fill="#4f46e5"/>`,
    ),
    "</svg>",
    "",
  ].join("\n");
}

/** The least of 1, 2, 4, 6, 8 and 10 times a power of ten that is not below the value. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 6, 8].find((factor) => factor * power >= value) ?? 10);
}

function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Number(milliseconds.toPrecision(3))} ms`
    : `${Number((milliseconds / 1000).toPrecision(3))} s`;
}
