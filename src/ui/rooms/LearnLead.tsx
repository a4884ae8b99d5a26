import { useMemo } from "react";
import { Trans, useTranslation } from "react-i18next";
import { isUnitLoss, trainingConfigOf } from "#store/engineChoice.ts";
import { canTrain } from "#store/session.ts";
import type { Dissection, TrainingSession } from "#store/session.ts";
import { LiveNumber } from "../controls/LiveNumber.tsx";
import { InlinePicture } from "../figures/InlinePicture.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { axisOf } from "../state/axis.ts";
import { useFormat } from "../state/useFormat.ts";
import { useIsPresenting } from "../state/useIsPresenting.ts";
import { useLearn } from "./learnContext.ts";

/** The room in one sentence: what the network looks at, and by how much its guess misses at the looked-at step. */
export function LearnLead() {
  const { t } = useTranslation();
  const training = useLearn();
  const step = useAppState((state) => axisOf(state).value);
  const isPresenting = useIsPresenting();
  const isUnit = useAppState(({ choices }) => isUnitLoss(training?.config ?? trainingConfigOf(choices)));
  if (!training) {
    const key = isPresenting ? "learn.leadEmptyShort" : "learn.leadEmpty";
    return (
      <Trans
        i18nKey={isUnit ? key : "learn.leadEmptyOther"}
        components={{ train: <b>{t("transport.train")}</b> }}
      />
    );
  }
  const loss = lossAt(training, step);
  if (training.source !== null && !training.dissection) {
    return t(canTrain(training) ? "bring.lead" : "bring.leadSampleOnly");
  }
  if (!training.dissection || loss === null) {
    if (!isUnit) return t("learn.leadWaitingOther");
    return t(isPresenting ? "learn.leadWaitingShort" : "learn.leadWaiting");
  }
  return <Live dissection={training.dissection} step={step} loss={loss} isUnit={isUnit} />;
}

interface LiveProps {
  readonly dissection: Dissection;
  readonly step: number;
  readonly loss: number;
  /** Knowing nothing would cost 1. */
  readonly isUnit: boolean;
}

function Live({ dissection, step, loss, isUnit }: LiveProps) {
  const format = useFormat();
  const { commands } = useApp();
  const max = useAppState((state) => axisOf(state).max);
  const isPresenting = useIsPresenting();
  const pictures = useMemo(() => {
    const { xt, eps, size, channels } = dissection;
    return { xt: { pixels: xt, size, channels }, eps: { pixels: eps, size, channels } };
  }, [dissection]);
  return (
    <Trans
      i18nKey={!isUnit ? "learn.leadOther" : isPresenting ? "learn.leadShort" : "learn.lead"}
      components={{
        xt: <InlinePicture picture={pictures.xt} />,
        eps: <InlinePicture picture={pictures.eps} mode="diverging" />,
        n: (
          <LiveNumber
            text={format.whole(step)}
            drag={{ value: step, unitsPerPixel: max / 500, onChange: commands.seek }}
          />
        ),
        loss: <LiveNumber text={format.decimal(loss)} tone="model" />,
      }}
    />
  );
}

/** Smoothed training loss at a step; before the first step, the loss on held-out images if there is one. */
function lossAt({ curve, validations }: TrainingSession, step: number): number | null {
  return curve.smoothedAt(step) ?? validations.find((validation) => validation.step === step)?.loss ?? null;
}
