import { useTranslation } from "react-i18next";
import { datasetById } from "#data/datasets/index.ts";
import { splitDataset } from "#data/split.ts";
import { choiceSpecs } from "#store/choices.ts";
import { imageSizes } from "#store/imageSize.ts";
import { SelectField } from "../controls/SelectField.tsx";
import { LoadFailed } from "../rooms/LoadFailed.tsx";
import { useApp, useAppState } from "../state/appContext.tsx";
import { useDataset } from "../state/useDataset.ts";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";

/** Which pictures, at which size, and how large a network. */
export function TrainingDataFields() {
  const { t } = useTranslation();
  const { store } = useApp();
  const format = useFormat();
  const label = useLabel();
  const { data, px, net } = useAppState(({ choices }) => choices);
  const { dataset, error, retry } = useDataset(data);
  const isLoaded = dataset?.id === data;
  return (
    <>
      <SelectField
        label={t("learn.data")}
        value={data}
        options={choiceSpecs.data.values.map((id) => ({ value: id, label: label(datasetById(id).label) }))}
        {...(isLoaded && { hint: splitText(dataset.count) })}
        onChange={(id) => store.choose({ data: id })}
      />
      {error && <LoadFailed message={error} onRetry={retry} />}
      <SelectField
        label={t("learn.imageSize")}
        value={px}
        options={imageSizes(data).map((value) => ({
          value,
          label: t("settings.pixels", { px: value }),
        }))}
        onChange={(value) => store.choose({ px: value })}
      />
      <SelectField
        label={t("learn.network")}
        value={net}
        options={choiceSpecs.net.values.map((size) => ({ value: size, label: `U-Net ${size}` }))}
        hint={t(`learn.sizes.${net}`)}
        onChange={(value) => store.choose({ net: value })}
      />
    </>
  );

  function splitText(count: number): string {
    const { train, validation } = splitDataset(count);
    return t("learn.images", {
      train: format.whole(train.length),
      validation: format.whole(validation.length),
    });
  }
}
