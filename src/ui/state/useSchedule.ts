import { useMemo } from "react";
import type { Schedule } from "#diffusion/schedule.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import { useAppState } from "./appContext.tsx";

/** The chosen schedule's tables. */
export function useSchedule(): Schedule {
  const id = useAppState(({ choices }) => choices.schedule);
  const T = useAppState(({ choices }) => choices.T);
  const params = useAppState(({ choices }) => choices.scheduleParams);
  const zeroSnr = useAppState(({ choices }) => choices.zeroSnr);
  return useMemo(() => createSchedule(scheduleById(id), T, params, zeroSnr), [id, T, params, zeroSnr]);
}

/** The tables of a run's own schedule, which may differ from the chosen one. */
export function useScheduleOf(choice: TrainingConfig["schedule"] | undefined): Schedule | null {
  return useMemo(
    () =>
      choice
        ? createSchedule(scheduleById(choice.id), choice.T, choice.params, choice.zeroTerminalSnr)
        : null,
    [choice],
  );
}
