import { useTranslation } from "react-i18next";
import { datasetById } from "#data/datasets/index.ts";
import { hasNetwork } from "#store/samplingChoice.ts";
import { canTrain, isAtRest } from "#store/session.ts";
import type { TrainingSession } from "#store/session.ts";
import styles from "./PrimaryButton.module.css";
import { useApp, useAppState } from "./state/appContext.tsx";
import { useFormat } from "./state/useFormat.ts";
import { useLabel } from "./state/useLabel.ts";

/** Train from scratch, pause, continue, train on: the page's one primary button, with the run's state under it. */
export function PrimaryButton() {
  const { t } = useTranslation();
  const { commands } = useApp();
  const format = useFormat();
  const training = useAppState(({ session }) => session.training);
  const room = useAppState(({ choices }) => choices.room);
  return (
    <div className={styles.train}>
      <button
        type="button"
        className={styles.primary}
        data-training={training?.status ?? "none"}
        disabled={training !== null && !canTrain(training)}
        onClick={commands.toggleTraining}
      >
        {icon(training)}
        {actionText()} <kbd>T</kbd>
      </button>
      <div className={styles.state}>
        <StateLine training={training} />
        {training?.status === "paused" && hasNetwork(training) && room !== "denoise" && (
          <button type="button" className={styles.onwards} onClick={() => commands.goTo("denoise")}>
            {t("transport.seeDenoised")}
          </button>
        )}
      </div>
    </div>
  );

  function actionText(): string {
    if (!training) return t("transport.train");
    if (!isAtRest(training)) return t("transport.pauseTraining");
    const { steps } = training.config;
    return training.step >= steps
      ? t("transport.trainMore", { steps: format.whole(steps) })
      : t("transport.continueTraining");
  }
}

/** What training does right now: in sight as one line with its numbers, and spoken only when it changes. */
function StateLine({ training }: { readonly training: TrainingSession | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useLabel();
  const choices = useAppState((state) => state.choices);
  return (
    <>
      <span className={styles.text}>{training ? runText(training) : idleText()}</span>
      <span className="visually-hidden" role="status">
        {training && spokenText(training)}
      </span>
    </>
  );

  function idleText(): string {
    const dataset = label(datasetById(choices.data).label);
    return t("transport.stateIdle", { dataset, size: choices.net, steps: format.whole(choices.budget) });
  }

  function runText(run: TrainingSession): string {
    const step = format.whole(run.step);
    const steps = format.whole(Math.max(run.config.steps, run.step));
    switch (run.status) {
      case "compiling":
        return run.shaders.all === 0
          ? t("transport.stateCompiling")
          : t("transport.stateCompilingShaders", {
              compiled: format.whole(run.shaders.compiled),
              all: format.whole(run.shaders.all),
            });
      case "lost":
        return t("transport.stateLost", { step });
      case "paused":
        if (!canTrain(run)) return t("transport.stateSampleOnly", { step });
        return run.step >= run.config.steps
          ? t("transport.stateFinished", { step })
          : t("transport.statePaused", { step, steps });
      case "running": {
        const rate = run.stepsPerSecond;
        if (rate <= 0) return t("transport.stateStarting");
        const left = format.duration(Math.max(0, run.config.steps - run.step) / rate);
        return t("transport.stateRunning", {
          step,
          steps,
          rate: format.decimal(rate, rate < 10 ? 1 : 0),
          left,
        });
      }
    }
  }

  /** Without the numbers that change several times a second. */
  function spokenText(run: TrainingSession): string {
    if (run.status === "compiling") return t("transport.stateCompiling");
    return run.status === "running" ? t("transport.stateTraining") : runText(run);
  }
}

function icon(training: TrainingSession | null) {
  if (!training) return null;
  return (
    <svg viewBox="0 0 24 24" aria-hidden>
      <path d={isAtRest(training) ? "M7 4.5v15l12-7.5z" : "M6 5h4v14H6zM14 5h4v14h-4z"} />
    </svg>
  );
}
