import { useState } from "react";
import { useTranslation } from "react-i18next";
import { splitDataset } from "#data/split.ts";
import { samplerById, samplers } from "#diffusion/samplers/index.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { choiceSpecs, defaultChoices } from "#store/choices.ts";
import { currentSampleRequest } from "#store/samplingChoice.ts";
import { Button } from "../controls/Button.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { ParamFields } from "../controls/ParamFields.tsx";
import { ScheduleFields } from "../controls/ScheduleFields.tsx";
import { GuidanceFields } from "./GuidanceFields.tsx";
import { SelectField } from "../controls/SelectField.tsx";
import { useAppState } from "../state/appContext.tsx";
import { useDataset } from "../state/useDataset.ts";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";
import { Modal } from "./Modal.tsx";
import { useChooseProcess } from "./useChooseProcess.ts";

interface SamplerDialogProps {
  readonly isOpen: boolean;
  onClose(): void;
}

const samplingKeys = [
  "sampler",
  "samplerParams",
  "steps",
  "spacing",
  "label",
  "guidance",
  "clip",
  "sampleSeed",
  "pictures",
] as const;

/** All that decides a reverse process. Each change starts a new one, and the room follows it. */
export function SamplerDialog({ isOpen, onClose }: SamplerDialogProps) {
  const { t } = useTranslation();
  const [resets, setResets] = useState(0);
  const choose = useChooseProcess();
  return (
    <Modal
      isOpen={isOpen}
      title={t("denoise.sampler")}
      onClose={onClose}
      footer={
        <>
          <Button
            onClick={() => {
              const defaults = defaultChoices();
              choose(Object.fromEntries(samplingKeys.map((key) => [key, defaults[key]])));
              setResets(resets + 1);
            }}
          >
            {t("settings.defaults")}
          </Button>
          <Button onClick={onClose}>{t("settings.done")}</Button>
        </>
      }
    >
      <Fields key={resets} />
    </Modal>
  );
}

function Fields() {
  const { t } = useTranslation();
  const label = useLabel();
  const format = useFormat();
  const choose = useChooseProcess();
  const choices = useAppState((state) => state.choices);
  const training = useAppState(({ session }) => session.training);
  const { denoiser, schedule } = currentSampleRequest(choices, training);
  const plugin = samplerById(choices.sampler);
  const { dataset } = useDataset(choices.data);
  const mostPictures =
    dataset?.id === choices.data ? splitDataset(dataset.count).train.length : choiceSpecs.pictures.max;
  return (
    <>
      <SelectField
        label={t("denoise.sampler")}
        value={choices.sampler}
        options={[...samplers.values()].map(({ id, label: name }) => ({ value: id, label: label(name) }))}
        hint={plugin.source}
        onChange={(sampler) => choose({ sampler, samplerParams: {} })}
      />
      <ParamFields
        specs={plugin.params}
        values={choices.samplerParams}
        hasSliders
        onChange={(samplerParams) => choose({ samplerParams })}
      />
      <NumberField
        label={t("denoise.steps")}
        value={Math.min(choices.steps, schedule.T)}
        min={choiceSpecs.steps.min}
        max={schedule.T}
        isWhole
        onChange={(steps) => choose({ steps })}
      />
      <SelectField
        label={t("denoise.spacing")}
        value={choices.spacing}
        options={choiceSpecs.spacing.values.map((value) => ({ value, label: t(`denoise.${value}`) }))}
        onChange={(spacing) => choose({ spacing })}
      />
      <NumberField
        label={t("denoise.seed")}
        value={choices.sampleSeed}
        min={choiceSpecs.sampleSeed.min}
        max={choiceSpecs.sampleSeed.max}
        isWhole
        onChange={(sampleSeed) => choose({ sampleSeed })}
      />
      <GuidanceFields />
      <SelectField
        label={t("denoise.clip")}
        value={choices.clip}
        options={choiceSpecs.clip.values.map((value) => ({ value, label: t(`denoise.clipping.${value}`) }))}
        onChange={(clip) => choose({ clip })}
      />
      {denoiser === "exact" ? (
        <>
          <NumberField
            label={t("denoise.pictures")}
            value={choices.pictures}
            min={choiceSpecs.pictures.min}
            max={mostPictures}
            isWhole
            onChange={(pictures) => choose({ pictures })}
          />
          <ScheduleFields />
        </>
      ) : (
        <p>
          {label(scheduleById(schedule.id).label)}, T = {format.whole(schedule.T)}. {t("denoise.ownSchedule")}
        </p>
      )}
    </>
  );
}
