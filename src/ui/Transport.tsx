import { Gauge, RotateCcw, SkipBack, SkipForward } from "lucide-react";
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

/** The bar that is always there: reset, back, play, step, speed; the scrubber; and the one primary button. */
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
  const stepLabel = t(room === "learn" ? "transport.trainStep" : "transport.step");
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
        <button
          type="button"
          title={t("transport.back")}
          aria-label={t("transport.back")}
          onClick={() => commands.advance(-1)}
        >
          <SkipBack />
        </button>
        <button
          type="button"
          className={styles.big}
          title={t(isPlaying ? "transport.pause" : "transport.play")}
          aria-label={t(isPlaying ? "transport.pause" : "transport.play")}
          onClick={commands.togglePlay}
        >
          {isPlaying ? pauseIcon : room === "denoise" ? playLeftIcon : playRightIcon}
        </button>
        <button type="button" title={stepLabel} aria-label={stepLabel} onClick={commands.step}>
          <SkipForward />
        </button>
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
