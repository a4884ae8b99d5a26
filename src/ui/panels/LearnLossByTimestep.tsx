import { Suspense, lazy, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TimestepLoss } from "#store/lossByTimestep.ts";
import { FigureHead } from "../figures/FigureHead.tsx";
import { logScaleOf, logShare } from "../figures/logScale.ts";
import { useSize } from "../figures/useSize.ts";
import { Var } from "../maths/Symbols.tsx";
import { useLearn } from "../rooms/learnContext.ts";
import { useAppState } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import styles from "./LearnLossByTimestep.module.css";
import { definePanel } from "./panel.ts";

const TimestepLossChart = lazy(async () => ({
  default: (await import("../figures/TimestepLossChart.tsx")).TimestepLossChart,
}));

/** Share of the axis on which a name must clear the curves, to either side. */
const NAME_WIDTH = 0.16;

const none: readonly TimestepLoss[] = [];

/** Where on the way from picture to noise the network still errs, and the timesteps of the batch it learns from now. */
function LearnLossByTimestep() {
  const { t } = useTranslation();
  const format = useFormat();
  const training = useLearn();
  const chosenT = useAppState(({ choices }) => choices.T);
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const T = training?.config.schedule.T ?? chosenT;
  const now = useMemo(() => training?.lossByTimestep.values() ?? none, [training]);
  const early = training?.earlyLossByTimestep ?? null;
  const scale = useMemo(
    () => logScaleOf([...now, ...(early?.values ?? none)].map(({ loss }) => loss)),
    [now, early],
  );
  const earlyAt = early?.values[Math.floor(early.values.length * 0.6)];
  const isNamed = early !== null && early.step < (training?.step ?? 0);
  const drawn = isNamed ? [...now, ...early.values] : now;
  return (
    <div className={styles.figure}>
      <FigureHead number="2.1" title={t("learn.lossByTimestep")} />
      <div ref={ref} className={styles.plot} role="img" aria-label={label()}>
        <Suspense fallback={null}>
          {width > 0 && (
            <TimestepLossChart
              width={width}
              height={height}
              T={T}
              scale={scale}
              now={now}
              early={early?.values ?? none}
            />
          )}
        </Suspense>
        {now.length === 0 && <span className={styles.empty}>{t("learn.afterTraining")}</span>}
        {isNamed && earlyAt && (
          <span className={styles.early} style={{ "--x": share(earlyAt.t), "--y": above(share(earlyAt.t)) }}>
            {t("learn.earlyStep", { step: format.whole(early.step) })}
          </span>
        )}
        {now.length > 0 && (
          <span className={styles.now} style={{ "--y": above(1) }}>
            {t("learn.now")}
          </span>
        )}
        {training?.status === "running" &&
          Array.from(training.batchTimesteps, (timestep, i) => (
            <span key={i} className={styles.drawn} style={{ "--x": share(timestep) }} />
          ))}
      </div>
      <div className={styles.axis} aria-hidden>
        <span>1</span>
        <Var>t</Var>
        <span>{format.whole(T)}</span>
      </div>
    </div>
  );

  function share(timestep: number): number {
    return (timestep - 1) / (T - 1);
  }

  /** Height of the highest curve around a place of the axis: a name stands above it. */
  function above(place: number): number {
    const near = drawn.filter(({ t: timestep }) => Math.abs(share(timestep) - place) < NAME_WIDTH);
    return near.reduce((highest, { loss }) => Math.max(highest, logShare(scale, loss)), 0);
  }

  function label(): string {
    const first = now[0];
    const last = now.at(-1);
    if (!first || !last) return t(training ? "learn.lossByTimestep" : "learn.lossEmpty");
    return t("learn.lossByTimestepLabel", {
      first: format.decimal(first.loss),
      from: format.whole(Math.round(first.t)),
      last: format.decimal(last.loss),
      to: format.whole(Math.round(last.t)),
    });
  }
}

export default definePanel({
  id: "learnLossByTimestep",
  room: "learn",
  place: "margin",
  order: 20,
  Component: LearnLossByTimestep,
});
