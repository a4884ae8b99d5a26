import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { canTrain, isAtRest } from "#store/session.ts";
import type { TrainingSession } from "#store/session.ts";
import { FigureHead } from "../figures/FigureHead.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { SampleGrid } from "../figures/SampleGrid.tsx";
import { pictureOf, snapshotAt } from "../figures/snapshots.ts";
import { useLearn } from "../rooms/learnContext.ts";
import { useApp, useAppState } from "../state/appContext.tsx";
import { axisOf } from "../state/axis.ts";
import { useFormat } from "../state/useFormat.ts";
import styles from "./LearnSamples.module.css";
import { definePanel } from "./panel.ts";

const COUNT = 16;

/** The same sixteen noises, denoised with the network as it was at the looked-at step. */
function LearnSamples() {
  const { t } = useTranslation();
  const { store } = useApp();
  const format = useFormat();
  const training = useLearn();
  const selected = useAppState(({ view }) => view.sample);
  const snapshot = useAppState((state) => training && snapshotAt(training.snapshots, axisOf(state).value));
  const pictures = useMemo(
    () =>
      Array.from({ length: COUNT }, (_, k) =>
        snapshot ? pictureOf(snapshot, snapshot.timesteps.length - 1, k) : null,
      ),
    [snapshot],
  );
  const step = snapshot ? format.whole(snapshot.step) : "";
  return (
    <>
      <FigureHead number="2.3" title={t("learn.samples")}>
        {snapshot && isBehind(training) && <span className={styles.drawing}>{t("learn.drawing")}</span>}
        {snapshot && <Provenance source={{ kind: "yours", step: snapshot.step }} />}
      </FigureHead>
      <div className={styles.samples}>
        <SampleGrid
          label={t("learn.samples")}
          pictures={pictures}
          pictureLabel={(k) => t("learn.sampleAt", { n: k + 1, step })}
          selected={selected}
          presented="twelve"
          onSelect={(k) => store.look({ sample: k })}
        />
        {!snapshot && (
          <p className={styles.empty}>
            <span>{t(emptyKey(training))}</span>
          </p>
        )}
      </div>
    </>
  );
}

/** Why there are no samples. */
function emptyKey(training: TrainingSession | null) {
  if (!training) return "learn.samplesEmpty";
  if (!canTrain(training)) return "bring.samplesElsewhere";
  return training.source !== null && isAtRest(training) ? "bring.samplesEmpty" : "learn.samplesComing";
}

/** True while a run that rests still draws the samples of the newest step at which they were due. */
function isBehind(training: TrainingSession | null): boolean {
  if (training?.status !== "paused" || training.pauseReason === null) return false;
  const due = training.step - (training.step % training.config.sampleEvery);
  return (training.snapshots.at(-1)?.step ?? 0) < due;
}

export default definePanel({
  id: "learnSamples",
  room: "learn",
  place: "marginScore",
  order: 40,
  Component: LearnSamples,
});
