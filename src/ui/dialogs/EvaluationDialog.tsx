import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EvaluationRequest } from "#protocol/config.ts";
import type { EvaluationSession } from "#store/evaluationSession.ts";
import type { TrainingSession } from "#store/session.ts";
import { Button } from "../controls/Button.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import styles from "./EvaluationDialog.module.css";
import { EvaluationFields } from "./EvaluationFields.tsx";
import { EvaluationResult } from "./EvaluationResult.tsx";
import { Modal } from "./Modal.tsx";

interface EvaluationDialogProps {
  readonly isOpen: boolean;
  readonly training: TrainingSession;
  onClose(): void;
}

/** One seed for all, so that two networks are asked about the same pictures, timesteps and noise. */
const defaultRequest: EvaluationRequest = { weights: "ema", images: 64, strata: 20, variance: 2, seed: 0 };

/** The likelihood of held-out pictures under the network, estimated while whatever else goes on. */
export function EvaluationDialog({ isOpen, training, onClose }: EvaluationDialogProps) {
  const { t } = useTranslation();
  const { commands } = useApp();
  const evaluation = useAppState(({ session }) => session.evaluation);
  const [request, setRequest] = useState(defaultRequest);
  const { imageSize } = training.config;
  const canRun = training.status === "running" || training.status === "paused";
  return (
    <Modal
      isOpen={isOpen}
      title={t("evaluation.title")}
      onClose={onClose}
      footer={
        <>
          <Progress evaluation={evaluation} />
          {evaluation?.status === "running" ? (
            <Button onClick={commands.cancelEvaluation}>{t("evaluation.stop")}</Button>
          ) : (
            <Button disabled={!canRun} onClick={() => commands.evaluate(request)}>
              {t("evaluation.run")}
            </Button>
          )}
          <Button onClick={onClose}>{t("settings.done")}</Button>
        </>
      }
    >
      <p className={styles.lead}>{t("evaluation.lead")}</p>
      <EvaluationResult evaluation={evaluation} values={imageSize ** 2 * training.channels} />
      <EvaluationFields
        training={training}
        request={request}
        onChange={(changes) => setRequest({ ...request, ...changes })}
      />
    </Modal>
  );
}

/** A bar while it runs; how far it came is told once it has ended. */
function Progress({ evaluation }: { readonly evaluation: EvaluationSession | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const images = format.whole(evaluation?.bound?.images ?? 0);
  const all = format.whole(evaluation?.images ?? 0);
  const isRunning = evaluation?.status === "running";
  return (
    <div className={styles.progress}>
      {isRunning && (
        <>
          <progress max={evaluation.all} value={evaluation.done} aria-label={t("evaluation.title")} />
          <span>{t("evaluation.progress", { done: images, all })}</span>
        </>
      )}
      <span aria-live="polite">{isRunning ? "" : endText()}</span>
    </div>
  );

  function endText(): string {
    if (!evaluation) return "";
    return evaluation.status === "finished"
      ? t("evaluation.done", { images })
      : t("evaluation.stopped", { images, all });
  }
}
