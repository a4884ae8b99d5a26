import { defineDataset } from "../dataset.ts";
import { loadFileDataset } from "../fileDataset.ts";

export default defineDataset({
  id: "digits",
  label: { en: "Digits", zh: "手写数字" },
  size: 28,
  licence: "CC BY-SA 3.0",
  credit: "MNIST by Yann LeCun, Corinna Cortes and Christopher J. C. Burges",
  order: 3,
  highlights: [66, 35, 19, 24, 8, 13],
  load: (source) => loadFileDataset(source, "digits"),
});
