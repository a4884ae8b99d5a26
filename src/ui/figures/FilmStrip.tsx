import type { ReactNode } from "react";
import type { Picture } from "./PixelCanvas.tsx";
import { PixelCanvas } from "./PixelCanvas.tsx";
import styles from "./FilmStrip.module.css";

/** One picture of a strip, at a place of the axis that it shares with the chart above and the scrubber below. */
export interface StripTile {
  /** Place on the axis, 0..1. */
  readonly position: number;
  readonly picture: Picture | null;
  readonly label: string;
  readonly isFuture?: boolean;
}

interface FilmStripProps {
  readonly tiles: readonly StripTile[];
  /** Place of the playhead, 0..1; the nearest tile that has come to pass is marked. */
  readonly position: number;
  readonly rowLabel?: ReactNode;
  onSeek(position: number): void;
}

/** Pictures along the axis; a click moves the playhead there. The scrubber does the same for the keyboard. */
export function FilmStrip({ tiles, position, rowLabel, onSeek }: FilmStripProps) {
  const marked = nearest(tiles, position);
  return (
    <div className={styles.strip} style={{ "--tiles": tiles.length }}>
      {rowLabel && <span className={styles.rowLabel}>{rowLabel}</span>}
      {tiles.map((tile, k) => (
        <button
          key={k}
          type="button"
          tabIndex={-1}
          className={k === marked ? `${styles.tile} ${styles.marked}` : styles.tile}
          data-future={tile.isFuture || undefined}
          style={{ "--at": tile.position }}
          aria-label={tile.label}
          onClick={() => onSeek(tile.position)}
        >
          {tile.picture && <PixelCanvas picture={tile.picture} className={styles.canvas} />}
        </button>
      ))}
    </div>
  );
}

function nearest(tiles: readonly StripTile[], position: number): number {
  let best = -1;
  let distance = Infinity;
  tiles.forEach((tile, k) => {
    if (tile.isFuture || !tile.picture) return;
    const d = Math.abs(tile.position - position);
    if (d < distance - 1e-9) {
      best = k;
      distance = d;
    }
  });
  return best;
}
