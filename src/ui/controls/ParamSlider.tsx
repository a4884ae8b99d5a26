import type { ParamSpec } from "#math/params.ts";
import { useLabel } from "../state/useLabel.ts";
import styles from "./ParamSlider.module.css";

interface ParamSliderProps {
  readonly spec: ParamSpec;
  readonly value: number;
  onChange(value: number): void;
}

/** A parameter as a slider; values with a name of their own are marks that can be pressed. */
export function ParamSlider({ spec, value, onChange }: ParamSliderProps) {
  const label = useLabel();
  const { min, max, step = (max - min) / 100, marks = [] } = spec;
  return (
    <div className={styles.slider}>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-label={label(spec.label)}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      {marks.length > 0 && (
        <div className={styles.marks}>
          {marks.map((mark) => (
            <button
              key={mark.value}
              type="button"
              aria-pressed={mark.value === value}
              style={{ "--at": (mark.value - min) / (max - min) }}
              onClick={() => onChange(mark.value)}
            >
              {label(mark.label)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
