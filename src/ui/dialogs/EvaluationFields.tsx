import { useTranslation } from "react-i18next";
import type { EvaluationRequest } from "#protocol/config.ts";
import type { TrainingSession } from "#store/session.ts";
import { NumberField } from "../controls/NumberField.tsx";
import { SelectField } from "../controls/SelectField.tsx";
import { useFormat } from "../state/useFormat.ts";

interface EvaluationFieldsProps {
  readonly training: TrainingSession;
  readonly request: EvaluationRequest;
  onChange(changes: Partial<EvaluationRequest>): void;
}

/** What the next evaluation is made of. */
export function EvaluationFields({ training, request, onChange }: EvaluationFieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { T } = training.config.schedule;
  return (
    <>
      <SelectField
        label={t("evaluation.weights")}
        value={request.weights}
        options={(["ema", "network"] as const).map((value) => ({ value, label: t(`evaluation.${value}`) }))}
        onChange={(weights) => onChange({ weights })}
      />
      <NumberField
        label={t("evaluation.images")}
        value={Math.min(request.images, training.validationCount)}
        min={1}
        max={training.validationCount}
        isWhole
        onChange={(images) => onChange({ images })}
      />
      <NumberField
        label={t("evaluation.timesteps")}
        value={Math.min(request.strata, T)}
        min={2}
        max={T}
        isWhole
        hint={t("evaluation.timestepsHint", { T: format.whole(T) })}
        onChange={(strata) => onChange({ strata })}
      />
      <SelectField
        label={t("evaluation.variance")}
        value={request.variance === 1 ? "small" : "large"}
        options={(["small", "large"] as const).map((value) => ({ value, label: t(`evaluation.${value}`) }))}
        onChange={(value) => onChange({ variance: value === "small" ? 1 : 2 })}
      />
    </>
  );
}
