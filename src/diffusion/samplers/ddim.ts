import { at } from "#math/at.ts";
import { defineSampler } from "../sampler.ts";

/** From deterministic (eta 0) to as random as DDPM with beta-tilde (eta 1); eps is re-derived from x0Hat. DDIM Eqs. 12, 16. */
export default defineSampler({
  id: "ddim",
  label: { en: "DDIM", zh: "DDIM" },
  source: "Song et al. 2021, Eq. 12",
  params: { eta: { label: { en: "η", zh: "η" }, min: 0, max: 1, default: 0 } },
  weights: ({ alphasCumprod }, t, s, { eta }) => {
    const alphaCumprod = at(alphasCumprod, t);
    const alphaCumprodPrev = at(alphasCumprod, s);
    const variance = ((1 - alphaCumprodPrev) / (1 - alphaCumprod)) * (1 - alphaCumprod / alphaCumprodPrev);
    const z = eta * Math.sqrt(variance);
    const xt = Math.sqrt((1 - alphaCumprodPrev - z * z) / (1 - alphaCumprod));
    return { xt, x0Hat: Math.sqrt(alphaCumprodPrev) - xt * Math.sqrt(alphaCumprod), z };
  },
});
