import { Gauge, RotateCcw, SkipBack, SkipForward } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "./PrimaryButton.tsx";
import { Scrubber } from "./Scrubber.tsx";
import { useApp, useAppState } from "./state/appContext.tsx";
import { isTrainingAhead, isTrainingNow } from "./state/axis.ts";
import styles from "./Transport.module.css";

const speeds = [
  { value: 1, label: "1×" },
  { value: 2, label: "2×" },
  { value: 0.25, label: "¼×" },
] as const;

interface TransportProps {
  onReset(): void;
}

/**
 * The bar that is always there: reset, back, play, step, speed; the scrubber; and the one primary button. A button that
 * moves the playhead to the left stands at the left.
 */
export function Transport({ onReset }: TransportProps) {
  const { t } = useTranslation();
  const { commands, store } = useApp();
  const room = useAppState(({ choices }) => choices.room);
  const isPlaying = useAppState(
    (state) => state.view.isPlaying || (isTrainingAhead(state) && isTrainingNow(state)),
  );
  const speed = useAppState(({ view }) => view.speed);
  const speedIndex = speeds.findIndex(({ value }) => value === speed);
  const speedLabel = speeds[speedIndex]?.label ?? `${speed}×`;
  const isLeftward = room === "denoise";
  const step = {
    label: t(room === "learn" ? "transport.trainStep" : "transport.step"),
    press: commands.step,
  };
  const back = {
    label: t(isLeftward ? "transport.backRight" : "transport.back"),
    press: () => commands.advance(-1),
  };
  const [toLeft, toRight] = isLeftward ? [step, back] : [back, step];
  const resetLabel = t(room === "learn" ? "transport.resetTraining" : "transport.reset");
  return (
    <footer className={styles.transport} aria-label={t("transport.label")}>
      <div className={styles.play}>
        <button
          type="button"
          className={styles.reset}
          title={resetLabel}
          aria-label={resetLabel}
          onClick={onReset}
        >
          <RotateCcw />
        </button>
        <StepButton label={toLeft.label} onClick={toLeft.press}>
          <SkipBack />
        </StepButton>
        <button
          type="button"
          className={styles.big}
          title={t(isPlaying ? "transport.pause" : "transport.play")}
          aria-label={t(isPlaying ? "transport.pause" : "transport.play")}
          onClick={commands.togglePlay}
        >
          {isPlaying ? pauseIcon : isLeftward ? playLeftIcon : playRightIcon}
        </button>
        <StepButton label={toRight.label} onClick={toRight.press}>
          <SkipForward />
        </StepButton>
        <button
          type="button"
          className={styles.speed}
          aria-label={t("transport.speed", { speed: speedLabel })}
          title={t("transport.speed", { speed: speedLabel })}
          onClick={() => store.look({ speed: speeds[(speedIndex + 1) % speeds.length]?.value ?? 1 })}
        >
          <Gauge aria-hidden />
          {speedLabel}
        </button>
      </div>
      <Scrubber />
      <PrimaryButton />
    </footer>
  );
}

interface StepButtonProps {
  readonly label: string;
  readonly children: ReactNode;
  onClick(): void;
}

function StepButton({ label, children, onClick }: StepButtonProps) {
  return (
    <button type="button" title={label} aria-label={label} onClick={onClick}>
      {children}
    </button>
  );
}

const pauseIcon = (
  <svg viewBox="0 0 24 24" aria-hidden>
    <path d="M6.5 5h4v14h-4zM13.5 5h4v14h-4z" />
  </svg>
);
const playRightIcon = (
  <svg viewBox="0 0 24 24" aria-hidden>
    <path d="M7.5 4.5v15L20 12z" />
  </svg>
);
/** Denoising plays to the left: x_0 is always on that side. */
const playLeftIcon = (
  <svg viewBox="0 0 24 24" aria-hidden>
    <path d="M16.5 4.5v15L4 12z" />
  </svg>
);
