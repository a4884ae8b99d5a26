import { Suspense, lazy, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { isUnitLoss, trainingConfigOf } from "#store/engineChoice.ts";
import { SMOOTHING } from "#store/lossCurve.ts";
import type { TrainingSession } from "#store/session.ts";
import { EvaluationButton } from "../dialogs/EvaluationButton.tsx";
import { FigureHead } from "../figures/FigureHead.tsx";
import { LossTable } from "../figures/LossTable.tsx";
import { logScaleOf, logShare } from "../figures/logScale.ts";
import type { LogScale } from "../figures/logScale.ts";
import type { LossPoint } from "../figures/lossPoints.ts";
import { lossPoints } from "../figures/lossPoints.ts";
import { Provenance } from "../figures/Provenance.tsx";
import { SnapshotStrips } from "../figures/SnapshotStrips.tsx";
import { useSize } from "../figures/useSize.ts";
import { useLearn } from "../rooms/learnContext.ts";
import { useApp, useAppState } from "../state/appContext.tsx";
import { axisOf } from "../state/axis.ts";
import { useFormat } from "../state/useFormat.ts";
import styles from "./LearnLoss.module.css";
import { definePanel } from "./panel.ts";

const LossChart = lazy(async () => ({ default: (await import("../figures/LossChart.tsx")).LossChart }));

/** The loss on the axis of training steps, and below it what the network could draw at each of them. */
function LearnLoss() {
  const { t } = useTranslation();
  const format = useFormat();
  const { commands } = useApp();
  const training = useLearn();
  const sample = useAppState(({ view }) => view.sample);
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const max = useAppState((state) => axisOf(state).max);
  const step = useAppState((state) => axisOf(state).value);
  const points = useMemo(
    () => (training ? lossPoints(training.curve, (width * training.curve.size) / max) : []),
    [training, width, max],
  );
  const validations = training?.validations ?? noValidations;
  const scale = useMemo(
    () =>
      logScaleOf([...points.map(({ smoothed }) => smoothed ?? 1), ...validations.map(({ loss }) => loss)]),
    [points, validations],
  );
  const isUnit = useAppState(({ choices }) => isUnitLoss(training?.config ?? trainingConfigOf(choices)));
  const loss = training?.curve.smoothedAt(step);
  const label = !training ? t("learn.lossEmpty") : loss === undefined ? t("learn.loss") : lossLabel(loss);
  return (
    <>
      <FigureHead number="2.2" title={t("learn.loss")}>
        <EvaluationButton />
        <span className={styles.fact}>{t("learn.logScale")}</span>
        {training && training.snapshots.length > 0 && <Provenance source={{ kind: "yours", step: "each" }} />}
      </FigureHead>
      <div ref={ref} className={styles.plot} role="img" aria-label={label}>
        <Suspense fallback={null}>
          {width > 0 && (
            <LossChart
              width={width}
              height={height}
              max={max}
              scale={scale}
              points={points}
              validations={validations}
              isUnit={isUnit}
            />
          )}
        </Suspense>
        <Labels
          isUnit={isUnit}
          scale={scale}
          moment={step / max}
          max={max}
          points={points}
          hasValidations={validations.length > 0}
        />
        {!training && <span className={styles.empty}>{t("learn.lossEmpty")}</span>}
        {loss !== undefined && Number.isFinite(loss) && (
          <span className={styles.moment} style={{ "--x": step / max, "--y": logShare(scale, loss) }} />
        )}
      </div>
      {training && <LossTable training={training} />}
      <SnapshotStrips
        snapshots={training?.snapshots ?? noSnapshots}
        sample={sample}
        step={step}
        max={max}
        onSeek={commands.seek}
      />
    </>
  );

  function lossLabel(loss: number): string {
    return t("learn.lossLabel", { loss: format.decimal(loss), step: format.whole(step) });
  }
}

/** Share of the axis that the curves' names take up. */
const NAMES_WIDTH = 0.4;

const noValidations: TrainingSession["validations"] = [];
const noSnapshots: TrainingSession["snapshots"] = [];

interface LabelsProps {
  /** Knowing nothing costs 1. */
  readonly isUnit: boolean;
  readonly scale: LogScale;
  /** Place of the playhead on the axis, 0..1. */
  readonly moment: number;
  /** Last step of the axis. */
  readonly max: number;
  readonly points: readonly LossPoint[];
  readonly hasValidations: boolean;
}

/** The curves' names, beside them and never under the playhead: below a curve that is still high, above one that has fallen. */
function Labels({ isUnit, scale, moment, max, points, hasValidations }: LabelsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const x = moment < 0.5 ? Math.max(0.13, moment) : 0.13;
  const beside = points.filter(({ step }) => step / max >= x && step / max <= x + NAMES_WIDTH);
  const isHigh = beside.every(({ smoothed }) => smoothed === null || logShare(scale, smoothed) > 0.5);
  return (
    <>
      {isUnit && (
        <span
          className={styles.knowNothing}
          style={{ "--x": moment > 0.7 ? moment : 1, "--y": logShare(scale, 1) }}
        >
          {t("learn.knowNothing")}
        </span>
      )}
      {points.length > 0 && (
        <span className={styles.names} style={{ "--x": x, "--y": isHigh ? 0.42 : logShare(scale, 0.8) }}>
          <span className={styles.smoothed}>
            {t("learn.smoothed", { weight: format.decimal(SMOOTHING, 1) })}
          </span>
          {hasValidations && <span className={styles.validation}>{t("learn.validation")}</span>}
        </span>
      )}
    </>
  );
}

export default definePanel({
  id: "learnLoss",
  room: "learn",
  place: "score",
  order: 30,
  Component: LearnLoss,
});
