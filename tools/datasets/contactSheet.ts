import { writeFileSync } from "node:fs";
import { PNG } from "pngjs";
import type { Dataset } from "../../src/data/dataset.ts";
import digits from "../../src/data/datasets/digits.ts";
import flowers from "../../src/data/datasets/flowers.ts";
import pixelfaces from "../../src/data/datasets/pixelfaces.ts";
import { resizeDataset } from "../../src/data/resize.ts";
import { nodeSource } from "../../tests/fixtures/nodeSource.ts";

const GAP = 4;

/** Usage: tsx contactSheet.ts <id> <first index> <columns> <rows> <zoom> <size> <file.png>: pictures to judge by eye. */
const [id, first, columns, rows, zoom, size, file] = process.argv.slice(2);
const plugin = [flowers, pixelfaces, digits].find((candidate) => candidate.id === id);
if (plugin === undefined || file === undefined)
  throw new RangeError("usage: id first columns rows zoom size file.png");
const dataset = await plugin.load(nodeSource);
const sheet = contactSheet(
  resizeDataset(dataset, Number(size)),
  Number(first),
  Number(columns),
  Number(rows),
  Number(zoom),
);
writeFileSync(file, PNG.sync.write(sheet));

function contactSheet(from: Dataset, start: number, across: number, down: number, scale: number): PNG {
  const cell = from.size * scale + GAP;
  const png = new PNG({ width: across * cell, height: down * cell });
  png.data.fill(255);
  for (let y = 0; y < png.height; y++) {
    for (let x = 0; x < png.width; x++) {
      const column = Math.floor((x % cell) / scale);
      const row = Math.floor((y % cell) / scale);
      if (column >= from.size || row >= from.size) continue;
      const n = start + Math.floor(y / cell) * across + Math.floor(x / cell);
      for (let c = 0; c < 3; c++) {
        const channel = Math.min(c, from.channels - 1);
        png.data[(y * png.width + x) * 4 + c] =
          from.images[((n * from.size + row) * from.size + column) * from.channels + channel]!;
      }
    }
  }
  return png;
}
