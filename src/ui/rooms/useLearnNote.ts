import { useTranslation } from "react-i18next";
import type { TrainingSession } from "#store/session.ts";
import { useAppState } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import { useLabel } from "../state/useLabel.ts";
import { useLesson } from "../state/useLesson.ts";

const backendLabels = { webgl: "WebGL", cpu: "CPU" };

/** What stands in training's way, where something does; else what the lesson says about this room. */
export function useLearnNote(training: TrainingSession | null): string | null {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useLabel();
  const { stop } = useLesson();
  const device = useAppState(({ session }) => session.device);
  if (training?.pauseReason === "diverged") return t("learn.diverged");
  if (training && training.skippedSteps > 0) {
    return t("learn.skipped", { steps: format.whole(training.skippedSteps) });
  }
  if (device && device.backend !== "webgpu") {
    return t("device.slow", { backend: backendLabels[device.backend] });
  }
  if (device?.isSoftware) return t("device.slowSoftware");
  return stop?.choices.room === "learn" ? label(stop.note) : null;
}
