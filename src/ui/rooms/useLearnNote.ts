import { useTranslation } from "react-i18next";
import type { TrainingSession } from "#store/session.ts";
import { useAppState } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";
import { useLesson } from "../state/useLesson.ts";
import type { RoomNote } from "./RoomLayout.tsx";

const backendLabels = { webgl: "WebGL", cpu: "CPU" };

/**
 * What stands in training's way, where something does; before a run, what kind of device there is, where that is a slow
 * one; else what the lesson says.
 */
export function useLearnNote(training: TrainingSession | null): RoomNote | null {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useLabel();
  const { note } = useLesson();
  const device = useAppState(({ session }) => session.device);
  if (training?.pauseReason === "diverged") return { kind: "alert", text: t("learn.diverged") };
  if (training && training.skippedSteps > 0) {
    return { kind: "alert", text: t("learn.skipped", { steps: format.whole(training.skippedSteps) }) };
  }
  if (!training && device && device.backend !== "webgpu") {
    return { kind: "device", text: t("device.slow", { backend: backendLabels[device.backend] }) };
  }
  if (!training && device?.isSoftware) return { kind: "device", text: t("device.slowSoftware") };
  return note && { kind: "lesson", text: label(note) };
}
