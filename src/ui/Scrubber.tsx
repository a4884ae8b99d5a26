import { useTranslation } from "react-i18next";
import { Var } from "./maths/Symbols.tsx";
import styles from "./Scrubber.module.css";
import { useApp, useAppState } from "./state/appContext.tsx";
import type { Axis } from "./state/axis.ts";
import { axisOf } from "./state/axis.ts";
import { useFormat } from "./state/useFormat.ts";

/** A native range whose thumb carries the value. It never disables, whatever runs. */
export function Scrubber() {
  const { t } = useTranslation();
  const { commands } = useApp();
  const format = useFormat();
  const state = useAppState((whole) => whole);
  const axis = axisOf(state);
  const share = axis.max === 0 ? 0 : axis.value / axis.max;
  const label = t(axis.kind === "timestep" ? "transport.timestep" : "transport.trainingStep");
  return (
    <div className={styles.scrubber} style={{ "--at": share }} data-room={state.choices.room}>
      <span className={styles.stem} />
      <span className={styles.track}>
        <span className={styles.travelled} />
      </span>
      <input
        type="range"
        min={0}
        max={axis.max}
        step={1}
        value={axis.value}
        aria-label={label}
        aria-valuetext={useValueText(axis)}
        onChange={(event) => commands.seek(Number(event.target.value))}
      />
      <output className={styles.value} aria-hidden>
        {axis.kind === "timestep" && <Var>t</Var>}
        {format.whole(axis.value)}
      </output>
      <span className={styles.ticks} aria-hidden>
        {[0, 0.25, 0.5, 0.75, 1].map((at) => (
          <span key={at} style={{ "--at": at }}>
            {tickText(at)}
          </span>
        ))}
      </span>
    </div>
  );

  function tickText(at: number): string {
    const value = format.whole(Math.round(axis.max * at));
    if (axis.kind === "trainingStep") return at === 1 ? t("transport.steps", { steps: value }) : value;
    if (at === 0) return t("transport.zeroPicture");
    return at === 1 ? t("transport.noiseT", { T: value }) : value;
  }
}

function useValueText(axis: Axis): string {
  const { t } = useTranslation();
  const format = useFormat();
  const value = format.whole(axis.value);
  const max = format.whole(axis.max);
  return axis.kind === "timestep"
    ? t("transport.positionDenoise", { t: value, T: max })
    : t("transport.positionStep", { step: value, steps: max });
}
