import { useTranslation } from "react-i18next";
import { T_RANGE } from "#diffusion/schedule.ts";
import { scheduleById, schedules } from "#diffusion/schedules/index.ts";
import { choiceSpecs } from "#store/choices.ts";
import { useApp, useAppState } from "../state/appContext.tsx";
import { useLabel } from "../state/useLabel.ts";
import { CheckField } from "./CheckField.tsx";
import { NumberField } from "./NumberField.tsx";
import { ParamFields } from "./ParamFields.tsx";
import { SelectField } from "./SelectField.tsx";

/** Which noise schedule, how many timesteps, and the schedule's own parameters. */
export function ScheduleFields() {
  const { t } = useTranslation();
  const { store } = useApp();
  const label = useLabel();
  const { schedule, T, scheduleParams, zeroSnr } = useAppState(({ choices }) => choices);
  const plugin = scheduleById(schedule);
  return (
    <>
      <SelectField
        label={t("learn.schedule")}
        value={schedule}
        options={choiceSpecs.schedule.values.map((id) => ({
          value: id,
          label: label(scheduleById(id).label),
        }))}
        hint={plugin.source}
        onChange={(id) => schedules.has(id) && store.choose({ schedule: id, scheduleParams: {} })}
      />
      <NumberField
        label={t("settings.T")}
        value={T}
        min={T_RANGE.min}
        max={T_RANGE.max}
        isWhole
        onChange={(value) => store.choose({ T: value })}
      />
      <CheckField
        label={t("settings.zeroSnr")}
        checked={zeroSnr}
        onChange={(value) => store.choose({ zeroSnr: value })}
      />
      <ParamFields
        specs={plugin.params}
        values={scheduleParams}
        onChange={(values) => store.choose({ scheduleParams: values })}
      />
    </>
  );
}
