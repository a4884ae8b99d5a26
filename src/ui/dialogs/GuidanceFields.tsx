import { useTranslation } from "react-i18next";
import { choiceSpecs } from "#store/choices.ts";
import { availableDenoiser, currentSampleRequest } from "#store/samplingChoice.ts";
import { NumberField } from "../controls/NumberField.tsx";
import { SelectField } from "../controls/SelectField.tsx";
import { useAppState } from "../state/appContext.tsx";
import { useDataset } from "../state/useDataset.ts";
import { useChooseProcess } from "./useChooseProcess.ts";

/** Which class the samples are to show, and how strongly, where the denoiser knows classes. */
export function GuidanceFields() {
  const { t } = useTranslation();
  const choose = useChooseProcess();
  const choices = useAppState((state) => state.choices);
  const training = useAppState(({ session }) => session.training);
  const denoiser = availableDenoiser(choices, training);
  const { dataset: id } = currentSampleRequest(choices, training);
  const { dataset } = useDataset(id);
  const knowsClasses = denoiser === "exact" || training?.config.conditional === true;
  if (!knowsClasses) return <p>{t("denoise.noClasses")}</p>;
  const absent = denoiser === "exact" ? undefined : training?.config.absentData;
  // Of a network whose pictures are not here nobody knows more than how many classes it was told.
  const numbers = Array.from({ length: absent?.classes ?? 0 }, (_, i) => String(i));
  const classes = absent ? numbers : dataset?.id === id && dataset.labels ? dataset.classes : [];
  if (classes.length === 0) return null;
  const names: Readonly<Record<string, string>> = {
    none: t("denoise.classNone"),
    each: t("denoise.classEach"),
    ...Object.fromEntries(classes.entries()),
  };
  return (
    <>
      <SelectField
        label={t("denoise.class")}
        value={choices.label}
        options={choiceSpecs.label.values.flatMap((value) => {
          const name = names[value];
          return name === undefined ? [] : [{ value, label: name }];
        })}
        onChange={(label) => choose({ label })}
      />
      {choices.label !== "none" && (
        <NumberField
          label={t("denoise.guidance")}
          value={choices.guidance}
          min={choiceSpecs.guidance.min}
          max={choiceSpecs.guidance.max}
          hint={t("denoise.guidanceHint")}
          onChange={(guidance) => choose({ guidance })}
        />
      )}
    </>
  );
}
