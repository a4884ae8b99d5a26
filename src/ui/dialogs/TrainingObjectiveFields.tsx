import { useTranslation } from "react-i18next";
import { choiceSpecs } from "#store/choices.ts";
import { CheckField } from "../controls/CheckField.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { SelectField } from "../controls/SelectField.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";

/** What the network is to say, how much its mistakes count, and whether it is told the class. */
export function TrainingObjectiveFields() {
  const { t } = useTranslation();
  const { store } = useApp();
  const { predicts, weighting, classes, dropout } = useAppState(({ choices }) => choices);
  return (
    <>
      <SelectField
        label={t("learn.predicts")}
        value={predicts}
        options={choiceSpecs.predicts.values.map((value) => ({
          value,
          label: t(`learn.parameterisations.${value}`),
        }))}
        onChange={(value) => store.choose({ predicts: value })}
      />
      <SelectField
        label={t("learn.weighting")}
        value={weighting}
        options={choiceSpecs.weighting.values.map((value) => ({
          value,
          label: t(`learn.weightings.${value}`),
        }))}
        hint={t(`learn.weightingSources.${weighting}`)}
        onChange={(value) => store.choose({ weighting: value })}
      />
      <CheckField
        label={t("learn.classes")}
        checked={classes}
        onChange={(value) => store.choose({ classes: value })}
      />
      {classes && (
        <NumberField
          label={t("learn.labelDropout")}
          value={dropout}
          min={choiceSpecs.dropout.min}
          max={choiceSpecs.dropout.max}
          hint={t("learn.labelDropoutHint")}
          onChange={(value) => store.choose({ dropout: value })}
        />
      )}
    </>
  );
}
