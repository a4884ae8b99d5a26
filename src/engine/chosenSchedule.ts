import type { Schedule } from "#diffusion/schedule.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import type { TrainingConfig } from "#protocol/config.ts";

/**
 * The tables of a schedule that was chosen by id.
 *
 * @throws {RangeError} when the id is unknown, or T or a parameter is out of range.
 */
export function chosenSchedule({ id, T, params, zeroTerminalSnr }: TrainingConfig["schedule"]): Schedule {
  return createSchedule(scheduleById(id), T, params, zeroTerminalSnr);
}
