import { defineDataset } from "../dataset.ts";
import { loadFileDataset } from "../fileDataset.ts";

export default defineDataset({
  id: "pixelfaces",
  label: { en: "Pixel faces", zh: "像素头像" },
  size: 16,
  licence: "CC0 1.0",
  credit: "Pixel Art by DiceBear",
  order: 2,
  highlights: [46, 100, 74, 116, 135, 61],
  load: (source) => loadFileDataset(source, "pixelfaces"),
});
