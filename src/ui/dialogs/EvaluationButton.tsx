import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLearn } from "../rooms/learnContext.ts";
import { useAppState } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import styles from "./EvaluationButton.module.css";
import { EvaluationDialog } from "./EvaluationDialog.tsx";

/** Opens the evaluation of the network, and once there is one shows its bits per dimension. Absent without network or pictures. */
export function EvaluationButton() {
  const { t } = useTranslation();
  const format = useFormat();
  const training = useLearn();
  const evaluation = useAppState(({ session }) => session.evaluation);
  const [isOpen, setIsOpen] = useState(false);
  if (!training || training.validationCount === 0) return null;
  const bits = evaluation?.bound?.total;
  return (
    <>
      <button type="button" className={styles.button} aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        {evaluation && bits !== undefined && Number.isFinite(bits) ? (
          <>
            {t("evaluation.bits", { bits: format.decimal(bits, 2) })}
            <span className={styles.step}>
              {t("evaluation.atStep", { step: format.whole(evaluation.step) })}
            </span>
          </>
        ) : (
          t("evaluation.open")
        )}
      </button>
      <EvaluationDialog isOpen={isOpen} training={training} onClose={() => setIsOpen(false)} />
    </>
  );
}
