import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { datasetById } from "#data/datasets/index.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import { pendingChanges, trainingConfigOf } from "#store/engineChoice.ts";
import { hasLearnt } from "#store/samplingChoice.ts";
import { Button } from "../controls/Button.tsx";
import { ResetDialog } from "../dialogs/ResetDialog.tsx";
import { TrainingDialog } from "../dialogs/TrainingDialog.tsx";
import { Eps, Var, X0 } from "../maths/Symbols.tsx";
import { FilesRow } from "../files/FilesRow.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { useDataset } from "../state/useDataset.ts";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";
import controls from "./Controls.module.css";
import styles from "./LearnSettings.module.css";
import { useLearn } from "./learnContext.ts";

/** What the next run is made of. A value that differs from the run in progress says that it waits for the next start. */
export function LearnSettings({ isDense }: { readonly isDense: boolean }) {
  const { t } = useTranslation();
  const { store, commands } = useApp();
  const training = useLearn();
  const [dialog, setDialog] = useState<"settings" | "restart" | null>(null);
  return (
    <>
      <SettingsList isDense={isDense} />
      <div className={controls.row}>
        <Button onClick={() => setDialog("settings")}>{t("learn.change")}</Button>
        {training && <Button onClick={restart}>{t("learn.restart")}</Button>}
      </div>
      <FilesRow />
      <TrainingDialog isOpen={dialog === "settings"} onClose={() => setDialog(null)} />
      <ResetDialog
        then="restart"
        isOpen={dialog === "restart"}
        onConfirm={() => {
          commands.startTraining();
          setDialog(null);
        }}
        onClose={() => setDialog(null)}
      />
    </>
  );

  /** Nothing is lost with a run that has not learnt anything. */
  function restart(): void {
    const present = store.getState().session.training;
    if (present && hasLearnt(present)) setDialog("restart");
    else commands.startTraining();
  }
}

function SettingsList({ isDense }: { readonly isDense: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useLabel();
  const training = useLearn();
  const choices = useAppState((state) => state.choices);
  const { dataset } = useDataset(choices.data);
  const chosen = useMemo(() => trainingConfigOf(choices), [choices]);
  const pending = useMemo(
    () => new Set(training ? pendingChanges(training.config, chosen) : []),
    [training, chosen],
  );
  const weights = training && !pending.has("modelSize") ? format.compact(training.parameterCount) : null;
  return (
    <dl className={`${controls.settings} ${styles.list} ${isDense ? styles.dense : ""}`}>
      {row(t("learn.data"), ["dataset", "imageSize"], dataText())}
      {row(
        t("learn.network"),
        ["modelSize"],
        `U-Net ${chosen.modelSize}${weights ? ` · ${t("learn.weights", { weights })}` : ""}`,
      )}
      {row(t("learn.predicts"), ["parameterisation", "lossWeighting"], predictsText())}
      {row(
        t("learn.schedule"),
        ["schedule"],
        <>
          {label(scheduleById(chosen.schedule.id).label)} · <Var>T</Var> {format.whole(chosen.schedule.T)}
        </>,
      )}
      {row(t("learn.learningRate"), ["learningRate"], format.scientific(chosen.learningRate))}
      {row(t("learn.batch"), ["batch"], format.whole(chosen.batch))}
      {row(t("learn.ema"), ["emaDecay"], String(chosen.emaDecay))}
      {row(t("learn.budget"), ["steps"], t("transport.steps", { steps: format.whole(chosen.steps) }))}
      {pendingRow(
        "conditional",
        t("learn.classesShort"),
        t(chosen.conditional ? "settings.on" : "settings.off"),
      )}
      {pendingRow("labelDropout", t("learn.labelDropout"), String(chosen.labelDropout))}
      {pendingRow("warmupSteps", t("learn.warmup"), format.whole(chosen.warmupSteps))}
      {pendingRow("clipNorm", t("learn.clipNorm"), String(chosen.clipNorm))}
      {pendingRow("zeroInit", t("learn.zeroInit"), t(chosen.zeroInit ? "settings.on" : "settings.off"))}
      {pendingRow("seed", t("learn.seed"), String(chosen.seed))}
    </dl>
  );

  function predictsText(): ReactNode {
    const { parameterisation, lossWeighting } = chosen;
    return (
      <>
        {{ eps: <Eps />, x0: <X0 />, v: <Var>v</Var> }[parameterisation]}
        {lossWeighting !== "simple" && ` · ${t(`learn.weightings.${lossWeighting}`)}`}
      </>
    );
  }

  function dataText(): string {
    const name = label(datasetById(chosen.dataset).label);
    const px = String(chosen.imageSize);
    return dataset?.id === chosen.dataset
      ? t("learn.dataValue", { dataset: name, px, images: format.whole(dataset.count) })
      : name;
  }

  function row(name: string, keys: readonly (keyof TrainingConfig)[], value: ReactNode): ReactNode {
    const isPending = keys.some((key) => pending.has(key));
    return (
      <div key={name}>
        <dt>{name}</dt>
        <dd>
          {value}
          {isPending && <span className={controls.pending}>{t("learn.nextStart")}</span>}
        </dd>
      </div>
    );
  }

  /** Settings that are too small for a line of their own, until one of them waits for the next start. */
  function pendingRow(key: keyof TrainingConfig, name: string, value: string): ReactNode {
    return pending.has(key) && row(name, [key], value);
  }
}
