import type { ReactNode } from "react";
import styles from "./Segments.module.css";

interface SegmentsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: ReactNode; readonly disabled?: boolean }[];
  readonly hint?: string | undefined;
  onChange(value: V): void;
}

/** A choice of few, all in sight; the chosen one is filled with ink. */
export function Segments<V extends string>({ label, value, options, hint, onChange }: SegmentsProps<V>) {
  return (
    <div className={styles.segments} role="group" aria-label={label} title={hint}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          disabled={option.disabled ?? false}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
