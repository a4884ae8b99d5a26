import { useMemo } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { LikelihoodBound } from "#protocol/event.ts";
import type { EvaluationSession } from "#store/evaluationSession.ts";
import { LiveNumber } from "../controls/LiveNumber.tsx";
import { BoundTable } from "../figures/BoundTable.tsx";
import { Provenance } from "../figures/Provenance.tsx";
import { RateDistortionChart } from "../figures/RateDistortionChart.tsx";
import { codePoints } from "../figures/rateDistortionScale.ts";
import { useFormat } from "../state/useFormat.ts";
import styles from "./EvaluationDialog.module.css";

interface EvaluationResultProps {
  readonly evaluation: EvaluationSession | null;
  /** Values of one picture. */
  readonly values: number;
}

/** What is known of the likelihood so far: in a sentence, term by term, and as a curve. */
export function EvaluationResult({ evaluation, values }: EvaluationResultProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bound = evaluation?.bound ?? null;
  const points = useMemo(() => (bound ? codePoints(bound.curve) : []), [bound]);
  return (
    <>
      <p className={styles.result}>
        {bound ? <Sentence bound={bound} values={values} /> : t("evaluation.empty")}
      </p>
      <div className={styles.figures}>
        <BoundTable bound={bound} />
        <RateDistortionChart points={points} />
      </div>
      {evaluation && (
        <p className={styles.source}>
          <Provenance source={{ kind: "yours", step: evaluation.step }} />
          <span>{t(`evaluation.${evaluation.request.weights}`)}</span>
          <span>
            {t("evaluation.made", {
              images: format.whole(bound?.images ?? 0),
              timesteps: format.whole(evaluation.timesteps),
            })}
          </span>
        </p>
      )}
    </>
  );
}

function Sentence({ bound, values }: { readonly bound: LikelihoodBound; readonly values: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { total, standardError } = bound;
  if (!Number.isFinite(total)) return t("evaluation.noNumber");
  // One picture says nothing about how much pictures differ.
  const error = Number.isFinite(standardError) ? ` ± ${format.decimal(standardError, 2)}` : "";
  return (
    <Trans
      i18nKey="evaluation.result"
      values={{ values: format.whole(values), bytes: format.whole((total * values) / 8) }}
      components={{ bits: <LiveNumber text={format.decimal(total, 2) + error} tone="model" /> }}
    />
  );
}
