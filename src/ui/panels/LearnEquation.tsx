import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Dissection } from "#store/session.ts";
import { Caption, Equation, EquationTerm, KeyBar, Operator } from "../figures/Equation.tsx";
import type { Picture } from "../figures/PixelCanvas.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { squaredError } from "../figures/squaredError.ts";
import { Tile } from "../figures/Tile.tsx";
import { Eps, EpsTheta, Var, Xt } from "../maths/Symbols.tsx";
import { useNoisyExample } from "../rooms/useNoisyExample.ts";
import { useLearn } from "../rooms/learnContext.ts";
import { useFormat } from "../state/useFormat.ts";
import styles from "./LearnEquation.module.css";
import { definePanel } from "./panel.ts";

/** One training step taken apart: x_t, the network's guess of the noise in it, the noise, and the squared error. DDPM Alg. 1. */
function LearnEquation() {
  const { t } = useTranslation();
  const format = useFormat();
  const dissection = useLearn()?.dissection ?? null;
  const example = useNoisyExample();
  const parts = useMemo(() => dissection && takeApart(dissection), [dissection]);
  const given = parts ?? example;
  return (
    <Equation columns="learn" label={t("learn.equationLabel")}>
      <EquationTerm symbol={<Xt />}>
        <Tile picture={given && given.xt} label={t("figure.xt")} />
        <Caption>
          {given ? (
            <>
              <Var>t</Var> ={" "}
              {parts ? t("learn.randomT", { t: format.whole(given.t) }) : format.whole(given.t)}
            </>
          ) : (
            t("learn.noisyPicture")
          )}
        </Caption>
        <div className={styles.under}>
          {given && <Provenance source={{ kind: "computed" }} />}
          {given && <KeyBar scale="image" />}
        </div>
      </EquationTerm>
      <Operator isBetweenTiles>→</Operator>
      <EquationTerm
        tone="model"
        symbol={
          <>
            <EpsTheta />
            <span className={styles.argument}>
              (<Xt />, <Var>t</Var>)
            </span>
          </>
        }
      >
        <Tile picture={parts && parts.epsHat} mode="diverging" isPredicted label={t("learn.guess")} />
        <Caption>{t("learn.guess")}</Caption>
        <div className={styles.under}>
          {parts && <Provenance source={{ kind: "yours", step: parts.step }} />}
          {parts && <KeyBar scale="diverging" />}
        </div>
      </EquationTerm>
      <Operator>−</Operator>
      <EquationTerm tone="noise" symbol={<Eps />}>
        <Tile picture={given && given.eps} mode="diverging" label={t("learn.truth")} />
        <Caption>{t("learn.truth")}</Caption>
        <div className={styles.under}>
          {given && <Provenance source={{ kind: "computed" }} />}
          {given && <KeyBar scale="diverging" />}
        </div>
      </EquationTerm>
      <Operator>→</Operator>
      <EquationTerm symbol={<SquaredNorm />}>
        <Tile picture={parts && parts.error} mode="error" label={t("learn.errorPicture")} />
        <Caption>
          {parts ? (
            <>
              <b>{format.decimal(parts.mean)}</b> {t("learn.meanSquare")}
            </>
          ) : (
            t("learn.howWrong")
          )}
        </Caption>
        <div className={styles.under}>
          {parts && <Provenance source={{ kind: "computed" }} />}
          {parts && <KeyBar scale="error" limit={String(parts.limit)} />}
        </div>
      </EquationTerm>
    </Equation>
  );
}

function SquaredNorm() {
  return (
    <>
      <span className={styles.bars} />
      <span className={styles.model}>
        <EpsTheta />
      </span>{" "}
      −{" "}
      <span className={styles.noise}>
        <Eps />
      </span>
      <span className={styles.bars} />
      <sup className={styles.square}>2</sup>
    </>
  );
}

function takeApart(dissection: Dissection) {
  const { t, step, size, channels } = dissection;
  const picture = (pixels: Float32Array): Picture => ({ pixels, size, channels });
  const { mean, limit, pixels } = squaredError(dissection);
  return {
    t,
    step,
    mean,
    limit,
    xt: picture(dissection.xt),
    eps: picture(dissection.eps),
    epsHat: picture(dissection.epsHat),
    error: picture(pixels),
  };
}

export default definePanel({
  id: "learnEquation",
  room: "learn",
  place: "figure",
  order: 10,
  Component: LearnEquation,
});
