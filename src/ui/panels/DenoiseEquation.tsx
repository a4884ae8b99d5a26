import { useTranslation } from "react-i18next";
import type { DenoisedFrame } from "#store/session.ts";
import { Caption, Equation, EquationTerm, Foot, KeyBar, Operator } from "../figures/Equation.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { Tile } from "../figures/Tile.tsx";
import { EpsHat, Maths, Var, X0, X0Hat, XAt, XPrevious, Xt } from "../maths/Symbols.tsx";
import { useDenoise } from "../rooms/denoiseContext.ts";
import { framePicture } from "../rooms/framePicture.ts";
import type { FramePart } from "../rooms/framePicture.ts";
import { frameSource } from "../rooms/frameSource.ts";
import { useFormat } from "../state/useFormat.ts";
import styles from "./DenoiseEquation.module.css";
import { definePanel } from "./panel.ts";

/** One reverse step in pictures: x_t, the noise that is seen in it, the picture bet on, fresh noise; and its formula. */
function DenoiseEquation() {
  const { t } = useTranslation();
  const view = useDenoise();
  const isOver = view?.frame.t === 0;
  const step = lastStep();
  const picture = (part: FramePart) => view && step && framePicture(step, part, view.sample);
  const isWithoutNoise = step?.s === 0 && step.weights.z === 0;
  return (
    <>
      <Equation columns="denoise" label={t("denoise.equation")}>
        <EquationTerm symbol={<Xt />}>
          <Tile picture={view && framePicture(view.frame, "xt", view.sample)} label={t("figure.xt")} />
          <Foot>
            <KeyBar scale="image" />
          </Foot>
        </EquationTerm>
        <Operator isBetweenTiles>→</Operator>
        <EquationTerm tone="noise" symbol={<EpsHat />}>
          <Tile picture={picture("epsHat")} mode="diverging" isPredicted label={t("figure.epsHat")} />
          <Caption>{t("denoise.seesNoise")}</Caption>
          <Foot>
            <KeyBar scale="diverging" />
          </Foot>
        </EquationTerm>
        <Operator isBetweenTiles>→</Operator>
        <EquationTerm tone="signal" symbol={<X0Hat />}>
          <Tile picture={picture("x0Hat")} isPredicted label={t("figure.x0Hat")} />
          <Caption>{t("denoise.betsOn")}</Caption>
        </EquationTerm>
        <Operator isBetweenTiles>+</Operator>
        <EquationTerm symbol={<Var>z</Var>}>
          <Tile picture={picture("z")} mode="diverging" label={t("figure.z")} />
          <Caption>{t(isWithoutNoise ? "denoise.noNoise" : "denoise.freshNoise")}</Caption>
        </EquationTerm>
      </Equation>
      <div className={styles.formula}>
        {view && <Formula step={step} isOver={isOver} />}
        {view && <Provenance source={frameSource(view.frame)} />}
      </div>
    </>
  );

  /** At t = 0 there is no next step: all but x_t itself is about the one that led there. */
  function lastStep(): DenoisedFrame | null {
    if (!view) return null;
    return isOver ? (view.process.frames.findLast((frame) => frame.t > 0) ?? null) : view.frame;
  }
}

interface FormulaProps {
  readonly step: DenoisedFrame | null;
  readonly isOver: boolean;
}

/**
 * x_{t-k} = a x_t + b x0Hat + c z with the step's own weights, and the bet before where the sampler looks back at it. DDPM Algorithm 2,
 * DDIM Eq. 12, DPM-Solver++ Alg. 2.
 */
function Formula({ step, isOver }: FormulaProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!step) return null;
  const xt = format.decimal(step.weights.xt);
  const x0Hat = format.decimal(step.weights.x0Hat);
  const z = format.decimal(step.weights.z);
  const x0HatBefore = step.weights.x0HatBefore === 0 ? null : format.decimal(step.weights.x0HatBefore);
  const isMinus = step.weights.x0HatBefore < 0;
  const before = x0HatBefore === null ? "" : t("denoise.formulaBefore", { x0HatBefore });
  return (
    <Maths label={t("denoise.formula", { s: step.s, t: step.t, xt, x0Hat, z }) + before}>
      {isOver ? <X0 /> : <XPrevious by={step.t - step.s} />}
      <span className={styles.operator}>=</span>
      <b>{xt}</b>
      {isOver ? <XAt t={step.t} /> : <Xt />}
      <span className={styles.operator}>+</span>
      <span className={styles.bet}>
        <b>{x0Hat}</b>
        <X0Hat />
      </span>
      {x0HatBefore !== null && (
        <>
          <span className={styles.operator}>{isMinus ? "−" : "+"}</span>
          <span className={styles.bet}>
            <b>{format.decimal(Math.abs(step.weights.x0HatBefore))}</b>
            <X0Hat />′
          </span>
        </>
      )}
      <span className={styles.operator}>+</span>
      <b>{z}</b>
      <Var>z</Var>
    </Maths>
  );
}

export default definePanel({
  id: "denoiseEquation",
  room: "denoise",
  place: "figure",
  order: 10,
  Component: DenoiseEquation,
});
