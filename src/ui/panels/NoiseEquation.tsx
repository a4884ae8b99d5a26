import { useTranslation } from "react-i18next";
import { qSampleWeights } from "#diffusion/forward.ts";
import { at } from "#math/at.ts";
import { Equation, EquationTerm, Foot, Gauge, KeyBar, Operator } from "../figures/Equation.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { Tile } from "../figures/Tile.tsx";
import { AlphaBar, Eps, Sqrt, X0, Xt } from "../maths/Symbols.tsx";
import { useNoise } from "../rooms/noiseContext.ts";
import { useFormat } from "../state/useFormat.ts";
import { definePanel } from "./panel.ts";

/** x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) eps, with the picture of each term under it. DDPM Eq. 4. */
function NoiseEquation() {
  const { t } = useTranslation();
  const format = useFormat();
  const view = useNoise();
  const weights = view ? qSampleWeights(view.schedule, view.t) : { x0: 1, eps: 0 };
  const scaled = view && view.process.x0.map((value) => value * weights.x0);
  const xt = view?.xt;
  const rest = scaled && xt?.map((value, i) => value - at(scaled, i));
  return (
    <Equation
      columns="noise"
      label="x t = square root of alpha bar t times x 0, plus square root of one minus alpha bar t times epsilon"
    >
      <EquationTerm symbol={<Xt />}>
        <Tile picture={xt && view ? view.picture(xt) : null} label={t("figure.xt")} />
        <Foot>
          <KeyBar scale="image" note={t("noise.clipped")} />
          <Provenance source={{ kind: "computed" }} />
        </Foot>
      </EquationTerm>
      <Operator>=</Operator>
      <EquationTerm
        tone="signal"
        symbol={
          <>
            <Sqrt>
              <AlphaBar />
            </Sqrt>
            &thinsp;
            <X0 />
          </>
        }
      >
        <Tile picture={scaled && view ? view.picture(scaled) : null} label={t("figure.signal")} />
        <Gauge
          tone="signal"
          value={weights.x0}
          text={format.decimal(weights.x0)}
          unit={t("noise.ofPicture")}
        />
        <Provenance source={{ kind: "data" }} />
      </EquationTerm>
      <Operator>+</Operator>
      <EquationTerm
        tone="noise"
        symbol={
          <>
            <Sqrt>
              1−
              <AlphaBar />
            </Sqrt>
            &thinsp;
            <Eps />
          </>
        }
      >
        <Tile picture={rest && view ? view.picture(rest) : null} mode="diverging" label={t("figure.noise")} />
        <Gauge
          tone="noise"
          value={weights.eps}
          text={format.decimal(weights.eps)}
          unit={t("noise.ofNoise")}
        />
        <Provenance source={{ kind: "computed" }} />
        <KeyBar scale="diverging" />
      </EquationTerm>
    </Equation>
  );
}

export default definePanel({
  id: "noiseEquation",
  room: "noise",
  place: "figure",
  order: 10,
  Component: NoiseEquation,
});
