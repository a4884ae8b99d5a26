import { useRef } from "react";
import type { KeyboardEvent } from "react";
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

/**
 * Samples from sixteen noises, four in a row; the selected one is what the room's other figures show. The grid is one stop
 * of the tab key; inside it the up and down arrows go to the previous and the next sample, for left and right are the
 * playhead's everywhere.
 */
export function SampleGrid({
  label,
  pictures,
  pictureLabel,
  selected,
  presented,
  onSelect,
}: SampleGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const tabStop = pictures[selected] ? selected : 0;
  return (
    <div ref={grid} className={`${styles.grid} ${styles[presented]}`} role="group" aria-label={label}>
      {pictures.map((picture, k) => (
        <button
          key={k}
          type="button"
          tabIndex={k === tabStop ? 0 : -1}
          aria-pressed={k === selected}
          aria-label={pictureLabel(k)}
          disabled={!picture}
          onClick={() => onSelect(k)}
          onKeyDown={(event) => walk(event, k)}
        >
          {picture && <PixelCanvas picture={picture} className={styles.canvas} />}
        </button>
      ))}
    </div>
  );

  function walk(event: KeyboardEvent, k: number): void {
    const next = { ArrowUp: k - 1, ArrowDown: k + 1 }[event.key];
    if (next === undefined || !pictures[next]) return;
    event.preventDefault();
    onSelect(next);
    grid.current?.querySelectorAll("button")[next]?.focus();
  }
}
