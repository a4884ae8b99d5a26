import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../controls/Button.tsx";
import { ScheduleFields } from "../controls/ScheduleFields.tsx";
import { useApp } from "../state/appContext.tsx";
import { Modal } from "./Modal.tsx";
import styles from "./TrainingDialog.module.css";
import { TrainingDataFields } from "./TrainingDataFields.tsx";
import { TrainingObjectiveFields } from "./TrainingObjectiveFields.tsx";
import { TrainingOptimiserFields } from "./TrainingOptimiserFields.tsx";
import { defaultTrainingChoices } from "./trainingChoices.ts";

interface TrainingDialogProps {
  readonly isOpen: boolean;
  onClose(): void;
}

/** All that decides a training run. A run in progress keeps what it was started with. */
export function TrainingDialog({ isOpen, onClose }: TrainingDialogProps) {
  const { t } = useTranslation();
  const { store } = useApp();
  // Fields are made anew for the defaults, so that none keeps what was typed into it and was not legal.
  const [generation, setGeneration] = useState(0);
  return (
    <Modal
      isOpen={isOpen}
      title={t("settings.title")}
      onClose={onClose}
      footer={
        <>
          <span className={styles.note}>{t("settings.nextStartNote")}</span>
          <Button onClick={restoreDefaults}>{t("settings.defaults")}</Button>
          <Button onClick={onClose}>{t("settings.done")}</Button>
        </>
      }
    >
      <div key={generation}>
        <TrainingDataFields />
        <ScheduleFields />
        <TrainingObjectiveFields />
        <TrainingOptimiserFields />
      </div>
    </Modal>
  );

  function restoreDefaults(): void {
    store.choose(defaultTrainingChoices());
    setGeneration(generation + 1);
  }
}
