import { createAvatar } from "@dicebear/core";
import * as pixelArt from "@dicebear/pixel-art";
import { Resvg } from "@resvg/resvg-js";
import { writeDataset } from "./writeDataset.ts";

const SIZE = 16;
const PER_CLASS = 1024;
const BACKGROUNDS = ["b6e3f4", "c0aede", "d1d4f9", "ffd5dc", "ffdfbf"];
const BEARDS = [
  "variant01",
  "variant02",
  "variant03",
  "variant05",
  "variant06",
  "variant07",
  "variant08",
] as const;
const classes = ["plain", "glasses", "hat", "beard"];

const pictures = classes.flatMap((name, label) =>
  Array.from({ length: PER_CLASS }, (_, i) => {
    const avatar = createAvatar(pixelArt, {
      seed: `${name} ${i}`,
      backgroundColor: BACKGROUNDS,
      glassesProbability: name === "glasses" ? 100 : 0,
      hatProbability: name === "hat" ? 100 : 0,
      beardProbability: name === "beard" ? 100 : 0,
      // variant04 is four pixels under the lip, which nobody would call a beard.
      beard: [...BEARDS],
    });
    return { pixels: rasterise(avatar.toString()), label };
  }),
);

writeDataset(
  {
    id: "pixelfaces",
    size: SIZE,
    channels: 3,
    classes,
    licence: "CC0 1.0",
    source: "@dicebear/pixel-art 9.4.3, https://www.dicebear.com/styles/pixel-art/",
  },
  pictures,
);

/** The drawing at its own 16 pixels, [16,16,3]. */
function rasterise(svg: string): Uint8Array {
  const { width, height, pixels } = new Resvg(showBeard(svg), { font: { loadSystemFonts: false } }).render();
  if (width !== SIZE || height !== SIZE)
    throw new RangeError(`${width} x ${height} pixels, expected ${SIZE} x ${SIZE}`);
  return pixels.filter((_, i) => i % 4 !== 3);
}

/**
 * The masks of the beards are filled with the hair's colour but read as brightness, so that a brown beard is almost
 * invisible. White masks show the beard as drawn.
 */
function showBeard(svg: string): string {
  return svg.replace(/<mask id="beard.*?<\/mask>/g, (mask) =>
    mask.replaceAll(/fill="#\w+"/g, 'fill="#fff"').replaceAll(/ opacity="[^"]*"/g, ""),
  );
}
