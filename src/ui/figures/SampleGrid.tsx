import type { Picture } from "./PixelCanvas.tsx";
import { PixelCanvas } from "./PixelCanvas.tsx";
import styles from "./SampleGrid.module.css";

interface SampleGridProps {
  readonly label: string;
  /** Sixteen of them; null where there is none yet. */
  readonly pictures: readonly (Picture | null)[];
  readonly pictureLabel: (k: number) => string;
  readonly selected: number;
  /** In present mode: twelve large ones, or all of them small. */
  readonly presented: "twelve" | "small";
  onSelect(k: number): void;
}

/** Samples from sixteen noises, four in a row; the selected one is what the room's other figures show. */
export function SampleGrid({
  label,
  pictures,
  pictureLabel,
  selected,
  presented,
  onSelect,
}: SampleGridProps) {
  return (
    <div className={`${styles.grid} ${styles[presented]}`} role="group" aria-label={label}>
      {pictures.map((picture, k) => (
        <button
          key={k}
          type="button"
          aria-pressed={k === selected}
          aria-label={pictureLabel(k)}
          disabled={!picture}
          onClick={() => onSelect(k)}
        >
          {picture && <PixelCanvas picture={picture} className={styles.canvas} />}
        </button>
      ))}
    </div>
  );
}
