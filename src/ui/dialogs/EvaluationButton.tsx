import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLearn } from "../rooms/learnContext.ts";
import { useAppState } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import styles from "./EvaluationButton.module.css";
import { EvaluationDialog } from "./EvaluationDialog.tsx";

/** Opens the evaluation of the network, and once there is one shows its bits per dimension. Absent while there is no network. */
export function EvaluationButton() {
  const { t } = useTranslation();
  const format = useFormat();
  const training = useLearn();
  const bits = useAppState(({ session }) => session.evaluation?.bound?.total);
  const [isOpen, setIsOpen] = useState(false);
  if (!training) return null;
  return (
    <>
      <button type="button" className={styles.button} onClick={() => setIsOpen(true)}>
        {bits !== undefined && Number.isFinite(bits)
          ? t("evaluation.bits", { bits: format.decimal(bits, 2) })
          : t("evaluation.open")}
      </button>
      <EvaluationDialog isOpen={isOpen} training={training} onClose={() => setIsOpen(false)} />
    </>
  );
}
