import { useTranslation } from "react-i18next";
import { splitDataset } from "#data/split.ts";
import { choiceSpecs } from "#store/choices.ts";
import { CheckField } from "../controls/CheckField.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { useDataset } from "../state/useDataset.ts";

/** How the weights are moved, how often, and from which seed. */
export function TrainingOptimiserFields() {
  const { t } = useTranslation();
  const { store } = useApp();
  const choices = useAppState((state) => state.choices);
  const { dataset } = useDataset(choices.data);
  const images = dataset?.id === choices.data ? splitDataset(dataset.count).train.length : Infinity;
  return (
    <>
      {numberField("lr", t("learn.learningRate"))}
      {numberField("batch", t("learn.batch"), images)}
      {numberField("ema", t("learn.ema"))}
      {numberField("warmup", t("learn.warmup"))}
      {numberField("clipNorm", t("learn.clipNorm"))}
      {numberField("budget", t("learn.budget"))}
      {numberField("seed", t("learn.seed"))}
      <CheckField
        label={t("learn.zeroInit")}
        checked={choices.zeroInit}
        onChange={(zeroInit) => store.choose({ zeroInit })}
      />
    </>
  );

  function numberField(
    key: "lr" | "batch" | "ema" | "warmup" | "clipNorm" | "budget" | "seed",
    label: string,
    most = Infinity,
  ) {
    const { kind, min, max } = choiceSpecs[key];
    return (
      <NumberField
        label={label}
        value={choices[key]}
        min={min}
        max={Math.min(max, most)}
        isWhole={kind === "whole"}
        onChange={(value) => store.choose({ [key]: value })}
      />
    );
  }
}
