import { defineSchedule } from "../schedule.ts";

/** alphaBar falls as a squared cosine, so small images keep signal for longer than under `linear`. */
export default defineSchedule({
  id: "cosine",
  label: { en: "Cosine", zh: "余弦" },
  source: "Nichol & Dhariwal 2021, Eq. 17",
  params: { offset: { label: { en: "offset s", zh: "偏移 s" }, min: 0, max: 0.05, default: 0.008 } },
  betas: (T, { offset }) => {
    const alphaCumprod = (t: number) => Math.cos(((t / T + offset) / (1 + offset)) * (Math.PI / 2)) ** 2;
    return Float64Array.from({ length: T }, (_, i) =>
      Math.min(0.999, 1 - alphaCumprod(i + 1) / alphaCumprod(i)),
    );
  },
});
